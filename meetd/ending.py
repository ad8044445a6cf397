"""Ends what runs in the background."""

from __future__ import annotations

import asyncio
from typing import Any

AGAIN = 1.0
"""Seconds until a task that goes on is cancelled again."""


async def ended(*tasks: asyncio.Future[Any]) -> None:
    """Cancel tasks and wait until they are over, whatever they raise.

    Not once alone: before Python 3.12 `asyncio.wait_for`, which libraries use, swallows being
    cancelled in the moment in which what it waits for comes about."""
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=AGAIN)
    # Nobody else asks what they raised.
    await asyncio.gather(*tasks, return_exceptions=True)
