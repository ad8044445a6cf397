"""How often somebody may ask for something: a burst at once, a rate for long."""

from __future__ import annotations

import math
import time

from meetd.errors import TooManyRequests


class TokenBucket:
    """Full at first. One request takes one token, and `rate` tokens a second come back, up to
    `burst`."""

    __slots__ = ("_burst", "_counted_at", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._counted_at = time.monotonic()

    @property
    def full(self) -> bool:
        """Whether it is as a new one would be."""
        return self._count() >= self._burst

    def must_have(self) -> None:
        """Raises TooManyRequests when there is nothing to take."""
        tokens = self._count()
        if tokens < 1:
            raise TooManyRequests(retry_after=math.ceil((1 - tokens) / self._rate))

    def take(self) -> None:
        """One token. Raises TooManyRequests, and says when there will be one."""
        self.must_have()
        self._tokens -= 1

    def spend(self) -> None:
        """One token, or what is left of one."""
        self._tokens = max(0.0, self._count() - 1)

    def _count(self) -> float:
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._counted_at) * self._rate)
        self._counted_at = now
        return self._tokens
