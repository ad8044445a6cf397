"""A computer that sleeps: nothing of somebody's browser runs, and no connection is closed."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

import psutil


def browsers() -> set[psutil.Process]:
    """The browsers that run now, each by the process that started all others of it."""
    started = psutil.Process().children(recursive=True)
    return {process for process in started if _is_browser(process)}


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


def _is_browser(process: psutil.Process) -> bool:
    try:
        command = process.cmdline()
    except psutil.NoSuchProcess:
        return False
    kinds = [part for part in command if part.startswith("--type=")]
    return not kinds and any(part.startswith("--user-data-dir=") for part in command)
