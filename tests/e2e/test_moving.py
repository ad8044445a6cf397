"""A call moves from one worker to another under those who talk, who do not notice."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp.test_utils import TestServer

from meetd import app
from meetd.media.pool import WorkerPool
from support.backend import settings
from support.people import People
from support.person import all_see_and_hear_each_other, meet
from support.ports import free_port
from support.steady import steady
from support.waiting import until
from worker_bridge import provision


@contextlib.asynccontextmanager
async def serving_here(folder: Path) -> AsyncIterator[tuple[str, WorkerPool]]:
    """A server of two workers in this process, where they can be told to move."""
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
            yield of.public_url, pools[0]
    finally:
        WorkerPool.start = start  # type: ignore[method-assign]


async def test_a_call_is_moved_and_nobody_notices(people: People, tmp_path: Path) -> None:
    async with serving_here(tmp_path) as (url, pool):
        group = await people.arrive(url, "ada", "ben", "cy", small=True, together=True)
        ada, ben, cy = group
        await meet(*group, mode="sfu")
        await ben.press("Turn off microphone")
        await all_see_and_hear_each_other(*group, muted=ben)
        (from_router,) = (router for worker in pool for router in worker.routers)
        async with steady(ada, ben, cy), steady(cy, ada, ben):
            assert from_router.relieve is not None
            await from_router.relieve(True)
            await until(lambda: from_router.router.closed)
        await all_see_and_hear_each_other(*group, muted=ben)
        (to_router,) = (router for worker in pool for router in worker.routers)
        assert to_router.counts.transports == 6
        assert to_router.counts.producers == 6
