"""Turns to have a password looked at: hashing is slow on purpose, and many ask at once."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from meetd.client_address import Network, site
from meetd.errors import TooManyRequests
from meetd.model import UserId

QUEUE = 64
"""Turns that are waited for: with one thread, about four seconds' worth."""
BESIDES = 4
"""Times as many, if those who come are the first of their place: their turn is soon."""
SHARE = 16
"""Turns that one place, or one account, may wait for at once while others wait. A place where
nobody else asks has them all: a whole office signs in at once."""
SITE_SHARE = 2 * SHARE
"""Turns that the places of one customer may wait for at once while others wait."""
FAVOURED = 3
"""Known browsers that go before a stranger does, when both wait: so that none waits for ever."""
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who wants a turn. Those who share a group take turns, and so do the groups."""

    groups: tuple[Hashable, ...]
    """From the widest to the narrowest."""
    known: bool = False


def stranger(place: Network | None) -> Asker:
    """Somebody of whom only the place is known."""
    whole = None if place is None else site(place)
    return Asker((("site", whole), ("place", place)))


def known(user_id: UserId) -> Asker:
    """A browser in which the account has been signed in before, or is."""
    return Asker((("account", user_id),), known=True)


@dataclass(slots=True)
class _Waiting:
    asker: Asker
    number: int
    turn: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Turns:
    """Gives the next turn to those who had their last one longest ago. So one place that asks and
    asks waits behind all others, however many turns it waits for."""

    def __init__(self, width: int) -> None:
        """`width`: how many have their turn at once."""
        self._free = width
        self._waiting: list[_Waiting] = []
        self._holding: dict[Hashable, int] = {}
        """Turns of each group that are waited for or taken."""
        self._last: OrderedDict[Hashable, int] = OrderedDict()
        """Time of the last turn of each group."""
        self._numbers = count(1)
        self._favoured = 0

    @asynccontextmanager
    async def taken(self, asker: Asker) -> AsyncIterator[None]:
        """While it is the asker's turn. Raises TooManyRequests: too many wait."""
        self._must_have_room(asker)
        for group in asker.groups:
            self._holding[group] = self._holding.get(group, 0) + 1
        try:
            await self._wait(asker)
            try:
                yield
            finally:
                self._free += 1
                self._give()
        finally:
            for group in asker.groups:
                self._holding[group] -= 1
                if not self._holding[group]:
                    del self._holding[group]

    def _must_have_room(self, asker: Asker) -> None:
        shares = (SITE_SHARE, SHARE)[-len(asker.groups) :]
        full = [
            level
            for level, (group, share) in enumerate(zip(asker.groups, shares, strict=True))
            if self._holding.get(group, 0) >= share
        ]
        if any(asker.known or self._others_wait(asker, level) for level in full):
            raise TooManyRequests(retry_after=1)
        first = not full and asker.groups[-1] not in self._holding
        if self._waiting_before(asker) >= (QUEUE * BESIDES if first else QUEUE):
            raise TooManyRequests(retry_after=1)

    def _others_wait(self, asker: Asker, level: int) -> bool:
        """Those who are known wait for nobody's sake: they go first."""
        return any(
            waiting.asker.groups[level] != asker.groups[level]
            for waiting in self._waiting
            if not waiting.asker.known
        )

    def _waiting_before(self, asker: Asker) -> int:
        """Count who waits; of others no more than they might if somebody else had waited then."""
        numbers = Counter(waiting.asker.groups[0] for waiting in self._waiting)
        return sum(
            number if group == asker.groups[0] else min(number, SITE_SHARE)
            for group, number in numbers.items()
        )

    async def _wait(self, asker: Asker) -> None:
        waiting = _Waiting(asker, next(self._numbers))
        self._waiting.append(waiting)
        self._give()
        try:
            await waiting.turn
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            else:
                self._free += 1
                self._give()
            raise

    def _give(self) -> None:
        while self._free and self._waiting:
            chosen = self._next()
            self._waiting.remove(chosen)
            self._free -= 1
            for group in chosen.asker.groups:
                self._last[group] = next(self._numbers)
                self._last.move_to_end(group)
            while len(self._last) > _REMEMBERED:
                self._last.popitem(last=False)
            chosen.turn.set_result(None)

    def _next(self) -> _Waiting:
        favoured = [w for w in self._waiting if w.asker.known]
        others = [w for w in self._waiting if not w.asker.known]
        first = favoured if favoured and not (others and self._favoured >= FAVOURED) else others
        self._favoured = self._favoured + 1 if first is favoured and others else 0
        return min(first, key=self._rank)

    def _rank(self, waiting: _Waiting) -> tuple[tuple[int, ...], int]:
        return tuple(self._last.get(group, 0) for group in waiting.asker.groups), waiting.number
