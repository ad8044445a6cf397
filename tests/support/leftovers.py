"""What a page holds: connections, tracks, timers, nodes, memory."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import CDPSession

from support.person import Person

LEFTOVERS = Path(__file__).with_suffix(".js")
"""The script that counts, to be run before every page of the person."""
PATIENCE = 20.0
"""Seconds after which a page holds nothing any more that it was about to let go."""


class Leftovers:
    """Counts what a person's page holds."""

    def __init__(self, person: Person, session: CDPSession) -> None:
        self._person = person
        self._session = session

    @classmethod
    async def of(cls, person: Person) -> Leftovers:
        """The person came with the script `LEFTOVERS`."""
        session = await person.page.context.new_cdp_session(person.page)
        await session.send("Performance.enable")
        return cls(person, session)

    async def held(self) -> dict[str, float]:
        """How much there is of each, by name; memory in bytes."""
        counted: dict[str, float] = await self._person.page.evaluate("() => __leftovers()")
        for _ in range(3):
            await self._session.send("HeapProfiler.collectGarbage")
        answer = await self._session.send("Performance.getMetrics")
        return counted | {metric["name"]: metric["value"] for metric in answer["metrics"]}

    async def at_most(self, allowed: dict[str, float]) -> None:
        """Wait until it holds no more than that of each. Raises AssertionError: it does."""
        more: dict[str, tuple[float, float]] = {}
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    held = await self.held()
                    more = {
                        name: (held[name], most)
                        for name, most in allowed.items()
                        if held[name] > most
                    }
                    if not more:
                        return
                    await asyncio.sleep(0.2)
        except TimeoutError:
            raise AssertionError(f"{self._person}'s page holds too much: {more}") from None
