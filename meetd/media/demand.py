"""Which layers of a producer anybody watches, so that its browser need not encode the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

LET_GO_AFTER = 2.0
"""Seconds that a layer nobody wants any more is still asked for: who moved to a lower one needs a
key frame there first, and tiles that are being resized change their mind."""
TOP = 7
"""Higher than any layer: who does not say what it wants gets the best."""
NOBODY = -1
"""Lower than any layer: nobody watches."""


@dataclass(slots=True)
class Demand:
    """What the consumers of one producer want. `tell` hears of the highest layer wanted, or None
    when nobody watches at all."""

    tell: Callable[[int | None], None]
    _wanted: dict[str, int] = field(default_factory=dict)
    """The highest spatial layer by consumer; those that are paused want none."""
    _told: int = 0
    """A browser that begins, or goes on, sends the lowest layer."""
    _letting_go: asyncio.TimerHandle | None = None

    @property
    def highest(self) -> int:
        """The highest layer anybody wants, or NOBODY."""
        return max(self._wanted.values(), default=NOBODY)

    def begin(self) -> None:
        """The producer flows, or does so again: with its lowest layer."""
        self._told = 0
        self._consider()

    def want(self, consumer_id: str, layer: int) -> None:
        """A consumer flows, up to that layer."""
        self._wanted[consumer_id] = layer
        self._consider()

    def forget(self, consumer_id: str) -> None:
        """A consumer is paused or closed."""
        if self._wanted.pop(consumer_id, None) is not None:
            self._consider()

    def repeat(self) -> None:
        """Tell once more, to an owner who may have missed it."""
        self._tell()

    def close(self) -> None:
        """The producer is gone."""
        if self._letting_go is not None:
            self._letting_go.cancel()

    def _consider(self) -> None:
        if self._letting_go is not None:
            self._letting_go.cancel()
            self._letting_go = None
        if self.highest > self._told:
            self._say()
        elif self.highest < self._told:
            loop = asyncio.get_running_loop()
            self._letting_go = loop.call_later(LET_GO_AFTER, self._say)

    def _say(self) -> None:
        self._letting_go = None
        self._told = self.highest
        self._tell()

    def _tell(self) -> None:
        self.tell(None if self._told == NOBODY else self._told)
