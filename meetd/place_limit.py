"""Limits how often something may happen at one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from meetd.client_address import Network, site
from meetd.token_bucket import TokenBucket

_KEPT = 10_000
_SITE = 4
"""Times as much may happen in the network of one customer as at one place in it."""


class PlaceLimit:
    """A bucket for each place, and a larger one for the network that it is part of: whoever has one
    IPv6 network has thousands of places."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: dict[Network | None, TokenBucket] = {}
        self._kept = _KEPT

    def must_have(self, place: Network | None) -> None:
        """Raises TooManyRequests: it may not happen there now."""
        for bucket in self._of(place):
            bucket.must_have()

    @contextmanager
    def holding(self, place: Network | None) -> Iterator[None]:
        """While it may happen there, count it as if it did, so that several at once are never more
        than there may be: what has happened is counted by `count`. Raises TooManyRequests."""
        buckets = self._of(place)
        for bucket in buckets:
            bucket.must_have()
        for bucket in buckets:
            bucket.take()
        try:
            yield
        finally:
            for bucket in buckets:
                bucket.give_back()

    def count(self, place: Network | None) -> None:
        """It has happened there."""
        for bucket in self._of(place):
            bucket.count()

    def _of(self, place: Network | None) -> list[TokenBucket]:
        if len(self._buckets) >= self._kept:
            self._buckets = {p: bucket for p, bucket in self._buckets.items() if not bucket.full}
            # So many come before all are looked at again, however few there were to forget.
            self._kept = max(_KEPT, 2 * len(self._buckets))
        own = self._buckets.get(place) or self._add(place, 1)
        if place is None or site(place) == place:
            return [own]
        whole = site(place)
        return [own, self._buckets.get(whole) or self._add(whole, _SITE)]

    def _add(self, place: Network | None, times: int) -> TokenBucket:
        bucket = TokenBucket(self._rate * times, self._burst * times)
        self._buckets[place] = bucket
        return bucket
