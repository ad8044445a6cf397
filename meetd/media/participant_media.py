"""One participant's media on one router."""

from __future__ import annotations

from dataclasses import dataclass

from meetd.media.owner import Owner
from meetd.media.publishing import Publishing
from meetd.media.subscribing import Subscribing
from meetd.media.transports import Transports


@dataclass(frozen=True, slots=True)
class ParticipantMedia:
    """A participant's part of a router. Only its own ids are known here, so that nobody can name
    somebody else's."""

    owner: Owner
    router_id: str
    transports: Transports
    publishing: Publishing
    subscribing: Subscribing

    @property
    def load(self) -> int:
        """Transports and consumers: what costs a worker most."""
        return len(self.transports) + len(self.subscribing)

    def close(self) -> None:
        """Close everything; what others consume of it is closed with it."""
        self.owner.gone = True
        self.transports.close_all()
