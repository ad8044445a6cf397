"""A server that stops while an event is stored: who waits for one ends all the same."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from meetd.webhooks.dispatcher import Outgoing, dispatching
from meetd.webhooks.sender import Sender
from support.waiting import PATIENCE


class Idle:
    """Nothing is due, ever."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def claim(self, most: int, busy: object) -> list[Any]:
        return []

    async def claim_replays(self, most: int, busy: object) -> list[Any]:
        self.asked.set()
        return []


async def test_a_dispatcher_ends_that_is_woken_as_it_is_stopped() -> None:
    idle = Idle()
    async with (
        asyncio.timeout(PATIENCE),
        dispatching(cast("Outgoing", idle), cast("Sender", None), render=lambda event: event) as it,
    ):
        await idle.asked.wait()
        # Until it waits for the next, with which it is woken in the moment in which it is stopped.
        for _ in range(10):
            await asyncio.sleep(0)
        it.kick()
        await asyncio.sleep(0)
