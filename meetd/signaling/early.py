"""The sockets that are not signed in yet, and which of them gives way to another."""

from __future__ import annotations

from collections import Counter, OrderedDict
from typing import Generic, TypeVar

from meetd.client_address import Network
from meetd.signaling import limits

T = TypeVar("T")


class EarlySockets(Generic[T]):
    """Kept in the order of their coming, and counted by site (None: not known)."""

    def __init__(self) -> None:
        self._sites: OrderedDict[T, Network | None] = OrderedDict()
        self._count: Counter[Network | None] = Counter()

    def __len__(self) -> int:
        return len(self._sites)

    def add(self, socket: T, site: Network | None) -> None:
        """The youngest."""
        self._sites[socket] = site
        self._count[site] += 1

    def remove(self, socket: T) -> None:
        """It is signed in, or gone."""
        site = self._sites.pop(socket)
        self._count[site] -= 1
        if not self._count[site]:
            del self._count[site]

    def giving_way_to(self, site: Network | None) -> T | None:
        """The oldest one of another site, but of none that has few: less than half of the average.
        Who signs in at once is gone from here when those who only hold their places have become
        old. None: the site has enough itself, or there is no other."""
        own = self._count[site]
        others = len(self._count) - (own > 0)
        if own >= limits.EARLY_SHARE or not others:
            return None
        few = (len(self) - own) / others / 2
        for socket, its in self._sites.items():
            if its != site and self._count[its] >= few:
                return socket
        return None
