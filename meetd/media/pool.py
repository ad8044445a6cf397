"""The media workers of this host: one native process a CPU, each with one port for media.

Longer than most files: all that starts, replaces and ends a worker is in this one place."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterator

import worker_bridge
from meetd import metrics
from meetd.config import Settings
from meetd.ending import ended
from meetd.log import get_logger
from meetd.media.addresses import addresses
from meetd.media.codecs import ROUTER_CODECS
from meetd.media.events import MediaEvent
from meetd.media.pool_worker import Lent, PoolWorker, WorkerLimits
from meetd.media.room_media import RoomMedia
from meetd.media.router_handle import RouterHandle
from meetd.model import RoomId

log = get_logger(__name__)

RESPAWN_DELAYS = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds to wait before a dead worker is replaced, longer each time it dies young."""
GROWN_UP = 60.0
"""Seconds after which a worker that dies did not die young."""
RETRY_DELAY = 0.1
"""Seconds before a room that found no worker looks again."""
EVEN_OUT_INTERVAL = 5.0
"""Seconds between two looks whether a worker has too much to do."""
EMPTY_INTERVAL = 0.5
"""Seconds between two looks whether a worker that is emptied carries anybody."""
HOT, UNEVEN = 0.85, 0.4
"""The share of a core above which a worker should give something away, and by how much less the one
that has the least to do must be busy."""

Borrow = Callable[[RoomId, int], Awaitable[RouterHandle | None]]


class WorkerPool:
    """Keeps as many workers running as the operator asked for, and spreads rooms over them."""

    def __init__(self, settings: Settings, installation: worker_bridge.Installation) -> None:
        self._settings = settings
        self._installation = installation
        self._limits = WorkerLimits(settings.worker_consumers, settings.worker_egress * 1e6)
        self._count = settings.workers
        self._starting: set[int] = set()
        """Those that do not run, and are about to."""
        self._running: dict[int, PoolWorker] = {}
        self._available = asyncio.Event()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._deaths: dict[int, int] = {}
        self.borrow: Borrow | None = None
        """Gets a router of another node for a room that this one has in an epoch; None there too
        where no node has one to lend."""
        self.lends_at: worker_bridge.ListenInfo | None = None
        """Where lent routers hear those of other nodes; None: none are lent."""

    def __iter__(self) -> Iterator[PoolWorker]:
        return iter(list(self._running.values()))

    @property
    def complete(self) -> bool:
        """True while all workers run."""
        return all(index in self._running for index in range(self._count))

    @property
    def count(self) -> int:
        """How many workers there are to be: as many as the operator asked for last."""
        return self._count

    async def start(self) -> None:
        """Start all workers; when this returns, all of them run.

        Raises worker_bridge.WorkerBridgeError: a port is taken, or the binary does not run here."""
        indexes = range(self._count)
        ends = await asyncio.gather(*map(self._spawn, indexes), return_exceptions=True)
        for failed in ends:
            if failed is not None:
                await self.stop()
                raise failed
        self._tasks["even out"] = asyncio.create_task(self._keep_even())

    async def stop(self) -> None:
        """Close all workers and wait until the processes are gone."""
        # Before anything else: the death of one that is not among them starts no other.
        running = list(self)
        self._running.clear()
        self._available.clear()
        await ended(*self._tasks.values())
        metrics.WORKERS.set(0)
        for w in running:
            w.worker.close()
            w.hide()
        await asyncio.gather(*(w.worker.wait_closed() for w in running))

    def open_room(
        self,
        emit: Callable[[MediaEvent], None],
        room_id: RoomId | None = None,
        epoch: int | None = None,
    ) -> RoomMedia:
        """Media for a room, on no router yet; of another node's workers too, where they are to be
        had, for one that this node has in an `epoch`."""

        async def open_router(besides: Collection[RouterHandle]) -> RouterHandle | None:
            router = await self.open_router(besides)
            if router is not None or self.borrow is None or room_id is None or epoch is None:
                return router
            return await self.borrow(room_id, epoch)

        return RoomMedia(open_router, emit)

    @property
    def carry(self) -> bool:
        """True while a room has a router here, be it another node's."""
        return any(w.routers or w.lent for w in self)

    def spare(self) -> int:
        """Consumers that all workers together can still take."""
        return sum(w.spare() for w in self if not w.missed)

    async def lend(
        self, room_id: RoomId, send: Callable[[bytes], None], on_end: Callable[[], None]
    ) -> Lent | None:
        """A router for a room of another node, on the worker with the least load of those that have
        place, and none for the same room; None if there is none. See `Worker.lend_router`. Raises
        WorkerBridgeError."""
        able = [w for w in self if not w.missed and w.spare() > 0]
        able = [w for w in able if all(lent.room_id != room_id for lent in w.lent)]
        if self.lends_at is None or not able:
            return None
        chosen = min(able, key=lambda w: w.load)
        return await chosen.lend(room_id, self.lends_at, send, on_end)

    async def open_router(self, besides: Collection[RouterHandle] = ()) -> RouterHandle | None:
        """A router on the worker with the least load of those that answer, as soon as there is
        one. `besides` some, for a room that outgrows them: on a worker that has none of them and is
        not full; None if there is none now."""
        while True:
            if not besides:
                await self._available.wait()
            answering = [w for w in self if not w.missed]
            if besides:
                theirs = {w.index for w in self if set(w.routers) & set(besides)}
                answering = [w for w in answering if w.spare() > 0 and w.index not in theirs]
                if not answering:
                    return None
            if answering:
                chosen = min(answering, key=lambda w: w.load)
                chosen.opening += 1
                try:
                    return await self._open_on(chosen)
                except worker_bridge.WorkerBridgeError:
                    log.warning("no router on this worker", worker=chosen.index, exc_info=True)
                finally:
                    chosen.opening -= 1
            await asyncio.sleep(RETRY_DELAY)

    async def even_out(self) -> None:
        """Move something away from a worker that has too much to do, if another has little: the
        room that makes up most nearly half of the difference, or of an only room one person. Of a
        router that is lent it is its owner who moves them."""
        answering = [w for w in self if not w.missed]
        hot = max(answering, key=lambda w: w.cpu, default=None)
        cool = min(answering, key=lambda w: w.cpu, default=None)
        if hot is None or cool is None or hot.cpu < HOT or hot.cpu - cool.cpu < UNEVEN:
            return
        routers: list[RouterHandle | Lent] = [*hot.routers, *hot.lent]
        half = (sum(router.load for router in routers) * (1 - cool.cpu / hot.cpu)) / 2
        moving = min(routers, key=lambda router: abs(router.load - half), default=None)
        if moving is not None and moving.relieve is not None:
            log.info("moving media", from_worker=hot.index, cpu=round(hot.cpu, 2))
            await moving.relieve(len(routers) > 1)

    def can_empty(self, index: int) -> bool:
        """Return whether a worker runs to which there is another."""
        chosen = self._running.get(index)
        return chosen is not None and not chosen.emptying and len(self._running) > 1

    def empty(self, index: int) -> None:
        """Move everybody away from a worker, make before break, and start it anew once it carries
        nobody. Nothing happens if it is the only one, or there is none of that number."""
        chosen = self._running.get(index)
        if chosen is None or not self.can_empty(index):
            log.warning("this worker is not emptied", worker=index)
            return
        chosen.emptying = True
        log.info("emptying a worker", worker=index)
        self._tasks[f"empty {index}"] = asyncio.create_task(self._empty(chosen))

    def resize(self, count: int) -> None:
        """Have so many workers from now on: those that are missing start, and from those that are
        too many people are moved to the others before they end."""
        log.info("changing the number of workers", before=self._count, after=count)
        self._count = count
        for index in range(count):
            if index not in self._running and index not in self._starting:
                self._deaths[index] = 0
                self._starting.add(index)
                self._tasks[f"respawn {index}"] = asyncio.create_task(self._respawn(index))
        self._empty_surplus()

    def _empty_surplus(self) -> None:
        for w in self:
            if w.index >= self._count and not w.emptying:
                self.empty(w.index)

    async def _empty(self, chosen: PoolWorker) -> None:
        while chosen.routers or chosen.lent:
            for router in list(chosen.routers):
                if router.relieve is not None:
                    await router.relieve(True)
            await asyncio.sleep(EMPTY_INTERVAL)
        if self._running.get(chosen.index) is not chosen:
            return
        log.info("a worker is empty", worker=chosen.index)
        self._take_out(chosen)
        chosen.worker.close()
        await chosen.worker.wait_closed()
        self._deaths[chosen.index] = 0
        await self._respawn(chosen.index)

    async def _keep_even(self) -> None:
        while True:
            await asyncio.sleep(EVEN_OUT_INTERVAL)
            try:
                await self.even_out()
            except Exception:
                log.exception("no media was moved")

    async def _open_on(self, chosen: PoolWorker) -> RouterHandle:
        router = await chosen.worker.create_router(media_codecs=ROUTER_CODECS)
        try:
            active_speaker = await router.create_active_speaker_observer(interval=300)
        except BaseException:
            router.close()
            raise
        if router.closed:
            # After its worker's last answer, and before anybody listened.
            raise worker_bridge.WorkerDiedError(f"worker {chosen.worker.pid} died at once")
        handle = RouterHandle(router, chosen.webrtc_server, active_speaker, chosen.spare)
        chosen.routers.append(handle)

        def forget() -> None:
            if handle in chosen.routers:
                chosen.routers.remove(handle)

        handle.on_closed(forget)
        return handle

    async def _spawn(self, index: int) -> None:
        worker = await worker_bridge.create_worker(self._installation, log_level="warn")
        try:
            webrtc_server = await worker.create_webrtc_server(listen_infos=self._listen(index))
        except BaseException:
            worker.close()
            await worker.wait_closed()
            raise
        if worker.died:
            # After its last answer, and before anybody listened.
            raise worker_bridge.WorkerDiedError(f"worker {worker.pid} died at once")
        worker.watch_requests(_count_request)
        running = self._running[index] = PoolWorker(index, worker, webrtc_server, self._limits)
        self._available.set()
        self._tasks[f"watch {index}"] = asyncio.create_task(running.watch())
        worker.on("died", lambda error: self._died(running, error))
        metrics.WORKERS.set(len(self._running))
        log.info("worker runs", worker=index, pid=worker.pid)

    def _died(self, dead: PoolWorker, error: Exception) -> None:
        if self._running.get(dead.index) is not dead:
            return
        log.error("worker died", worker=dead.index, pid=dead.worker.pid, error=str(error))
        metrics.WORKER_DEATHS.inc()
        self._take_out(dead)
        young = time.monotonic() - dead.born_at < GROWN_UP
        self._deaths[dead.index] = self._deaths.get(dead.index, 0) + 1 if young else 0
        name = f"respawn {dead.index}"
        self._tasks[name] = asyncio.create_task(self._respawn(dead.index))

    def _take_out(self, gone: PoolWorker) -> None:
        """It is not one of them any more, and about to be replaced."""
        del self._running[gone.index]
        self._starting.add(gone.index)
        self._tasks.pop(f"watch {gone.index}").cancel()
        gone.hide()
        metrics.WORKERS.set(len(self._running))
        if not self._running:
            self._available.clear()

    async def _respawn(self, index: int) -> None:
        try:
            await self._start_until_it_runs(index)
        finally:
            self._starting.discard(index)
        # There were to be fewer meanwhile; or this one is the only one that stays.
        self._empty_surplus()

    async def _start_until_it_runs(self, index: int) -> None:
        while index < self._count:
            delay = RESPAWN_DELAYS[min(self._deaths[index], len(RESPAWN_DELAYS) - 1)]
            await asyncio.sleep(delay)
            try:
                await self._spawn(index)
            except (worker_bridge.WorkerBridgeError, OSError):
                log.exception("worker does not start", worker=index)
                self._deaths[index] += 1
            else:
                return

    def _listen(self, index: int) -> list[worker_bridge.ListenInfo]:
        settings = self._settings
        port = settings.rtc_port + index if settings.rtc_port else None
        infos: list[worker_bridge.ListenInfo] = []
        for ip, announced in addresses(settings.rtc_listen_ip, settings.rtc_announced_address):
            for protocol in ("udp", "tcp"):
                info: worker_bridge.ListenInfo = {"protocol": protocol, "ip": ip}
                if ":" in ip:
                    # Beside the same port of IPv4.
                    info["flags"] = {"ipv6Only": True}
                if announced is not None:
                    info["announcedAddress"] = announced
                if port is not None:
                    info["port"] = port
                infos.append(info)
        return infos


def _count_request(method: str, seconds: float) -> None:
    metrics.CHANNEL_SECONDS.labels(method).observe(seconds)
