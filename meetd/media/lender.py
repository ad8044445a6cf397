"""Lends routers of this node's workers to the rooms of other nodes, which outgrew theirs.

The room's owner drives such a router over a link; what it asks is looked at before a worker sees it
(the bridge's `LentRouter`). The router ends with the link, and when the lease for which it was lent
is somebody else's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import worker_bridge
from meetd.cluster.links import Link
from meetd.errors import MeetError, OwnerUnreachable
from meetd.log import get_logger
from meetd.media.pool import WorkerPool
from meetd.media.pool_worker import Lent
from meetd.media.room_media import MOVE_LIMIT
from meetd.model import RoomId

log = get_logger(__name__)

FIGURES_INTERVAL = 1.0
"""Seconds between two times that an owner is told what the worker can still take."""
FENCE_INTERVAL = 5.0
"""Seconds between two looks whether owners are owners still."""
MAX_PENDING = 1000
"""Requests of one owner that a worker works on, before no more of them are read."""


@dataclass(eq=False, slots=True)
class _Loan:
    room_id: RoomId
    epoch: int
    link: Link
    ending: asyncio.TimerHandle | None = None

    def supersede(self) -> None:
        """The room has another owner: its browsers get the time of a move to leave."""
        if self.ending is None:
            loop = asyncio.get_running_loop()
            self.ending = loop.call_later(MOVE_LIMIT, self.link.give_up)


class Lender:
    """What this node has lent."""

    def __init__(
        self,
        workers: WorkerPool,
        superseded: Callable[[Mapping[RoomId, int]], Awaitable[set[RoomId]]],
        accepting: Callable[[], bool],
    ) -> None:
        """`superseded` finds, of leases, those that are over. `accepting`: whether this node takes
        anything; while it does not, owners are asked to take their people away."""
        self._workers = workers
        self._superseded = superseded
        self._accepting = accepting
        self._loans: set[_Loan] = set()

    async def lend(self, asked: Mapping[str, str], link: Link) -> None:
        """Lend a router, as long as the link lasts."""
        try:
            loan = _Loan(RoomId(UUID(asked["room"])), int(asked["epoch"]), link)
        except (KeyError, ValueError):
            return
        refused = await self._refusal(loan, asked.get("version"))
        if refused is not None:
            link.send(json.dumps({"refused": refused}))
            return
        self._loans.add(loan)
        try:
            await self._serve(loan)
        except OwnerUnreachable:
            pass
        except worker_bridge.ProtocolError as error:
            log.warning("a node asked what it may not of a router", error=str(error))
        except worker_bridge.WorkerBridgeError as error:
            log.warning("no router could be lent", error=str(error))
        finally:
            self._loans.discard(loan)
            if loan.ending is not None:
                loan.ending.cancel()

    async def watch(self) -> None:
        """Look again and again whether those to whom routers are lent own their rooms still."""
        while True:
            await asyncio.sleep(FENCE_INTERVAL)
            epochs: dict[RoomId, int] = {}
            for loan in self._loans:
                epochs[loan.room_id] = max(loan.epoch, epochs.get(loan.room_id, 0))
            try:
                over = await self._superseded(epochs) if epochs else set()
            except MeetError:
                continue  # While it is away nobody takes a room over.
            for loan in list(self._loans):
                if loan.room_id in over or loan.epoch < epochs.get(loan.room_id, 0):
                    loan.supersede()

    async def _refusal(self, loan: _Loan, version: str | None) -> str | None:
        """The reason for which a router is not lent, if there is one."""
        if version != worker_bridge.version:
            return "version"
        if not self._accepting():
            return "draining"
        for other in self._loans:
            if other.room_id == loan.room_id and other.epoch > loan.epoch:
                return "superseded"
        try:
            if await self._superseded({loan.room_id: loan.epoch}):
                return "superseded"
        except MeetError:
            pass  # The owner is one until somebody can take the room over.
        for other in self._loans:
            if other.room_id == loan.room_id and other.epoch < loan.epoch:
                other.supersede()
        return None

    async def _serve(self, loan: _Loan) -> None:
        """Raises OwnerUnreachable, WorkerBridgeError."""
        link = loan.link
        lent = await self._workers.lend(loan.room_id, link.send, link.give_up)
        if lent is None:
            link.send(json.dumps({"refused": "full"}))
            return
        log.info("lends a router", room=str(loan.room_id), epoch=loan.epoch)
        telling = asyncio.create_task(self._tell(link, lent))
        try:
            link.send(
                json.dumps({"router": lent.router.id, "server": lent.worker.webrtc_server.id})
            )
            while True:
                data = await link.receive()
                if isinstance(data, bytes):
                    lent.router.received(data)
                while lent.router.pending > MAX_PENDING:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        finally:
            telling.cancel()
            lent.router.close()

    async def _tell(self, link: Link, lent: Lent) -> None:
        while True:
            asked, lent.asked_away = lent.asked_away, None
            leave = lent.worker.emptying or not self._accepting() or asked is True
            said = {"spare": lent.worker.spare(), "leave": leave, "fewer": asked is False}
            link.send(json.dumps(said))
            await asyncio.sleep(FIGURES_INTERVAL)
