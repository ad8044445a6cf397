"""A computer that sleeps: nothing of somebody's browser runs, and no connection is closed."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

import psutil
from playwright.async_api import Browser


async def process_of(browser: Browser) -> psutil.Process:
    """The one that started all others of it."""
    session = await browser.new_browser_cdp_session()
    try:
        told = await session.send("SystemInfo.getProcessInfo")
    finally:
        await session.detach()
    (pid,) = (one["id"] for one in told["processInfo"] if one["type"] == "browser")
    return psutil.Process(pid)


@contextlib.contextmanager
def asleep(browser: psutil.Process) -> Iterator[None]:
    """Inside, everything of that browser stands still."""
    processes = [browser, *browser.children(recursive=True)]
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGCONT)
