"""One socket: who is behind it, and where they are."""

from __future__ import annotations

from dataclasses import dataclass, field

from meetd.errors import AlreadyInRoom, NotInRoom, TooManyRequests
from meetd.model import Identity
from meetd.rooms.peer import Peer
from meetd.rooms.room import LiveRoom

RATE = 100.0
"""Requests per second that one socket may send for long."""
BURST = 400.0
"""Requests that one socket may send at once."""


@dataclass(slots=True)
class Connection:
    """A socket that has signed in."""

    sid: str
    identity: Identity
    place: tuple[LiveRoom, Peer] | None = None
    joining: bool = False
    closed: bool = False
    _tokens: float = field(default=BURST)
    _counted_at: float = 0.0

    def spend(self, now: float) -> None:
        """Count one request. Raises TooManyRequests."""
        self._tokens = min(BURST, self._tokens + (now - self._counted_at) * RATE)
        self._counted_at = now
        if self._tokens < 1:
            raise TooManyRequests(retry_after=1)
        self._tokens -= 1

    def must_be_free(self) -> None:
        """Raises AlreadyInRoom."""
        if self.joining or self.place is not None:
            raise AlreadyInRoom

    def must_be_inside(self) -> tuple[LiveRoom, Peer]:
        """The caller's room and participant. Raises NotInRoom."""
        if self.place is None:
            raise NotInRoom
        room, peer = self.place
        room.must_hold(peer)
        return room, peer
