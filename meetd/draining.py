"""Gives a node's rooms to other nodes while people talk in them, so that it can be stopped."""

from __future__ import annotations

import asyncio
import json
import time

from meetd.cluster.joined import Cluster
from meetd.cluster.redis import FAILURES
from meetd.cluster.routing import GIVEN
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
        cluster.routing.take_room = self.take
        cluster.nodes.on_order = self.order

    def order(self, deadline: float | None) -> None:
        """Drain within so many seconds, or take rooms again (None); said again, it changes
        nothing."""
        if deadline is None:
            if self._task is not None:
                self._task.cancel()
                self._task = None
                self._stop_refusing()
        elif self._task is None:
            self._task = asyncio.create_task(self.run(deadline))

    async def run(self, deadline: float) -> None:
        """Give all rooms away, and return when the last people have left this node's workers; at
        the deadline with what is left still here."""
        until = time.monotonic() + deadline
        self._registry.draining = True
        self._cluster.routing.successor = self._successor
        log.info("draining", rooms=len(list(self._registry)), deadline=deadline)
        while (left := list(self._registry)) and time.monotonic() < until:
            gate = asyncio.Semaphore(AT_ONCE)
            moved = await asyncio.gather(*(self._give(room, gate) for room in left))
            if not all(moved):
                await asyncio.sleep(RETRY)
        await self._left(min(until, time.monotonic() + LINGER))
        log.info("drained", rooms=len(list(self._registry)))

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

    async def _give(self, live: LiveRoom, gate: asyncio.Semaphore) -> bool:
        async with gate:
            try:
                lease = self._registry.lease_of(live)
                with live.frozen():
                    room = {
                        "code": live.room.code,
                        "epoch": lease.epoch,
                        "saved": live.save(),
                    }
                    url = await self._successor()
                    if url is None:
                        return False
                    body = json.dumps(room).encode()
                    status = await self._cluster.passing.give(url, GIVEN, body)
                    if status != 204:
                        log.warning("a room was not taken", room=live.room.code, status=status)
                        return False
                    live.depart()
            except MeetError as error:
                log.warning("a room was not given away", room=live.room.code, error=error.code)
                return False
            self._signaling.send_away(live.room.id)
            return True

    async def _successor(self) -> str | None:
        """Find the node with the fewest people of those that take rooms."""
        try:
            nodes = await self._cluster.nodes.all()
        except FAILURES:
            return None
        others = [
            node
            for node in nodes
            if node["url"] != self._cluster.node.url and not node.get("draining", True)
        ]
        found = min(others, key=lambda node: int(str(node["participants"])), default=None)
        return None if found is None else str(found["url"])

    async def _left(self, until: float) -> None:
        while time.monotonic() < until and any(worker.routers for worker in self._workers):  # noqa: ASYNC110
            # Nobody says when the last one has gone.
            await asyncio.sleep(0.1)

    def _stop_refusing(self) -> None:
        self._registry.draining = False
        self._cluster.routing.successor = None
        log.info("not draining any more")
