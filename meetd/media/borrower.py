"""Gets routers of other nodes for rooms that outgrew the workers of this one."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import worker_bridge
from meetd.cluster.links import Link, Message
from meetd.cluster.peers import Peers
from meetd.cluster.placement import Placement
from meetd.ending import ended
from meetd.errors import MeetError, OwnerUnreachable
from meetd.log import get_logger
from meetd.media.codecs import ROUTER_CODECS
from meetd.media.far import lent_by
from meetd.media.router_handle import RouterHandle
from meetd.model import RoomId
from worker_bridge import ListenInfo

log = get_logger(__name__)

TRIES = 3
"""Nodes that are asked for one router."""
LENDING_LIMIT = 3.0
"""Seconds in which a node lends a router, or is not waited for."""
REQUEST_LIMIT = 5.0
"""Seconds for an answer of another node's worker."""
EXPECTED = 100
"""Consumers that a borrowed router is about to have, more or less."""
CHUNK = 64 * 1024
_FAILURES = (MeetError, worker_bridge.WorkerBridgeError, OSError, TimeoutError, ValueError)


class Borrower:
    """The routers of other nodes that this one drives."""

    def __init__(
        self,
        installation: worker_bridge.Installation,
        peers: Peers,
        placement: Placement,
        path: str,
        listen_info: ListenInfo,
    ) -> None:
        """`path`: where nodes lend. `listen_info`: where this node's routers hear those of
        others."""
        self._installation = installation
        self._peers = peers
        self._placement = placement
        self._path = path
        self._listen_info = listen_info
        self._carrying: set[asyncio.Task[None]] = set()

    async def borrow(self, room_id: RoomId, epoch: int) -> RouterHandle | None:
        """Get a router on another node for the owner of a room in that epoch; None where no node
        has one to lend."""
        refused: set[str] = set()
        for _ in range(TRIES):
            url = await self._placement.lender(EXPECTED, refused)
            if url is None:
                return None
            refused.add(url)
            try:
                async with asyncio.timeout(LENDING_LIMIT):
                    return await self._borrow_at(url, room_id, epoch)
            except _FAILURES as error:
                self._placement.doubt(url)
                log.info("a node lends no router", url=url, why=str(error) or type(error).__name__)
        return None

    async def stop(self) -> None:
        """Give all back."""
        await ended(*self._carrying)

    async def _borrow_at(self, url: str, room_id: RoomId, epoch: int) -> RouterHandle:
        """Raises MeetError, WorkerBridgeError, OSError, ValueError."""
        query = {"room": str(room_id), "epoch": epoch, "version": worker_bridge.version}
        link = await self._peers.link(url, f"{self._path}?{urlencode(query)}")
        figures = _Figures()
        try:
            answer = json.loads(await link.receive())
            if "router" not in answer:
                raise OwnerUnreachable(str(answer.get("refused")))
            app_data = lent_by(url, self._listen_info)
            worker = await self._driven(answer, link, figures, app_data)
        except BaseException:
            await link.close()
            raise
        try:
            observer = await worker.router.create_active_speaker_observer(interval=300)
        except BaseException:
            worker.router.close()
            raise
        handle = RouterHandle(
            worker.router, worker.webrtc_server, observer, figures.spare, far=True
        )
        figures.handle = handle
        log.info("borrows a router", url=url, room=str(room_id))
        return handle

    async def _driven(
        self, answer: dict[str, object], link: Link, figures: _Figures, app_data: dict[str, Any]
    ) -> worker_bridge.BorrowedWorker:
        """The worker of which a router was lent, driven over the link, which ends with it. Raises
        WorkerBridgeError, OSError."""
        ours, theirs = socket.socketpair()
        try:
            reader, writer = await asyncio.open_unix_connection(sock=theirs)
            worker = await worker_bridge.borrow(
                self._installation,
                ours,
                router_id=str(answer["router"]),
                webrtc_server_id=str(answer["server"]),
                media_codecs=ROUTER_CODECS,
                request_timeout=REQUEST_LIMIT,
                app_data=app_data,
            )
        except BaseException:
            ours.close()
            theirs.close()
            raise
        carrying = asyncio.create_task(_carry(link, reader, writer, figures.told))
        self._carrying.add(carrying)

        def ended(_: object) -> None:
            self._carrying.discard(carrying)
            writer.transport.abort()
            link.give_up()

        carrying.add_done_callback(ended)
        return worker


class _Figures:
    """What the other node said last of the worker."""

    def __init__(self) -> None:
        self.handle: RouterHandle | None = None
        self._spare = EXPECTED
        self._load = 0
        self._relieving: asyncio.Task[None] | None = None

    def spare(self) -> int:
        """Consumers that it can still take, by what was told and what came since."""
        grown = self.handle.load - self._load if self.handle is not None else 0
        return max(0, self._spare - grown)

    def told(self, message: str) -> None:
        """The node said something. Raises ValueError."""
        said = json.loads(message)
        handle = self.handle
        self._spare = int(said.get("spare", 0))
        self._load = handle.load if handle is not None else 0
        everybody = bool(said.get("leave"))
        if everybody:
            self._spare = 0
        asked = everybody or said.get("fewer")
        if asked and handle is not None and handle.relieve is not None and self._is_free():
            self._relieving = asyncio.ensure_future(handle.relieve(everybody))

    def _is_free(self) -> bool:
        return self._relieving is None or self._relieving.done()


async def _carry(
    link: Link,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    told: Callable[[str], None],
) -> None:
    """Carry bytes between a borrowed worker and the link, until one of them ends."""

    async def there() -> None:
        while data := await reader.read(CHUNK):
            link.send(data)
            await link.drained()

    async def back() -> None:
        while True:
            message: Message = await link.receive()
            if isinstance(message, str):
                told(message)
                continue
            writer.write(message)
            await writer.drain()

    ways = [asyncio.ensure_future(there()), asyncio.ensure_future(back())]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await ended(*ways)
        await link.close()
