"""A queue that keeps what is newest."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """An asynchronous iterator over what is put in. Who reads too slowly misses the oldest."""

    def __init__(self, most: int) -> None:
        self._items: deque[T] = deque(maxlen=most)
        self._news = asyncio.Event()
        self._closed = False
        self.dropped = 0
        """How many nobody read in time."""

    def put(self, item: T) -> None:
        """Add one; the oldest goes where there is no room. Nothing happens once it is closed."""
        if self._closed:
            return
        self.dropped += len(self._items) == self._items.maxlen
        self._items.append(item)
        self._news.set()

    def close(self) -> None:
        """Nothing comes any more: who reads gets what is left, and the end."""
        self._closed = True
        self._news.set()

    def __aiter__(self) -> Latest[T]:
        return self

    async def __anext__(self) -> T:
        while not self._items:
            if self._closed:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        return self._items.popleft()
