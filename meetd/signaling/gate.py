"""How many sockets an address may open, and how many there may be in all."""

from __future__ import annotations

from dataclasses import dataclass, field

from meetd.client_address import Network
from meetd.errors import TooManyRequests, Unavailable
from meetd.signaling import limits
from meetd.token_bucket import TokenBucket

_KEPT = 10_000


@dataclass(slots=True)
class _Place:
    open: int = 0
    early: int = 0
    arrivals: TokenBucket = field(
        default_factory=lambda: TokenBucket(limits.ARRIVALS_RATE, limits.ARRIVALS_BURST)
    )


class Gate:
    """Counts the sockets of each place. Over a Unix socket (None) places are not known."""

    def __init__(self, connections: int) -> None:
        """`connections`: how many there may be at a time, of which one place gets a part."""
        self._connections = connections
        self._places: dict[Network, _Place] = {}
        self._all = _Place()

    def admit(self, place: Network | None) -> Ticket:
        """Let a socket in, which is not signed in yet. Raises TooManyRequests, Unavailable."""
        most = self._connections
        early, opened = min(limits.MAX_EARLY, most // 2), min(limits.MAX_OPEN, most * 3 // 4)
        if self._all.early >= early or self._all.open >= opened:
            raise Unavailable(retry_after=1)
        counted = [self._all]
        if place is not None:
            its = self._of(place)
            early = min(limits.MAX_EARLY_PLACE, most // 4)
            opened = min(limits.MAX_OPEN_PLACE, most // 2)
            if its.early >= early or its.open >= opened:
                raise TooManyRequests(retry_after=1)
            its.arrivals.take()
            counted.append(its)
        return Ticket(counted)

    def _of(self, place: Network) -> _Place:
        if len(self._places) >= _KEPT:
            self._places = {
                where: its
                for where, its in self._places.items()
                if its.open or not its.arrivals.full
            }
        return self._places.setdefault(place, _Place())


class Ticket:
    """A socket that was let in, until it is handed back."""

    def __init__(self, counted: list[_Place]) -> None:
        self._counted = counted
        self._early = True
        for place in counted:
            place.open += 1
            place.early += 1

    def set_early(self, early: bool) -> None:
        """Whether it is not signed in yet, or not any more."""
        for place in self._counted:
            place.early += early - self._early
        self._early = early

    def hand_back(self) -> None:
        """The socket is gone. Nothing happens the second time."""
        self.set_early(False)
        for place in self._counted:
            place.open -= 1
        self._counted = []
