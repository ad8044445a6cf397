"""Waits for what comes about by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds for what has only to come about, on a machine that is as busy as can be: a test that
waits for less says something about the machine."""


async def until(holds: Callable[[], bool]) -> None:
    """Wait until it is so, for what tells nobody when it happens."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
