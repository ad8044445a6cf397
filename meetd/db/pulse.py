"""Finds out that a database does not answer any more, so that nobody waits for it in vain.

One that was stopped says so at once. One that hangs, or lies behind a network that swallows, is
found out here: where a query takes long, the server is asked whether it is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

LOOK_INTERVAL = 0.5
"""Seconds between two looks whether something takes long."""
LONG = 1.0
"""Seconds of one use of a connection after which the server is asked."""
ANSWER_LIMIT = 2.0
"""Seconds that the server may take to say that it is there."""
TRIES = 2
"""Silences in a row after which it counts as away: a machine that is busy is not."""


@dataclass(slots=True, eq=False)
class Use:
    """One use of a connection."""

    began_at: float
    limit: asyncio.Timeout
    cut: Callable[[], None] = lambda: None
    """Ends its connection, without a word to who is silent."""


class Pulse:
    """Whether the database is there. `ask` raises whatever it likes where it does not answer."""

    def __init__(self, ask: Callable[[], Awaitable[Any]]) -> None:
        self._ask = ask
        self._uses: set[Use] = set()
        self._away = False

    @property
    def away(self) -> bool:
        """True from when it was found silent until it answers again."""
        return self._away

    @asynccontextmanager
    async def using(self) -> AsyncIterator[Use]:
        """A use, which ends when the database is found silent. Raises TimeoutError then, and at
        once while it is."""
        if self._away:
            raise TimeoutError("the database is silent")
        async with asyncio.timeout(None) as limit:
            use = Use(time.monotonic(), limit)
            self._uses.add(use)
            try:
                yield use
            finally:
                self._uses.discard(use)

    async def watch(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(LOOK_INTERVAL)
            if self._away or self._takes_long():
                self._set(away=not await self._answers())

    def _takes_long(self) -> bool:
        now = time.monotonic()
        return any(now - use.began_at > LONG for use in self._uses)

    async def _answers(self) -> bool:
        for _ in range(1 if self._away else TRIES):
            # A task of its own: what is cancelled within it, by a library too, does not end this.
            asking = asyncio.ensure_future(self._ask())
            try:
                await asyncio.wait({asking}, timeout=ANSWER_LIMIT)
                # However it fails, it does not answer.
                if asking.done() and not asking.cancelled() and asking.exception() is None:
                    return True
            finally:
                asking.cancel()
        return False

    def _set(self, *, away: bool) -> None:
        self._away = away
        if not away:
            return
        now = asyncio.get_running_loop().time()
        for use in list(self._uses):
            with suppress(Exception):  # It was given back a moment ago.
                use.cut()
            if not use.limit.expired():
                use.limit.reschedule(now)
