"""Whether a live room stays on this server: what changes it waits while that is being decided."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from meetd.errors import RoomElsewhere

STILL_WITHIN = 3.0
"""Seconds in which what is being changed has to be done, or the room does not move now."""
WAITS = 2.0
"""Seconds for which what would change the room waits to hear where it goes on; who asked has to
have patience for as long."""


class Moving:
    """Of one room. What is changed before it moves goes along with it, and what comes meanwhile is
    carried out where the room stays, or refused where it goes: so nothing is done twice, and
    nothing that was said to be done is lost."""

    def __init__(self) -> None:
        self._changes = 0
        """Being made at this moment."""
        self._none = asyncio.Event()
        self._decided: asyncio.Event | None = None
        """While it is being decided, what hears of that."""
        self._waits_until = 0.0
        self.gone = False
        """True once it is another server's."""

    @property
    def under_way(self) -> bool:
        """Whether it is being decided."""
        return self._decided is not None

    def must_stay(self) -> None:
        """Raises RoomElsewhere: the room goes on on another server, or is about to."""
        if self.gone or self._decided is not None:
            raise RoomElsewhere(retry_after=1)

    async def decided(self) -> None:
        """Wait until it is known whether the room stays, or long enough."""
        if self._decided is not None:
            # Those who wait give up together, in the order of their coming.
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._waits_until):
                    await self._decided.wait()

    @asynccontextmanager
    async def change(self) -> AsyncIterator[None]:
        """While something of the room is changed. Raises RoomElsewhere: nothing may be."""
        await self.decided()
        self.must_stay()
        self._changes += 1
        try:
            yield
        finally:
            self._changes -= 1
            if not self._changes:
                self._none.set()

    @asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        """Nothing is changed meanwhile. Raises TimeoutError: what is being changed takes too
        long."""
        with self._deciding():
            async with asyncio.timeout(STILL_WITHIN):
                while self._changes:
                    self._none.clear()
                    await self._none.wait()
            yield

    def leave(self) -> None:
        """The room is another server's from now on."""
        self.gone = True

    @contextmanager
    def _deciding(self) -> Iterator[None]:
        self._waits_until = asyncio.get_running_loop().time() + WAITS
        decided = self._decided = asyncio.Event()
        try:
            yield
        finally:
            self._decided = None
            decided.set()
