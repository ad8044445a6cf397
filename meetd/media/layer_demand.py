"""The layers of a producer that anybody watches: its browser need not encode the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from worker_bridge import Consumer

LET_GO_AFTER = 2.0
"""Seconds that a layer nobody wants any more is still asked for: who moved to a lower one needs a
key frame there first, and tiles that are being resized change their mind."""
TOP = 7
"""Higher than any layer: who does not say what it wants gets the best."""
NOBODY = -1
"""Lower than any layer: nobody watches."""


@dataclass(slots=True)
class LayerDemand:
    """The layers that one producer's consumers want. `tell` hears of the highest one, or None
    when nobody watches at all."""

    tell: Callable[[int | None], None]
    _wanted: dict[str, int] = field(default_factory=dict)
    """The highest spatial layer by consumer; those that are paused want none."""
    _told: int = 0
    """A browser that begins sends the lowest layer, and one that goes on what it last sent; the
    lowest if that was none."""
    _letting_go: asyncio.TimerHandle | None = None

    @property
    def highest(self) -> int:
        """The highest layer anybody wants, or NOBODY."""
        return max(self._wanted.values(), default=NOBODY)

    def begin(self) -> None:
        """The producer flows, or does so again."""
        if self._told == NOBODY:
            # Told too, since the browser may hear only now that nobody watched.
            self._told = 0
            self._tell()
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


@dataclass(slots=True)
class LayerDemands:
    """The demand for each producer with pictures. Unknown producers (audio) are ignored."""

    _by_producer: dict[str, LayerDemand] = field(default_factory=dict)

    def open(self, producer_id: str, tell: Callable[[int | None], None]) -> None:
        """A producer is there, and may not flow yet."""
        self._by_producer[producer_id] = LayerDemand(tell)

    def begin(self, producer_id: str) -> None:
        """A producer flows, or does so again."""
        if (demand := self._by_producer.get(producer_id)) is not None:
            demand.begin()

    def count(self, consumer: Consumer) -> None:
        """A consumer is paused, flows, or prefers other layers."""
        demand = self._by_producer.get(consumer.producer_id)
        if demand is None:
            return
        if consumer.paused or consumer.closed:
            demand.forget(consumer.id)
        else:
            preferred = consumer.preferred_layers
            demand.want(consumer.id, preferred["spatialLayer"] if preferred else TOP)

    def forget(self, consumer: Consumer) -> None:
        """A consumer is closed, or about to be."""
        if (demand := self._by_producer.get(consumer.producer_id)) is not None:
            demand.forget(consumer.id)

    def repeat(self, producer_id: str) -> None:
        """Tell once more what is wanted of a producer."""
        if (demand := self._by_producer.get(producer_id)) is not None:
            demand.repeat()

    def close(self, producer_id: str) -> None:
        """A producer is gone."""
        if (demand := self._by_producer.pop(producer_id, None)) is not None:
            demand.close()

    def close_all(self) -> None:
        """All producers are gone."""
        for producer_id in list(self._by_producer):
            self.close(producer_id)
