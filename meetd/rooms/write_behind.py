"""Entries about rooms that are stored beside what happens, and never in its way."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from meetd.errors import Unavailable
from meetd.log import get_logger

log = get_logger(__name__)
T = TypeVar("T")

MOST_WAITING = 20_000
"""Entries that wait to be stored; of more, the newest are forgotten."""
BATCH = 500
"""Entries that are stored at once."""
RETRY = 2.0
"""Seconds until what could not be stored is tried again."""
STOP_LIMIT = 2.0
"""Seconds that entries get to be stored when the server stops."""


class WriteBehind(Generic[T]):
    """Entries that wait to be stored, gathered for some seconds; its length says how many."""

    def __init__(
        self, store: Callable[[Sequence[T]], Awaitable[None]], *, gathering: float, lost: str
    ) -> None:
        """`lost` is what the log says of entries that are forgotten."""
        self._store = store
        self._gathering = gathering
        self._lost = lost
        self._waiting: deque[T] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._forgotten = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, entry: T) -> None:
        """Have it stored, unless too many wait."""
        if len(self._waiting) >= MOST_WAITING:
            self._forgotten += 1
            return
        self._waiting.append(entry)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._write())

    async def stop(self) -> None:
        """Store what was not stored yet, as far as that is quick."""
        if self._writing is not None:
            _, late = await asyncio.wait({self._writing}, timeout=STOP_LIMIT)
            for task in late:
                task.cancel()

    async def _write(self) -> None:
        while self._waiting:
            await asyncio.sleep(self._gathering)
            batch = [self._waiting[at] for at in range(min(BATCH, len(self._waiting)))]
            try:
                await self._store(batch)
            except Unavailable:
                await asyncio.sleep(RETRY)
                continue
            except Exception:
                log.exception(self._lost, count=len(batch))
            for _ in batch:
                self._waiting.popleft()
            if self._forgotten:
                log.warning(self._lost, count=self._forgotten)
                self._forgotten = 0
