"""The participant that transports, producers and consumers are made for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from meetd.errors import NotInRoom
from meetd.media.events import MediaEvent
from meetd.model import ParticipantId
from worker_bridge import Consumer, PlainTransport, Producer, WebRtcTransport


@dataclass(slots=True)
class Owner:
    """One participant, and the way to tell their room."""

    id: ParticipantId
    emit: Callable[[MediaEvent], None]
    gone: bool = False

    def require_present_or_close(
        self, new: WebRtcTransport | PlainTransport | Producer | Consumer
    ) -> None:
        """Close what was made for somebody who left meanwhile. Raises NotInRoom."""
        if self.gone:
            new.close()
            raise NotInRoom
