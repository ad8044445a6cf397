"""Feed of events: has them numbered, and wakes those who wait for the next."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from meetd.counted import share
from meetd.ending import ended
from meetd.errors import MeetError, ServerStopping, TooManyRequests
from meetd.log import Seldom, get_logger

log = get_logger(__name__)

IDLE, WATCHED = 1.0, 0.25
"""Seconds after which it is looked what other servers stored: while nobody waits, and otherwise."""
SWEEP = 5.0
"""Seconds from one look for meetings whose server is gone to the next."""
MOST_WAITING, MOST_OF_ONE = 500, 10
"""Requests that wait for events at a time: in all, and of one caller."""


class EventSource(Protocol):
    """Where events are."""

    async def number(self) -> tuple[int, int]:
        """Give what is stored its numbers; how many got one now, and the newest."""

    async def end_forsaken(self, *, several: bool, patience: float) -> int:
        """End the meetings whose servers are gone; how many those were."""

    async def forget(self, age: timedelta) -> int:
        """Forget some events that are older; how many."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What the log is kept by."""

    retention: timedelta
    """How long events are kept."""
    several: bool
    """There are other servers: who has a room live holds a lease of it."""
    patience: float
    """Seconds for which people may come back to a meeting whose server is gone."""


class EventFeed:
    """The newest number, and those who wait for the next."""

    def __init__(self, source: EventSource, accepting: Callable[[], bool]) -> None:
        """`accepting`: whether this server goes on; where it does not, nobody waits here."""
        self._source = source
        self._accepting = accepting
        self._kicked = asyncio.Event()
        self._news = asyncio.Event()
        self._newest = 0
        self._callbacks: list[Callable[[], None]] = []
        self._waiting: Counter[UUID] = Counter()
        self._closed = False

    @property
    def goes_on(self) -> bool:
        """False once those who wait are to ask another server."""
        return not self._closed and self._accepting()

    def kick(self) -> None:
        """There may be new events."""
        self._kicked.set()

    def on_news(self, callback: Callable[[], None]) -> None:
        """Be told when there are new events."""
        self._callbacks.append(callback)

    def close(self) -> None:
        """Send those away who wait."""
        self._closed = True
        self._tell()

    @contextmanager
    def waiting(self, caller: UUID) -> Iterator[None]:
        """Be one of those who wait. Raises TooManyRequests, ServerStopping."""
        if not self.goes_on:
            raise ServerStopping(retry_after=1)
        left = MOST_WAITING - self._waiting.total()
        if left <= 0 or self._waiting[caller] >= share(MOST_OF_ONE, left):
            raise TooManyRequests(
                "There are too many requests that wait for events.", retry_after=5
            )
        self._waiting[caller] += 1
        self.kick()
        try:
            yield
        finally:
            self._waiting[caller] -= 1
            if not self._waiting[caller]:
                del self._waiting[caller]

    async def beyond(self, seq: int, seconds: float) -> bool:
        """Wait until there is an event after that one; False if there was none in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._newest <= seq and self.goes_on:
                    await self._news.wait()
        return self._newest > seq

    async def run(self) -> None:
        """Number what is stored, for good."""
        unwell = Seldom()
        while True:
            self._kicked.clear()
            try:
                moved = await self._number()
            except (MeetError, TimeoutError):
                moved = 0
                await asyncio.sleep(IDLE)
            except Exception:
                moved = 0
                if (times := unwell.due()) is not None:
                    log.exception("events get no numbers", times=times)
                await asyncio.sleep(IDLE)
            if not moved:
                with suppress(TimeoutError):
                    async with asyncio.timeout(WATCHED if self._waiting else IDLE):
                        await self._kicked.wait()
            if self._waiting and not self._accepting():
                self._tell()

    async def keep(self, upkeep: Upkeep) -> None:
        """End what nobody ends otherwise, and forget what is too old, for good."""
        while True:
            try:
                if await self._source.end_forsaken(
                    several=upkeep.several, patience=upkeep.patience
                ):
                    self.kick()
                while await self._source.forget(upkeep.retention):
                    pass
            except (MeetError, TimeoutError):
                pass
            except Exception:
                log.exception("the log of events is not kept")
            await asyncio.sleep(SWEEP)

    async def _number(self) -> int:
        moved, newest = await self._source.number()
        if newest > self._newest:
            self._newest = newest
            self._tell()
        return moved

    def _tell(self) -> None:
        self._news.set()
        self._news.clear()
        for callback in self._callbacks:
            callback()


@asynccontextmanager
async def feeding(
    source: EventSource, accepting: Callable[[], bool], upkeep: Upkeep
) -> AsyncIterator[EventFeed]:
    """A feed that runs while inside."""
    feed = EventFeed(source, accepting)
    tasks = [asyncio.create_task(feed.run()), asyncio.create_task(feed.keep(upkeep))]
    try:
        yield feed
    finally:
        feed.close()
        await ended(*tasks)
