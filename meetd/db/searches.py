"""Searches under way: each may read megabytes, so few are at a time, and none is kept from others
by one who searches again and again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from meetd.errors import TooManyRequests, Unavailable
from meetd.model import UserId

AT_ONCE = 2
"""Of a server: fewer than it has connections."""
PATIENCE = 5.0
"""Seconds that one waits for its turn."""


class Searches:
    """Those of one server."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(AT_ONCE)
        self._of: set[UserId | None] = set()

    @asynccontextmanager
    async def turn(self, reader: UserId | None) -> AsyncIterator[None]:
        """Somebody's, once it may be. Raises TooManyRequests: they search already; Unavailable."""
        if reader in self._of:
            raise TooManyRequests(retry_after=1)
        self._of.add(reader)
        try:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._all.acquire()
            except TimeoutError:
                raise Unavailable(retry_after=1) from None
            try:
                yield
            finally:
                self._all.release()
        finally:
            self._of.discard(reader)
