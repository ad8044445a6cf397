"""Gives a node's rooms to other nodes while people talk in them, so that it can be stopped."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from http import HTTPStatus

from meetd.cluster.directory import Lease
from meetd.cluster.joined import Cluster
from meetd.cluster.routing import GIVEN, MISSED
from meetd.ending import ended
from meetd.errors import InvalidRequest, MeetError, Unavailable
from meetd.log import get_logger
from meetd.media.pool import WorkerPool
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.registry import Registry
from meetd.signaling.server import SignalingServer

log = get_logger(__name__)

AT_ONCE = 4
"""Rooms that move at a time: each asks twice as much of both nodes for some seconds."""
RETRY = 1.0
"""Seconds until what could not be given away is tried again."""
LINGER = 20.0
"""Seconds in which browsers leave this node's workers, once their rooms are elsewhere."""


class Draining:
    """Empties this node, and takes what another one gives away."""

    def __init__(
        self, cluster: Cluster, registry: Registry, signaling: SignalingServer, workers: WorkerPool
    ) -> None:
        self._cluster = cluster
        self._registry = registry
        self._signaling = signaling
        self._workers = workers
        self._task: asyncio.Task[None] | None = None
        self._until = 0.0
        self._wanted = False
        self._for_good = False
        cluster.routing.take_room = self.take
        cluster.routing.take_missed = self.take_missed
        cluster.routing.successor = self._successor
        cluster.nodes.on_order = self.order

    def order(self, deadline: float | None) -> None:
        """Drain within so many seconds, or take rooms again (None), unless this node stops; said
        again, it changes nothing."""
        if deadline is not None:
            if not self._wanted:
                self._begin(deadline)
        elif self._wanted and not self._for_good:
            self._wanted = self._registry.draining = False
            log.info("not draining any more")

    async def run(self, deadline: float) -> None:
        """Drain for good, before this node stops: return when the last people have left its
        workers, or at the deadline with what is left still here. A drain that is under way goes on,
        with this deadline."""
        self._for_good = True
        if self._wanted and self._task is not None and not self._task.done():
            self._until = time.monotonic() + deadline
        else:
            self._begin(deadline)
        if self._task is not None:
            await asyncio.shield(self._task)

    async def stop(self) -> None:
        """Give nothing away any more."""
        if self._task is not None:
            await ended(self._task)

    def _begin(self, deadline: float) -> None:
        self._until = time.monotonic() + deadline
        self._wanted = self._registry.draining = True
        self._task = asyncio.create_task(self._drain(self._task))

    async def _drain(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            # It ends with what it was giving away: no room is given twice.
            await asyncio.wait({before})
        log.info("draining", rooms=len(list(self._registry)))
        while self._goes_on() and (left := list(self._registry)):
            gate = asyncio.Semaphore(AT_ONCE)
            moved = await asyncio.gather(*(self._give(room, gate) for room in left))
            if not all(moved):
                await asyncio.sleep(RETRY)
        await self._left(min(self._until, time.monotonic() + LINGER))
        log.info("drained", rooms=len(list(self._registry)))

    def _goes_on(self) -> bool:
        return self._wanted and time.monotonic() < self._until

    async def take(self, given: bytes) -> None:
        """Go on with a room that another node gives away. Raises MeetError."""
        if not self._registry.accepting:
            raise Unavailable
        try:
            room = json.loads(given)
            epoch, code, saved = int(room["epoch"]), str(room["code"]), room["saved"]
        except (ValueError, KeyError, TypeError):
            raise InvalidRequest("This is no room.") from None
        directory = self._cluster.directory
        await self._registry.adopt(code, saved, lambda id_: directory.take_over(id_, epoch))
        log.info("took a room", room=code, participants=len(saved["participants"]))

    async def take_missed(self, missed: bytes) -> None:
        """Catch up with what came about while a room was on its way here. Raises MeetError."""
        try:
            room = json.loads(missed)
            live = self._registry.live(str(room["code"]))
            its = dict(room["missed"])
        except (ValueError, KeyError, TypeError):
            raise InvalidRequest("This is nothing that a room missed.") from None
        if live is not None:
            live.catch_up(its)

    async def _give(self, live: LiveRoom, gate: asyncio.Semaphore) -> bool:
        async with gate:
            if not self._goes_on():
                return True
            try:
                lease = self._registry.lease_of(live)
                url = await self._cluster.placement.successor(live.size)
                if url is None:
                    return False
                async with live.still():
                    if not await self._is_taken(live, lease, url):
                        return False
                    live.depart()
                    self._cluster.directory.hand_over(lease)
            except MeetError as error:
                log.warning("a room was not given away", room=live.room.code, error=error.code)
                return False
            except TimeoutError:
                log.warning("a room is not given away while it is changed", room=live.room.code)
                return False
            self._signaling.send_away(live.room.id)
            await self._tell_missed(live, url)
            return True

    async def _is_taken(self, live: LiveRoom, lease: Lease, url: str) -> bool:
        """Give a room away, as it is. Raises OwnerUnreachable."""
        room = {"code": live.room.code, "epoch": lease.epoch, "saved": live.handover.save()}
        try:
            status = await self._cluster.passing.give(url, GIVEN, json.dumps(room).encode())
        except MeetError:
            # Until that is known, nothing may be changed that would be lost.
            await self._look_whose()
            raise
        if status == HTTPStatus.NO_CONTENT:
            return True
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._cluster.placement.doubt(url)
        log.warning("a room was not taken", room=live.room.code, status=status)
        return False

    async def _tell_missed(self, live: LiveRoom, url: str) -> None:
        missed = live.handover.save_missed()
        if missed is not None:
            body = json.dumps({"code": live.room.code, "missed": missed}).encode()
            # Who left is let go there in the end, as whoever does not come back.
            with suppress(MeetError):
                await self._cluster.passing.give(url, MISSED, body)

    async def _look_whose(self) -> None:
        """Somebody who took a room may have said so in vain."""
        with suppress(MeetError, TimeoutError):
            await self._cluster.directory.renew()

    async def _successor(self) -> str | None:
        """Find the node that new rooms go to; None: they stay here, where there is place."""
        if self._registry.accepting and self._workers.spare():
            return None
        return await self._cluster.placement.successor()

    async def _left(self, until: float) -> None:
        while self._wanted and self._workers.carry and time.monotonic() < until:  # noqa: ASYNC110
            # Nobody says when the last one has gone.
            await asyncio.sleep(0.1)
