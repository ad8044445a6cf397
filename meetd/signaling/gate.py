"""Limits how many sockets an address may open, and how many there may be in all."""

from __future__ import annotations

from collections.abc import Callable

from meetd.client_address import Network, site
from meetd.errors import TooManyRequests, Unavailable
from meetd.signaling import limits
from meetd.signaling.early import EarlySockets
from meetd.token_bucket import TokenBucket

_KEPT = 3 * limits.MAX_OPEN
"""More than there can be of places with open sockets, and of their sites."""
_SITE = 2
"""Times as many sockets may be of the network of one customer as of one place in it."""


class _Place:
    __slots__ = ("arrivals", "early", "open", "times")

    def __init__(self, times: int = 1) -> None:
        self.times = times
        self.open = 0
        self.early = 0
        self.arrivals = TokenBucket(limits.ARRIVALS_RATE * times, limits.ARRIVALS_BURST * times)

    def must_have_room(self, connections: int, left: int) -> None:
        """`left`: how many may be opened in all yet, of which a part is for other places, however
        many have as many as they may. Raises TooManyRequests."""
        early = min(limits.MAX_EARLY_PLACE * self.times, connections // 4)
        most = max(limits.OPEN_SHARE, left // 2)
        opened = min(limits.MAX_OPEN_PLACE * self.times, connections // 2, most)
        if self.early >= early or self.open >= opened:
            raise TooManyRequests(retry_after=1)
        self.arrivals.must_have()


class Gate:
    """Counts the sockets of each place, and of the site that it is part of: whoever has one IPv6
    network has thousands of places. Over a Unix socket (None) neither is known."""

    def __init__(self, connections: Callable[[], int]) -> None:
        """`connections`: how many there may be at a time, now; of which one place gets a part."""
        self._connections = connections
        self._places: dict[Network, _Place] = {}
        self._all = _Place()
        self._early: EarlySockets[Ticket] = EarlySockets()

    def admit(self, place: Network | None) -> Ticket:
        """Let a socket in, which is not signed in yet; another one may have to go for it. Raises
        TooManyRequests, Unavailable."""
        most = self._connections()
        left = min(limits.MAX_OPEN, most * 3 // 4) - self._all.open
        if left <= 0:
            raise Unavailable(retry_after=1)
        whole = None if place is None else site(place)
        known = [] if place is None or whole is None else self._of(whole, place)
        for its in known:
            its.must_have_room(most, left)
        if len(self._early) >= min(limits.MAX_EARLY, most // 2):
            oldest = self._early.giving_way_to(whole)
            if oldest is None:
                raise Unavailable(retry_after=1)
            oldest.revoke()
        for its in known:
            its.arrivals.take()
        return Ticket([self._all, *known], self._early, whole)

    def _of(self, whole: Network, place: Network) -> list[_Place]:
        if len(self._places) >= _KEPT:
            self._places = {
                where: its
                for where, its in self._places.items()
                if its.open or not its.arrivals.full
            }
        own = self._places.get(place) or self._places.setdefault(place, _Place())
        if whole == place:
            return [own]
        return [self._places.get(whole) or self._places.setdefault(whole, _Place(_SITE)), own]


class Ticket:
    """A socket that was let in, until it is handed back."""

    def __init__(
        self,
        counted: list[_Place],
        all_early: EarlySockets[Ticket],
        whole: Network | None,
    ) -> None:
        self._counted = counted
        self._all_early = all_early
        self._site = whole
        self._early = False
        self.revoked = False
        """True once another socket has its place."""
        self.on_revoked: Callable[[], object] = lambda: None
        for place in counted:
            place.open += 1
        self.set_early(True)

    def set_early(self, early: bool) -> None:
        """Count it among those that are not signed in yet, or not any more."""
        if early == self._early or not self._counted:
            return
        self._early = early
        for place in self._counted:
            place.early += 1 if early else -1
        if early:
            self._all_early.add(self, self._site)
        else:
            self._all_early.remove(self)

    def revoke(self) -> None:
        """Hand it back for another, and tell the one that has it."""
        self.revoked = True
        self.hand_back()
        self.on_revoked()

    def hand_back(self) -> None:
        """The socket is gone. Nothing happens the second time."""
        self.set_early(False)
        for place in self._counted:
            place.open -= 1
        self._counted = []
