"""Lets the meetings of the only server come to their end, so that it can be stopped."""

from __future__ import annotations

import asyncio
import time

from meetd.ending import ended
from meetd.errors import ServerStopping
from meetd.log import get_logger
from meetd.rooms.registry import Registry
from meetd.signaling.server import SignalingServer

log = get_logger(__name__)

LOOK_INTERVAL = 0.1
"""Seconds between two looks whether the last meeting is over."""


class DrainingAlone:
    """Begins no room any more, and ends at the deadline those in which people still are: they come
    back by themselves once the server takes rooms again."""

    def __init__(self, registry: Registry, signaling: SignalingServer) -> None:
        self._registry = registry
        self._signaling = signaling
        self._task: asyncio.Task[None] | None = None
        self._until = 0.0
        self._for_good = False

    def order(self, deadline: float | None) -> None:
        """Drain within so many seconds, also where another deadline was set before; or take rooms
        again (None), unless this server stops."""
        if self._for_good:
            return
        if deadline is not None:
            self._begin(deadline)
        elif self._registry.draining:
            self._registry.draining = False
            if self._task is not None:
                self._task.cancel()
            log.info("not draining any more")

    async def run(self, deadline: float) -> None:
        """Drain for good, before this server stops: return when nobody is inside any more, or at
        the deadline with who is left still here."""
        self._for_good = True
        self._begin(deadline)
        if self._task is not None:
            await asyncio.shield(self._task)

    async def stop(self) -> None:
        """Wait for nobody any more."""
        if self._task is not None:
            await ended(self._task)

    def _begin(self, deadline: float) -> None:
        self._until = time.monotonic() + deadline
        self._registry.draining = True
        if self._task is None or self._task.done() or self._task.cancelling():
            self._task = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        log.info("draining", rooms=len(list(self._registry)))
        while list(self._registry) and time.monotonic() < self._until:  # noqa: ASYNC110
            # Nobody says when the last one is over, and the deadline may become another one.
            await asyncio.sleep(LOOK_INTERVAL)
        left = list(self._registry)
        log.info("drained", rooms=len(left))
        if self._for_good:
            return
        for live in left:
            live.close(ServerStopping("The server restarts."))
            self._signaling.send_away(live.room.id)
