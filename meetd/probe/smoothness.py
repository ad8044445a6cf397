"""How evenly something comes: delays and freezes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

LATE = 0.15
"""Seconds above the average, or three times as long as it: W3C's measure of a freeze."""
KEPT = 100_000
"""Delays that are kept."""


@dataclass(slots=True)
class Smoothness:
    """What is known of what came, in seconds."""

    delays: list[float] = field(default_factory=list)
    freezes: int = 0
    frozen: float = 0.0
    """Seconds of freezes."""
    count: int = 0
    since: float | None = None
    last: float | None = None
    _average: float = 0.0

    def came(self, now: float, delay: float | None) -> None:
        """Something came now, that long after it was sent."""
        if delay is not None and len(self.delays) < KEPT:
            self.delays.append(delay)
        self.count += 1
        if self.last is None:
            self.since = now
        else:
            gap = now - self.last
            if self.count > 5 and gap > max(3 * self._average, self._average + LATE):
                self.freezes += 1
                self.frozen += gap
            else:
                self._average = gap if self._average == 0 else 0.95 * self._average + 0.05 * gap
        self.last = now

    def restart(self) -> None:
        """What is missing until the next is no freeze."""
        self.last = None

    @property
    def seconds(self) -> float:
        """From the first to the last."""
        return 0.0 if self.since is None or self.last is None else self.last - self.since


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value that this share is not above."""
    if not values:
        return None
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
