"""What clients of breakout rooms hear, and how they go from one to another."""

from __future__ import annotations

import asyncio
from typing import Any

from support.backend import Client
from support.waiting import PATIENCE


async def breakouts(client: Client, **expected: object) -> dict[str, Any]:
    """How somebody is told that they are, once that is as expected."""
    async with asyncio.timeout(PATIENCE):
        while True:
            shown = (await client.told("breakouts:changed"))["breakouts"]
            if shown is not None and expected.items() <= shown.items():
                return dict(shown)


async def go(client: Client, code: str) -> dict[str, Any]:
    """Leave one room for another."""
    await client.do("leave")
    return await client.join(code)
