"""Transports of nobody's on each worker: by them an operator sees whether its ports are reached."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from meetd.errors import InvalidRequest
from meetd.media.pool import WorkerPool
from meetd.media.pool_worker import PoolWorker
from worker_bridge import Router, WorkerBridgeError

LIFE = 20.0
"""Seconds for which they are there."""
MOST = 4
"""How many sets of them there may be at a time."""
ANSWER_LIMIT = 3.0
"""Seconds that a worker may take to make one."""


class Probes:
    """Makes them, on routers that no room has, and ends them after a while."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers
        self._open: list[list[Router]] = []

    async def open(self) -> dict[str, Any]:
        """One on each worker: what a browser would be told of it, to ask it by STUN as ICE does.
        A worker that makes none has no candidates. Raises InvalidRequest: there are too many."""
        if len(self._open) >= MOST:
            raise InvalidRequest(f"The ports are being looked at: try again in {LIFE:.0f} s.")
        routers: list[Router] = []
        self._open.append(routers)
        workers = sorted(self._workers, key=lambda w: w.index)
        try:
            made = await asyncio.gather(*(_on(w, routers) for w in workers))
        finally:
            asyncio.get_running_loop().call_later(LIFE, self._end, routers)
        return {"workers": made, "wanted": self._workers.count}

    def end_all(self) -> None:
        """End those that are left."""
        for routers in list(self._open):
            self._end(routers)

    def _end(self, routers: list[Router]) -> None:
        if routers in self._open:
            self._open.remove(routers)
        for router in routers:
            router.close()


@contextmanager
def probing(workers: WorkerPool) -> Iterator[Callable[[], Awaitable[dict[str, Any]]]]:
    """What makes a set of them, and ends what is left at the end. See `Probes.open`."""
    probes = Probes(workers)
    try:
        yield probes.open
    finally:
        probes.end_all()


async def _on(w: PoolWorker, routers: list[Router]) -> dict[str, Any]:
    try:
        async with asyncio.timeout(ANSWER_LIMIT):
            router = await w.worker.create_router(media_codecs=[])
            routers.append(router)
            transport = await router.create_webrtc_transport(
                webrtc_server=w.webrtc_server, enable_udp=True, enable_tcp=True
            )
    except (WorkerBridgeError, TimeoutError):
        return {"index": w.index, "candidates": []}
    return {
        "index": w.index,
        "ice": transport.ice_parameters,
        "candidates": transport.ice_candidates,
    }
