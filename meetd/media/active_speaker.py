"""The participant who speaks above all others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple

import worker_bridge
from meetd.errors import MeetError
from meetd.log import get_logger
from meetd.media.copies import Copies
from meetd.media.events import DominantSpeakerChanged, MediaEvent
from meetd.media.room_producers import RoomProducer
from meetd.model import ParticipantId
from worker_bridge import ActiveSpeakerObserver, Router

log = get_logger(__name__)


class Ear(NamedTuple):
    """What hears all microphones of a room, and the router that it is on."""

    router: Router
    observer: ActiveSpeakerObserver


class ActiveSpeaker:
    """Tells each time that somebody else dominates, or nobody does any more.

    One router hears all microphones of the room, those of other routers as copies: only who hears
    everybody can say who is the loudest."""

    def __init__(self, copies: Copies, emit: Callable[[MediaEvent], None]) -> None:
        self._copies = copies
        self._emit = emit
        self._ear: Ear | None = None
        self._voices: dict[str, RoomProducer] = {}
        """Microphones, by their ids."""
        self._moving: asyncio.Task[None] | None = None
        self.dominant: ParticipantId | None = None

    def follow(self, ear: Ear | None) -> None:
        """Believe that one from now on, and let it hear all there is."""
        if self._ear == ear:
            return
        self._ear = ear
        if self._moving is not None:
            self._moving.cancel()
        if ear is None:
            return
        ear.observer.on("dominantspeaker", lambda heard: self._on_dominant_speaker(ear, heard))
        if self._voices:
            self._moving = asyncio.create_task(self._hear_all(ear))

    async def listen(self, microphone: RoomProducer) -> None:
        """Count a microphone among those who may dominate."""
        self._voices[microphone.producer.id] = microphone
        if self._ear is not None:
            await self._hear(self._ear, microphone)

    def forget(self, microphone: RoomProducer) -> None:
        """A microphone is gone; the observer of the worker knows."""
        if self._voices.pop(microphone.producer.id, None) is None:
            return
        if microphone.participant_id == self.dominant:
            self._say(None)

    async def _hear_all(self, ear: Ear) -> None:
        for microphone in list(self._voices.values()):
            await self._hear(ear, microphone)

    async def _hear(self, ear: Ear, microphone: RoomProducer) -> None:
        producer_id = microphone.producer.id
        try:
            await self._copies.claim(producer_id, ear.router, self, flows=True)
            if ear == self._ear and producer_id in self._voices:
                await ear.observer.add_producer(producer_id=producer_id)
        except (MeetError, worker_bridge.WorkerBridgeError) as error:
            if not microphone.producer.closed and not ear.router.closed:
                log.warning("a voice is not counted among the speakers", error=str(error))

    def _on_dominant_speaker(self, ear: Ear, heard: dict[str, Any]) -> None:
        voice = self._voices.get(heard["producer"].id)
        if ear == self._ear:
            self._say(voice.participant_id if voice else None)

    def _say(self, participant_id: ParticipantId | None) -> None:
        if participant_id != self.dominant:
            self.dominant = participant_id
            self._emit(DominantSpeakerChanged(participant_id))
