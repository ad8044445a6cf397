"""Where what is new, or moved, goes: by what nodes said of themselves last.

What they said is some seconds old, and all nodes read the same: who sends everything to the one
with the least makes it the one with the most. So the better of two that are drawn is taken, and
what was sent to it counts until it has had the time to say so."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

FRESH = 2.0
"""Seconds for which what nodes said is not asked for again."""
COUNTED = 5.0
"""Seconds for which it counts what was sent to a node: until it shows in its figures."""
DOUBTED = 5.0
"""Seconds for which nothing is sent to a node that did not take it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one node said."""

    url: str
    participants: int
    spare: int
    """Consumers that its workers can still take."""
    takes: bool
    """False while it drains."""

    @classmethod
    def of(cls, entry: Mapping[str, object]) -> Figures:
        """Read an entry of the registry; of a release before, some figures are missing."""
        return cls(
            str(entry["url"]),
            int(str(entry.get("participants", 0))),
            int(str(entry.get("spare", 0))),
            not entry.get("draining", True),
        )


class Placement:
    """Chooses nodes, for one that is not among them."""

    def __init__(
        self,
        ask: Callable[[], Awaitable[Sequence[Mapping[str, object]]]],
        own_url: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        draw: random.Random | None = None,
    ) -> None:
        """`ask` gets the entries of nodes, of many some that it draws; none where it cannot."""
        self._ask = ask
        self._own_url = own_url
        self._clock = clock
        self._draw = draw or random.Random()  # noqa: S311
        self._known: list[Figures] = []
        self._asked_at = float("-inf")
        self._sent: list[tuple[float, str, int]] = []
        """When, where to and how much."""
        self._doubted: dict[str, float] = {}

    async def successor(self, participants: int = 1) -> str | None:
        """Find the node to which a room with so many people goes; None: nobody takes it."""
        found = self._better(await self.others(), lambda one: -one.participants)
        if found is not None:
            self._sent.append((self._clock(), found.url, participants))
        return None if found is None else found.url

    async def lender(self, consumers: int, besides: Collection[str] = ()) -> str | None:
        """Find a node with a worker that can take about so many consumers."""
        others = [one for one in await self.others() if one.url not in besides]
        able = [one for one in others if self._spare(one) > 0]
        found = self._better(able, self._spare)
        if found is not None:
            self._sent.append((self._clock(), found.url, consumers))
        return None if found is None else found.url

    def doubt(self, url: str) -> None:
        """A node did not take what it was to take."""
        self._doubted[url] = self._clock() + DOUBTED

    async def urls(self) -> list[str]:
        """List where the other nodes are; those of last time while nobody says so."""
        await self._refresh()
        return [one.url for one in self._known if one.url != self._own_url]

    async def others(self) -> list[Figures]:
        """List the nodes that take something, but this one."""
        await self._refresh()
        now = self._clock()
        self._sent = [one for one in self._sent if now - one[0] < COUNTED]
        self._doubted = {url: until for url, until in self._doubted.items() if until > now}
        return [
            one
            for one in self._known
            if one.takes and one.url != self._own_url and one.url not in self._doubted
        ]

    async def _refresh(self) -> None:
        now = self._clock()
        if now - self._asked_at > FRESH:
            self._asked_at = now
            self._known = [Figures.of(entry) for entry in await self._ask()] or self._known

    def _better(self, nodes: Sequence[Figures], rank: Callable[[Figures], int]) -> Figures | None:
        drawn = self._draw.sample(nodes, 2) if len(nodes) > 2 else nodes
        return max(drawn, key=lambda one: rank(one) - self._on_its_way(one.url), default=None)

    def _spare(self, node: Figures) -> int:
        return node.spare - self._on_its_way(node.url)

    def _on_its_way(self, url: str) -> int:
        return sum(count for _, to, count in self._sent if to == url)
