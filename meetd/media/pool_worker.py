"""One media worker of this host: its routers, what is shown of it, and whether it still answers."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass, field

import worker_bridge
from meetd import metrics
from meetd.log import get_logger
from meetd.media import idle_connections
from meetd.media.router_handle import RouterHandle

log = get_logger(__name__)

PING_INTERVAL = 1.0
"""Seconds between two looks at a worker."""
PING_TIMEOUT = 2.0
"""Seconds that a worker may take to answer before it counts as silent."""
PINGS_MISSED = 3
"""Silences in a row after which a worker is killed: it hangs, and its rooms with it."""
SWEEP_INTERVAL = 15.0
"""Seconds between two looks for connections on which nothing comes any more."""

_GAUGES = (
    metrics.WORKER_CPU,
    metrics.WORKER_ROUTERS,
    metrics.TRANSPORTS,
    metrics.PRODUCERS,
    metrics.CONSUMERS,
)


@dataclass(slots=True, eq=False)
class PoolWorker:
    """One native process, and the routers on it."""

    index: int
    worker: worker_bridge.Worker
    webrtc_server: worker_bridge.WebRtcServer
    routers: list[RouterHandle] = field(default_factory=list)
    opening: int = 0
    """Rooms that are about to be on it: those that come at once are spread too."""
    born_at: float = field(default_factory=time.monotonic)
    missed: int = 0
    """Pings in a row that it has not answered; above none, it gets no new rooms."""
    _swept_at: float = field(default_factory=time.monotonic)
    _cpu_seconds: float = 0.0
    _shown_at: float = field(default_factory=time.monotonic)

    @property
    def load(self) -> tuple[int, int]:
        """The heavier, the greater: what runs on it, then how many rooms."""
        return (
            sum(router.load for router in self.routers),
            len(self.routers) + self.opening,
        )

    async def watch(self) -> None:
        """Show what it uses, and kill it if it hangs. Returns when it is over."""
        while not self.worker.closed:
            await asyncio.sleep(PING_INTERVAL)
            try:
                async with asyncio.timeout(PING_TIMEOUT):
                    usage = await self.worker.get_resource_usage()
            except worker_bridge.WorkerClosedError:
                return
            except (worker_bridge.WorkerBridgeError, TimeoutError):
                self.missed += 1
                log.warning("worker does not answer", worker=self.index, missed=self.missed)
                if self.missed >= PINGS_MISSED:
                    self.worker.kill()
                    return
            else:
                self.missed = 0
                self._show(usage)
                await self._sweep()

    async def _sweep(self) -> None:
        if time.monotonic() - self._swept_at < SWEEP_INTERVAL:
            return
        try:
            await asyncio.to_thread(
                idle_connections.end_idle, self.worker.pid, idle_connections.IDLE_LIMIT
            )
        except ProcessLookupError:
            return
        except OSError as error:
            log.warning(
                "silent TCP connections to media ports stay: bound them in the firewall",
                worker=self.index,
                error=error.strerror,
            )
            self._swept_at = math.inf
        else:
            self._swept_at = time.monotonic()

    def _show(self, usage: dict[str, int]) -> None:
        now = time.monotonic()
        cpu_seconds = (usage["ru_utime"] + usage["ru_stime"]) / 1000
        share = (cpu_seconds - self._cpu_seconds) / (now - self._shown_at)
        self._cpu_seconds, self._shown_at = cpu_seconds, now
        counts = [router.counts for router in self.routers]
        sums = (sum(count[column] for count in counts) for column in range(3))
        for gauge, value in zip(_GAUGES, (share, len(counts), *sums), strict=True):
            gauge.labels(str(self.index)).set(value)

    def hide(self) -> None:
        """Show nothing any more: the last values are not true of one that is gone."""
        for gauge in _GAUGES:
            gauge.remove(str(self.index))
