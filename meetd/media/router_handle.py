"""One router on a worker, and what participants have on it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from meetd.media.codecs import offered
from meetd.media.events import Parameters
from meetd.media.participant_media import ParticipantMedia
from meetd.model import ParticipantId
from worker_bridge import ActiveSpeakerObserver, Router, WebRtcServer

RAMP_UP = 10.0
"""Seconds in which who was placed on a router gets what they will have."""


class Counts(NamedTuple):
    """What is open on a router."""

    transports: int
    producers: int
    consumers: int


@dataclass(slots=True, eq=False)
class RouterHandle:
    """A router of some room. When its worker dies, all on it is gone; the room's media is not."""

    router: Router
    webrtc_server: WebRtcServer
    active_speaker: ActiveSpeakerObserver
    """Hears who speaks, of whom is piped here too."""
    spare: Callable[[], int] = lambda: 0
    """Consumers that its worker can still take."""
    far: bool = False
    """True if it is another node's."""
    relieve: Callable[[bool], Awaitable[None]] | None = None
    """Moves somebody away from here, or everybody (true), if another router has the place."""
    participants: dict[ParticipantId, ParticipantMedia] = field(default_factory=dict)
    rtp_capabilities: Parameters = field(init=False)
    """The router's capabilities, for the browser's side of the negotiation."""
    expected_load: int = 0
    """Transports and consumers that each of those who came lately is going to have."""
    _came: dict[ParticipantId, float] = field(default_factory=dict)
    """When those who came lately came."""

    def __post_init__(self) -> None:
        self.rtp_capabilities = offered(self.router.rtp_capabilities)

    @property
    def id(self) -> str:
        """The router's id: while it is the same, transports made before are still good."""
        return self.router.id

    @property
    def load(self) -> int:
        """Transports and consumers, what costs a worker most: those that are there, or of who came
        lately those that are about to come, if they are more."""
        return sum(part.load for part in self.participants.values()) + self._to_come()

    @property
    def counts(self) -> Counts:
        """What is open on it."""
        parts = self.participants.values()
        return Counts(
            sum(len(part.transports) for part in parts),
            sum(len(part.publishing) for part in parts),
            sum(len(part.subscribing) for part in parts),
        )

    def expect(self, participant_id: ParticipantId) -> None:
        """Somebody was placed here, and will have something soon."""
        self._came[participant_id] = time.monotonic()

    def forget(self, participant_id: ParticipantId) -> ParticipantMedia | None:
        """Somebody is not here any more; return what they had."""
        self._came.pop(participant_id, None)
        return self.participants.pop(participant_id, None)

    def on_lost(self, callback: Callable[[], None]) -> None:
        """Be told when its worker died."""
        self.router.on("workerclose", callback)

    def on_closed(self, callback: Callable[[], None]) -> None:
        """Be told when it is gone, for whatever reason."""
        self.router.observer.on("close", callback)

    def close(self) -> None:
        """Close it and all on it."""
        self.participants.clear()
        self._came.clear()
        self.router.close()

    def _to_come(self) -> int:
        now = time.monotonic()
        missing = 0
        for participant_id, since in list(self._came.items()):
            if now - since > RAMP_UP:
                del self._came[participant_id]
                continue
            part = self.participants.get(participant_id)
            missing += max(0, self.expected_load - (part.load if part else 0))
        return missing
