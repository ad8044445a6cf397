"""One media worker of this host: its routers, what is shown of it, and whether it still answers."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import worker_bridge
from meetd import metrics
from meetd.log import get_logger
from meetd.media import idle_connections
from meetd.media.egress import Asked, Egress
from meetd.media.router_handle import Counts, RouterHandle
from meetd.model import RoomId

log = get_logger(__name__)

PING_INTERVAL = 1.0
"""Seconds between two looks at a worker."""
PING_TIMEOUT = 2.0
"""Seconds that a worker may take to answer before it counts as silent."""
PINGS_MISSED = 3
"""Silences in a row after which a worker is killed: it hangs, and its rooms with it."""
SWEEP_INTERVAL = 15.0
"""Seconds between two looks for connections on which nothing comes any more."""
FULL_CPU = 0.85
"""Share of a core above which a worker takes nobody new: what is there needs room to grow."""
CPU_WINDOW = 2.0
"""Seconds over which that share counts: a burst does not fill a worker."""

_GAUGES = (
    metrics.WORKER_CPU,
    metrics.WORKER_EGRESS,
    metrics.WORKER_ROUTERS,
    metrics.TRANSPORTS,
    metrics.PRODUCERS,
    metrics.CONSUMERS,
)


class WorkerLimits(NamedTuple):
    """What a worker carries before it is full."""

    consumers: int
    """Transports counted in."""
    egress: float
    """Bits per second."""


@dataclass(slots=True, eq=False)
class Lent:
    """A router that another node drives, for a room of its own."""

    room_id: RoomId
    router: worker_bridge.LentRouter
    worker: PoolWorker
    asked_away: bool | None = None
    """Set while its owner has yet to be asked to move somebody away from here, or everybody
    (true)."""

    @property
    def load(self) -> int:
        """See `RouterHandle.load`."""
        return self.router.load

    async def relieve(self, everybody: bool) -> None:
        """See `RouterHandle.relieve`: it is the owner who has other routers, or gets them."""
        self.asked_away = everybody


@dataclass(slots=True, eq=False)
class PoolWorker:
    """One native process, and the routers on it."""

    index: int
    worker: worker_bridge.Worker
    webrtc_server: worker_bridge.WebRtcServer
    limits: WorkerLimits
    routers: list[RouterHandle] = field(default_factory=list)
    lent: list[Lent] = field(default_factory=list)
    opening: int = 0
    """Rooms that are about to be on it: those that come at once are spread too."""
    born_at: float = field(default_factory=time.monotonic)
    emptying: bool = False
    """True while everybody is moved away, until it is started anew."""
    missed: int = 0
    """Pings in a row that it has not answered; above none, it gets no new rooms."""
    cpu: float = 0.0
    """Share of a core that it used lately."""
    cpu_seconds: float = 0.0
    """Time that it used since it started, when it was looked last."""
    egress: Egress = field(default_factory=Egress)
    _swept_at: float = field(default_factory=time.monotonic)
    _shown_at: float = field(default_factory=time.monotonic)

    @property
    def load(self) -> tuple[bool, int, int]:
        """The heavier, the greater: full ones last, then by what runs on it and is about to, then
        by how many rooms."""
        return (
            self.spare() == 0,
            self._carried,
            len(self.routers) + len(self.lent) + self.opening,
        )

    def spare(self) -> int:
        """Consumers that it can still take: none once its core or its line is full."""
        if (
            self.emptying
            or self.cpu >= FULL_CPU
            or self.egress.bits_per_second >= self.limits.egress
        ):
            return 0
        return max(0, self.limits.consumers - self._carried)

    @property
    def _carried(self) -> int:
        own = sum([router.load for router in self.routers])
        return own + sum([each.load for each in self.lent]) if self.lent else own

    @property
    def consumers(self) -> int:
        """Voices and pictures that it sends."""
        return sum(counts.consumers for counts in self._counts())

    def report(self) -> dict[str, object]:
        """What it does, for the operator."""
        return {
            "index": self.index,
            "pid": self.worker.pid,
            "cpu": round(self.cpu, 3),
            "egress": round(self.egress.bits_per_second),
            "routers": len(self.routers) + len(self.lent),
            "carried": self._carried,
            "state": "silent" if self.missed else "emptying" if self.emptying else "runs",
        }

    async def lend(
        self,
        room_id: RoomId,
        listen_info: worker_bridge.ListenInfo,
        send: Callable[[bytes], None],
        on_end: Callable[[], None],
    ) -> Lent:
        """See `Worker.lend_router`."""
        its: list[Lent] = []

        def ended() -> None:
            self.lent[:] = [each for each in self.lent if each not in its]
            on_end()

        self.opening += 1
        try:
            router = await self.worker.lend_router(
                webrtc_server=self.webrtc_server,
                pipe_listen_info=listen_info,
                send=send,
                on_end=ended,
            )
        finally:
            self.opening -= 1
        its.append(Lent(room_id, router, self))
        self.lent += its
        return its[0]

    async def watch(self) -> None:
        """Show what it uses, and kill it if it hangs. Returns when it is over."""
        while not self.worker.closed:
            await asyncio.sleep(PING_INTERVAL)
            try:
                async with asyncio.timeout(PING_TIMEOUT):
                    usage = await self.worker.get_resource_usage()
                    await self.egress.ask(self._receiving())
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

    def _receiving(self) -> Iterator[Asked]:
        for lent in self.lent:
            yield from lent.router.receiving()
        for router in self.routers:
            for part in router.participants.values():
                if (transport := part.transports.receiving) is not None:
                    yield transport

    def _show(self, usage: dict[str, int]) -> None:
        now = time.monotonic()
        cpu_seconds = (usage["ru_utime"] + usage["ru_stime"]) / 1000
        elapsed = now - self._shown_at
        share = (cpu_seconds - self.cpu_seconds) / elapsed
        self.cpu += (share - self.cpu) * min(1.0, elapsed / CPU_WINDOW)
        self.cpu_seconds, self._shown_at = cpu_seconds, now
        counts = self._counts()
        sums = (sum(count[column] for count in counts) for column in range(3))
        values = (share, self.egress.bits_per_second, len(counts), *sums)
        for gauge, value in zip(_GAUGES, values, strict=True):
            gauge.labels(str(self.index)).set(value)

    def _counts(self) -> list[Counts]:
        counts = [router.counts for router in self.routers]
        return counts + [Counts(*lent.router.counts) for lent in self.lent]

    def hide(self) -> None:
        """Show nothing any more: the last values are not true of one that is gone."""
        for gauge in _GAUGES:
            gauge.remove(str(self.index))
