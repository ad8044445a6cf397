"""What runs in the background ends when it is told to, at the latest when it is told again."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from meetd import ending
from meetd.ending import ended
from support.waiting import PATIENCE


async def test_what_swallows_being_cancelled_once_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "AGAIN", 0.01)
    begun = asyncio.Event()

    async def deaf() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            begun.set()
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    async def failing() -> None:
        raise ValueError

    tasks = [asyncio.create_task(deaf()), asyncio.create_task(failing())]
    await begun.wait()
    async with asyncio.timeout(PATIENCE):
        await ended(*tasks)
    assert all(task.done() for task in tasks)
    await ended()
