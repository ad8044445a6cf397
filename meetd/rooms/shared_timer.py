"""The timer that all in a room see: it counts down by the server's clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from meetd.errors import NoTimer

LONGEST = 24 * 60 * 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Countdown:
    """A timer that runs."""

    ends_at: float
    """By this server's clock, in seconds."""
    seconds: int
    """How long it runs in all."""
    by_name: str
    """Who set it last."""

    @property
    def left(self) -> int:
        """Milliseconds from now to its end: a page's clock may be wrong."""
        return max(0, round((self.ends_at - time.time()) * 1000))


@dataclass(frozen=True, slots=True)
class TimerChanged:
    """The timer was set, or stopped."""

    timer: Countdown | None


class SharedTimer:
    """The timer of one room. Nobody is told of its end: who sees it, sees that."""

    def __init__(self, tell: Callable[[TimerChanged], None]) -> None:
        self._tell = tell
        self._running: Countdown | None = None

    @property
    def running(self) -> Countdown | None:
        """The timer, while it runs."""
        if self._running is not None and not self._running.left:
            self._running = None
        return self._running

    def start(self, seconds: int, by_name: str) -> None:
        """Begin anew."""
        self._set(Countdown(time.time() + seconds, seconds, by_name))

    def add(self, seconds: int, by_name: str) -> None:
        """Let it run longer. Raises NoTimer: it is over."""
        running = self.running
        if running is None:
            raise NoTimer
        # A day from now at most, however often that is asked for.
        more = min(seconds, max(0, round(time.time() + LONGEST - running.ends_at)))
        total = running.seconds + more
        longer = replace(running, ends_at=running.ends_at + more, seconds=total, by_name=by_name)
        self._set(longer)

    def stop(self) -> None:
        """End it."""
        self._set(None)

    def save(self) -> dict[str, Any] | None:
        """What another server needs to go on with it; plain JSON."""
        running = self.running
        if running is None:
            return None
        return {
            "ends_at": running.ends_at,
            "seconds": running.seconds,
            "by_name": running.by_name,
        }

    def restore(self, saved: dict[str, Any] | None) -> None:
        """Go on with the timer of another server. Raises KeyError, TypeError, ValueError."""
        if saved is not None:
            self._running = Countdown(
                float(saved["ends_at"]), int(saved["seconds"]), str(saved["by_name"])
            )

    def _set(self, timer: Countdown | None) -> None:
        self._running = timer
        self._tell(TimerChanged(timer))
