"""The participant who speaks above all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from meetd.media.events import DominantSpeakerChanged, MediaEvent
from meetd.model import ParticipantId
from worker_bridge import ActiveSpeakerObserver, Producer


class ActiveSpeaker:
    """Tells each time that somebody else dominates, or nobody does any more."""

    def __init__(self, emit: Callable[[MediaEvent], None]) -> None:
        self._emit = emit
        self._voices: dict[str, ParticipantId] = {}
        """Owners of microphones, by producer."""
        self.dominant: ParticipantId | None = None

    def follow(self, observer: ActiveSpeakerObserver) -> None:
        """Believe a router's observer."""
        observer.on("dominantspeaker", self._on_dominant_speaker)

    async def listen(
        self, observer: ActiveSpeakerObserver, participant_id: ParticipantId, microphone: Producer
    ) -> None:
        """Count a microphone among those who may dominate. Raises WorkerBridgeError."""
        self._voices[microphone.id] = participant_id
        await observer.add_producer(producer_id=microphone.id)

    def forget(self, microphone: Producer) -> None:
        """A microphone is gone; the observer of the worker knows."""
        participant_id = self._voices.pop(microphone.id, None)
        if participant_id is not None and participant_id == self.dominant:
            self._say(None)

    def _on_dominant_speaker(self, dominant: dict[str, Any]) -> None:
        self._say(self._voices.get(dominant["producer"].id))

    def _say(self, participant_id: ParticipantId | None) -> None:
        if participant_id != self.dominant:
            self.dominant = participant_id
            self._emit(DominantSpeakerChanged(participant_id))
