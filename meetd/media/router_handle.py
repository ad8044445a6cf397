"""One router on a worker, and what participants have on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from meetd.media.codecs import offered
from meetd.media.events import Parameters
from meetd.media.participant_media import ParticipantMedia
from meetd.model import ParticipantId
from worker_bridge import ActiveSpeakerObserver, Router, WebRtcServer


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
    """Hears who speaks on it."""
    participants: dict[ParticipantId, ParticipantMedia] = field(default_factory=dict)
    rtp_capabilities: Parameters = field(init=False)
    """The router's capabilities, for the browser's side of the negotiation."""

    def __post_init__(self) -> None:
        self.rtp_capabilities = offered(self.router.rtp_capabilities)

    @property
    def id(self) -> str:
        """The router's id: while it is the same, transports made before are still good."""
        return self.router.id

    @property
    def load(self) -> int:
        """Transports and consumers: what costs a worker most."""
        counts = self.counts
        return counts.transports + counts.consumers

    @property
    def counts(self) -> Counts:
        """What is open on it."""
        parts = self.participants.values()
        return Counts(
            sum(len(part.transports) for part in parts),
            sum(len(part.publishing) for part in parts),
            sum(len(part.subscribing) for part in parts),
        )

    def on_lost(self, callback: Callable[[], None]) -> None:
        """Be told when its worker died."""
        self.router.on("workerclose", callback)

    def on_closed(self, callback: Callable[[], None]) -> None:
        """Be told when it is gone, for whatever reason."""
        self.router.observer.on("close", callback)

    def close(self) -> None:
        """Close it and all on it."""
        self.participants.clear()
        self.router.close()
