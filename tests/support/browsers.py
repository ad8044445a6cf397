"""Browsers that are kept from test to test, since each takes as long to start as many a story."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator

from playwright.async_api import Browser, Playwright, async_playwright

from support.browser import chromium


class Browsers:
    """Lends Chromium with certain switches: one that is idle, or else a new one."""

    def __init__(self, playwright: Playwright, stack: contextlib.AsyncExitStack) -> None:
        self.playwright = playwright
        self._stack = stack
        self._idle: defaultdict[tuple[str, ...], list[Browser]] = defaultdict(list)

    @contextlib.asynccontextmanager
    async def lent(self, *switches: str) -> AsyncIterator[Browser]:
        """Nobody else has it meanwhile, and of its profiles nothing stays."""
        idle = self._idle[switches]
        browser = idle.pop() if idle else None
        # Some tests close theirs.
        if browser is None or not browser.is_connected():
            browser = await self._stack.enter_async_context(chromium(self.playwright, *switches))
        try:
            yield browser
        finally:
            if browser.is_connected():
                await asyncio.gather(*(context.close() for context in browser.contexts))
                idle.append(browser)


@contextlib.asynccontextmanager
async def keeping_browsers() -> AsyncIterator[Browsers]:
    """Close them all at the end."""
    async with async_playwright() as playwright, contextlib.AsyncExitStack() as stack:
        yield Browsers(playwright, stack)
