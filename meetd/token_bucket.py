"""Limits how often somebody may ask for something: a burst at once, a rate for long."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from meetd.errors import TooManyRequests

K = TypeVar("K", bound=Hashable)


class TokenBucket:
    """Full at first. One request takes a token or several, and `rate` tokens a second come back, up
    to `burst`."""

    __slots__ = ("_burst", "_counted_at", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._counted_at = time.monotonic()

    @property
    def full(self) -> bool:
        """True if it is as a new one would be."""
        return self._count() >= self._burst

    @property
    def left(self) -> float:
        """What can be taken now; none where others took more than there was."""
        return max(0.0, self._count())

    def must_have(self, tokens: float = 1) -> None:
        """Raises TooManyRequests when there is not so much to take."""
        missing = tokens - self._count()
        if missing > 0:
            raise TooManyRequests(retry_after=math.ceil(missing / self._rate))

    def take(self, tokens: float = 1) -> None:
        """One token, or so many. Raises TooManyRequests, and says when they will be there."""
        self.must_have(tokens)
        self._tokens -= tokens

    def count(self) -> None:
        """One token that somebody took elsewhere, whether or not it was here."""
        self._tokens = max(-self._burst, self._count() - 1)

    def give_back(self) -> None:
        """One token that was taken for nothing."""
        self._tokens = min(self._burst, self._count() + 1)

    def _count(self) -> float:
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._counted_at) * self._rate)
        self._counted_at = now
        return self._tokens


class TokenBuckets(Generic[K]):
    """A bucket for each of many. Of more than `kept` the one that was used longest ago is let go:
    it is the one that has filled up most."""

    def __init__(self, rate: float, burst: float, kept: int = 10_000) -> None:
        self._rate = rate
        self._burst = burst
        self._kept = kept
        self._buckets: OrderedDict[K, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def of(self, whose: K) -> TokenBucket:
        """Somebody's bucket."""
        bucket = self._buckets.get(whose)
        if bucket is None:
            if len(self._buckets) >= self._kept:
                self._buckets.popitem(last=False)
            bucket = self._buckets[whose] = TokenBucket(self._rate, self._burst)
        self._buckets.move_to_end(whose)
        return bucket
