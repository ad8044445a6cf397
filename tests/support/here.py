"""A server in this process, whose workers can be told to give something away."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp.test_utils import TestServer

from meetd import app
from meetd.media.pool import WorkerPool
from meetd.media.router_handle import RouterHandle
from support.backend import settings
from support.ports import free_port
from support.waiting import until
from worker_bridge import provision


@dataclass(frozen=True, slots=True)
class Here:
    """A server of two workers."""

    port: int
    pool: WorkerPool

    @property
    def url(self) -> str:
        """Where people find it."""
        return f"http://localhost:{self.port}"

    @property
    def routers(self) -> list[RouterHandle]:
        """All that there are."""
        return [router for worker in self.pool for router in worker.routers]

    async def move(self) -> None:
        """Move the only room to the other worker, until nothing is left on the first."""
        (router,) = self.routers
        assert router.relieve is not None
        await router.relieve(True)
        await until(lambda: router.router.closed)


@contextlib.asynccontextmanager
async def serving_here(folder: Path) -> AsyncIterator[Here]:
    """Run it, with a database of its own."""
    pools: list[WorkerPool] = []
    start = WorkerPool.start

    async def noted(self: WorkerPool) -> None:
        pools.append(self)
        await start(self)

    port = free_port()
    of = settings(folder, workers=2, public_url=f"http://localhost:{port}")
    WorkerPool.start = noted  # type: ignore[method-assign]
    try:
        async with (
            app.running(of, provision.install()) as application,
            TestServer(application, host="localhost", port=port),
        ):
            yield Here(port, pools[0])
    finally:
        WorkerPool.start = start  # type: ignore[method-assign]
