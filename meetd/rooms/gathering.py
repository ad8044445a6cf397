"""Something that is done at once, and for a while after that no more than once, however often it is
asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Gathering:
    """What was asked for meanwhile is done together at the end of the while."""

    def __init__(self, do: Callable[[], None], seconds: float) -> None:
        self._do = do
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None
        self._asked = False

    def ask(self) -> None:
        """Have it done."""
        if self._timer is not None:
            self._asked = True
            return
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._again)
        self._do()

    def close(self) -> None:
        """Do it no more."""
        self._asked = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _again(self) -> None:
        self._timer = None
        if self._asked:
            self._asked = False
            self.ask()
