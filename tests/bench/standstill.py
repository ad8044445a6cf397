"""How long the machine itself stood still: on a shared one, not every gap is the call's."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

STEP = 0.005
"""Seconds between two looks at the clock."""


@dataclass(slots=True)
class Standstill:
    """The longest time, in milliseconds, that a thread with next to nothing to do did not run."""

    longest: float = 0


@contextmanager
def standstill() -> Iterator[Standstill]:
    """Watch the machine for as long as this is open."""
    seen = Standstill()
    over = threading.Event()

    def watch() -> None:
        before = time.monotonic()
        while not over.wait(STEP):
            now = time.monotonic()
            seen.longest = max(seen.longest, 1000 * (now - before - STEP))
            before = now

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()
