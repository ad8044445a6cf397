"""Takes a sample of what this server has to do each minute, for those who run the service."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from meetd.db.samples import MINUTE, Sample, Samples
from meetd.ending import ended
from meetd.errors import MeetError
from meetd.log import Seldom, get_logger
from meetd.media.pool import WorkerPool
from meetd.rooms.timelines import Timelines

log = get_logger(__name__)


class Meter:
    """Measures from one sample to the next."""

    def __init__(
        self, sizes: Callable[[], list[tuple[str, int]]], workers: WorkerPool, timelines: Timelines
    ) -> None:
        """`sizes`: of each room, how its media travels, and how many are in it."""
        self._sizes = sizes
        self._workers = workers
        self._timelines = timelines
        self._at = time.monotonic()
        self._server = time.process_time()
        self._used = self._used_by_workers()

    def take(self, at: datetime) -> Sample:
        """What there is to do now, and what was used since it was looked last."""
        now, server, used = time.monotonic(), time.process_time(), self._used_by_workers()
        elapsed = max(now - self._at, 1e-3)
        # One that started meanwhile has used all that it did in this time.
        shares = [
            100 * max(0.0, seconds - self._used.get(pid, 0.0)) / elapsed
            for pid, seconds in used.items()
        ]
        server_share = 100 * (server - self._server) / elapsed
        self._at, self._server, self._used = now, server, used
        sizes, losses = self._sizes(), self._timelines.losses()
        return Sample(
            at,
            sum(size for _, size in sizes),
            len(sizes),
            sum(worker.consumers for worker in self._workers),
            round(sum(worker.egress.bits_per_second for worker in self._workers) / 1000),
            server_share,
            sum(shares),
            max(shares, default=0.0),
            len(losses),
            sum(down for down, _ in losses) / max(1, len(losses)),
            sum(up for _, up in losses) / max(1, len(losses)),
        )

    def _used_by_workers(self) -> dict[int, float]:
        return {worker.worker.pid: worker.cpu_seconds for worker in self._workers}


@asynccontextmanager
async def sampling(table: Samples, node: str, meter: Meter) -> AsyncIterator[None]:
    """Take one at each minute of the clock while inside, so that those of several servers are of
    the same minutes. What cannot be stored is left out."""
    seldom = Seldom()

    async def run() -> None:
        while True:
            await asyncio.sleep(MINUTE - time.time() % MINUTE)
            at = datetime.now(UTC).replace(second=0, microsecond=0)
            try:
                await table.add(node, meter.take(at))
            except MeetError as error:
                if (times := seldom.due()) is not None:
                    log.warning("samples are not kept", error=error.code, times=times)

    task = asyncio.create_task(run())
    try:
        yield
    finally:
        await ended(task)
