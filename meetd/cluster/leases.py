"""The directory of several servers: who has a room live holds a lease of it in the database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from weakref import WeakValueDictionary

from meetd.cluster.directory import Elsewhere, Lease
from meetd.db.leases import DEAD_AFTER, LEASE, Leases, Owner
from meetd.errors import MeetError, RoomElsewhere
from meetd.log import Seldom, get_logger
from meetd.model import RoomId

log = get_logger(__name__)

RENEWAL = LEASE / 3
"""Seconds from one renewal to the next."""
RETRY = 1.0
"""Seconds until a renewal that did not come through is tried again."""
BEAT = 1.0
"""Seconds from one heartbeat to the next."""
MARGIN = 2.0
"""Seconds by which an owner stops before its lease is over for all others."""
QUERY_LIMIT = 5.0
"""Seconds after which a database that does not answer counts as away."""


@dataclass(slots=True)
class _Held:
    lease: Lease
    epoch: int
    count: int
    """Leases that were given out of it."""
    ends: asyncio.TimerHandle


class LeaseDirectory:
    """A directory of several servers. A lease ends here before it does in the database, whether or
    not that can be asked."""

    def __init__(
        self,
        leases: Leases,
        answers: Callable[[str], Awaitable[bool]],
        *,
        lifetime: float = LEASE - MARGIN,
    ) -> None:
        """`answers` asks the node at an address whether it lives. `lifetime`: seconds that a lease
        is believed in from the moment on that it was asked for."""
        self._leases = leases
        self._answers = answers
        self._lifetime = lifetime
        self._held: dict[RoomId, _Held] = {}
        self._claiming: WeakValueDictionary[RoomId, asyncio.Lock] = WeakValueDictionary()
        self._callbacks: list[Callable[[Lease], None]] = []
        self._releases: set[asyncio.Task[None]] = set()
        self._beaten_at = time.monotonic()
        self._doubt = asyncio.Event()
        """Set when another node may have taken this one for dead."""
        self._seldom = Seldom()

    def on_lost(self, callback: Callable[[Lease], None]) -> None:
        """Be told of each lease that is over before it was released."""
        self._callbacks.append(callback)

    async def claim(self, room_id: RoomId) -> Lease | Elsewhere:
        """See RoomDirectory. Raises RoomNotFound; Unavailable, where the room is not this node's
        already."""
        lock = self._claiming.setdefault(room_id, asyncio.Lock())
        async with lock:
            held = self._held.get(room_id)
            if held is None:
                asked_at = time.monotonic()
                found = await self._leases.claim(room_id)
                if isinstance(found, Owner) and not await self._answers(found.url):
                    asked_at = time.monotonic()
                    found = await self._leases.claim(room_id, suspect=True)
                    if isinstance(found, Owner):
                        return Elsewhere(found.url, answers=False)
                if isinstance(found, Owner):
                    return Elsewhere(found.url)
                lease = Lease(room_id, found)
                held = _Held(lease, found, 0, self._timer(lease, asked_at))
                self._held[room_id] = held
            held.count += 1
            return held.lease

    async def take_over(self, room_id: RoomId, epoch: int) -> Lease:
        """Take a room from the owner of that epoch, who gives it. Raises RoomElsewhere: it is
        somebody else's by now; Unavailable."""
        lock = self._claiming.setdefault(room_id, asyncio.Lock())
        async with lock:
            asked_at = time.monotonic()
            taken = await self._leases.take_over(room_id, epoch)
            if taken is None:
                raise RoomElsewhere
            lease = Lease(room_id, taken)
            self._held[room_id] = _Held(lease, taken, 1, self._timer(lease, asked_at))
            return lease

    def hand_over(self, lease: Lease) -> None:
        """Another node took that room: whoever asks from now on is told so, also while a request is
        under way that has the lease."""
        held = self._held.get(lease.room_id)
        if held is not None and held.lease == lease:
            held.ends.cancel()
            del self._held[lease.room_id]

    def release(self, lease: Lease) -> None:
        """See RoomDirectory."""
        held = self._held.get(lease.room_id)
        if held is None or held.lease != lease:
            return
        held.count -= 1
        if held.count:
            return
        held.ends.cancel()
        del self._held[lease.room_id]
        task = asyncio.create_task(self._give_back(held))
        self._releases.add(task)
        task.add_done_callback(self._releases.discard)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Renew the leases and say that this node lives, while inside."""
        tasks = [asyncio.create_task(self._keep()), asyncio.create_task(self._beat())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            if self._releases:
                await asyncio.wait(self._releases, timeout=QUERY_LIMIT)
            try:
                async with asyncio.timeout(QUERY_LIMIT):
                    await self._leases.leave()
            except (MeetError, TimeoutError):
                log.warning("the other nodes will find out by themselves that this one is gone")

    async def renew(self) -> None:
        """Prolong all leases; those that are somebody else's are lost. Raises Unavailable,
        TimeoutError."""
        asked_at = time.monotonic()
        before = dict(self._held)
        if not before:
            return
        epochs = {room_id: held.epoch for room_id, held in before.items()}
        async with asyncio.timeout(QUERY_LIMIT):
            renewed = await self._leases.renew(epochs)
        for room_id, held in before.items():
            if self._held.get(room_id) is not held:
                continue
            if room_id in renewed:
                held.ends.cancel()
                held.ends = self._timer(held.lease, asked_at)
            else:
                self._lose(held.lease)

    async def _keep(self) -> None:
        while True:
            try:
                await self.renew()
            except (MeetError, TimeoutError):
                if (times := self._seldom.due()) is not None:
                    log.warning("leases could not be renewed", rooms=len(self._held), times=times)
                await asyncio.sleep(RETRY)
            except Exception:
                log.exception("leases could not be renewed")
                await asyncio.sleep(RETRY)
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(RENEWAL):
                        await self._doubt.wait()
                self._doubt.clear()

    async def _beat(self) -> None:
        unlike, unheard = Seldom(), Seldom()
        while True:
            try:
                async with asyncio.timeout(QUERY_LIMIT):
                    alone = await self._leases.beat()
                now = time.monotonic()
                if now - self._beaten_at > DEAD_AFTER:
                    self._doubt.set()
                self._beaten_at = now
                if not alone and unlike.due() is not None:
                    log.error("another node has this one's name")
            except (MeetError, TimeoutError):
                if (times := unheard.due()) is not None:
                    log.warning("the database does not hear that this node lives", times=times)
            except Exception:
                log.exception("the database does not hear that this node lives")
            await asyncio.sleep(BEAT)

    def _timer(self, lease: Lease, asked_at: float) -> asyncio.TimerHandle:
        left = asked_at + self._lifetime - time.monotonic()
        return asyncio.get_running_loop().call_later(max(0.0, left), self._lose, lease)

    def _lose(self, lease: Lease) -> None:
        held = self._held.get(lease.room_id)
        if held is None or held.lease != lease:
            return
        held.ends.cancel()
        del self._held[lease.room_id]
        log.warning("a room is not this node's any more", room=str(lease.room_id))
        for callback in self._callbacks:
            callback(lease)

    async def _give_back(self, held: _Held) -> None:
        try:
            async with asyncio.timeout(QUERY_LIMIT):
                await self._leases.release(held.lease.room_id, held.epoch)
        except (MeetError, TimeoutError):
            log.warning("a lease will run out by itself", room=str(held.lease.room_id))
