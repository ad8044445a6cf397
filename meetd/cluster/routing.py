"""Which node a request is for: a socket belongs to the owner of its room, and what follows on a
socket to where that was opened."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar
from uuid import UUID

from aiohttp import web

from meetd.client_address import FORWARDED_FOR, ClientAddresses
from meetd.cluster.asking import OWNED, Asking
from meetd.cluster.links import HEARTBEAT, MAX_MESSAGE, Link
from meetd.cluster.passing import Passing
from meetd.cluster.peers import HELLO, INSTANCE, Peers
from meetd.cluster.proofs import ANSWER, Proofs
from meetd.db.leases import Leases, Node, Owner
from meetd.errors import MeetError, NotFound, PayloadTooLarge
from meetd.place_limit import PlaceLimit

SOCKETS = "/socket.io/"
GIVEN = "/node/room"
"""Where a node is given a room that another one had."""
MISSED = "/node/room/missed"
"""Where it is told what the room missed on its way."""
LENT = "/node/router"
"""Where a node lends a router for another one's room, over a link."""
MAX_ROOM = 8 * 2**20
"""Bytes of a room, as one node tells another of it."""
LOOKUP_RATE, LOOKUP_BURST = 50.0, 1000.0
"""Owners that one place may ask for, per second and at once: as often as it may open sockets."""
_REMEMBERED = 10_000
_CODE = re.compile(r"[a-z]{3}-[a-z]{4}-[a-z]{3}")
_INSTANCE = re.compile(r"[0-9a-f]{32}")
_NONCE = web.RequestKey("nonce", str)

V = TypeVar("V")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Routing:
    """A middleware. What was passed on once is answered here, whoever it is for by now: nothing
    goes in a circle."""

    def __init__(
        self,
        node: Node,
        leases: Leases,
        proofs: Proofs,
        peers: Peers,
        passing: Passing,
        addresses: ClientAddresses,
        asking: Asking,
    ) -> None:
        self._node = node
        self._leases = leases
        self._proofs = proofs
        self._peers = peers
        self._passing = passing
        self._addresses = addresses
        self._asking = asking
        self._lookups = PlaceLimit(LOOKUP_RATE, LOOKUP_BURST)
        self._owners: OrderedDict[str, Owner] = OrderedDict()
        """The last that were found, for while the database is away."""
        self.take_room: Callable[[bytes], Awaitable[None]] | None = None
        """Goes on with a room that another node gives away. Raises MeetError."""
        self.take_missed: Callable[[bytes], Awaitable[None]] | None = None
        """Has such a room catch up with what it missed on its way. Raises MeetError."""
        self.lend: Callable[[Mapping[str, str], Link], Awaitable[None]] | None = None
        """Lends a router as long as the link lasts."""
        self.has_room: Callable[[str], bool] = lambda _: False
        """Says whether the room of that code is live here."""
        self.successor: Callable[[], Awaitable[str | None]] | None = None
        """Finds the node that new rooms go to, while this one takes none."""
        self._urls: OrderedDict[str, str] = OrderedDict()
        """Where nodes are, by their instances: that never changes."""

    def install(self, app: web.Application) -> None:
        """Become part of an application."""
        app.middlewares.append(self.route)
        app.on_response_prepare.append(self._prove)
        app.on_shutdown.append(self._passing.close)

    @web.middleware
    async def route(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer here, or have another node answer. Raises NotANode, OwnerUnreachable."""
        target = request.rel_url.raw_path_qs
        passed = self._proofs.read(request.method, target, request.headers)
        if passed is not None:
            request[_NONCE], request[FORWARDED_FOR] = passed.nonce, passed.client
            if request.path == HELLO:
                return web.Response(status=204, headers={INSTANCE: self._node.instance.hex})
            if request.path == GIVEN and self.take_room is not None:
                await self.take_room(await _whole(request))
                return web.Response(status=204)
            if request.path == MISSED and self.take_missed is not None:
                await self.take_missed(await _whole(request))
                return web.Response(status=204)
            if request.path == OWNED:
                has = self.has_room(request.query.get("room", ""))
                return web.Response(status=204 if has else 404)
            if request.path == LENT and self.lend is not None:
                return await self._linked(request, passed.nonce, self.lend)
            return await handler(request)
        if request.path in {HELLO, GIVEN, MISSED, LENT, OWNED}:
            raise NotFound
        if request.path == SOCKETS and (url := await self._elsewhere(request)) is not None:
            return await self._passing.pass_on(request, url)
        return await handler(request)

    async def _prove(self, request: web.Request, response: web.StreamResponse) -> None:
        if (nonce := request.get(_NONCE)) is not None:
            response.headers[ANSWER] = self._proofs.of_answer(nonce)

    async def _linked(
        self,
        request: web.Request,
        nonce: str,
        serve: Callable[[Mapping[str, str], Link], Awaitable[None]],
    ) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT, max_msg_size=MAX_MESSAGE, compress=False
        )
        await socket.prepare(request)
        await socket.send_str(self._proofs.of_answer(nonce))
        link = Link(socket)
        try:
            await serve(request.query, link)
        finally:
            await link.close()
        return socket

    async def _elsewhere(self, request: web.Request) -> str | None:
        """Find the other node that a socket's request is for. Raises TooManyRequests."""
        sid, code = request.query.get("sid"), request.query.get("room", "")
        if sid is not None:
            instance = sid.partition(".")[0]
            url = await self._opened_at(instance) if _INSTANCE.fullmatch(instance) else None
        elif _CODE.fullmatch(code):
            place = self._addresses.place(request)
            self._lookups.must_have(place)
            self._lookups.count(place)
            url = await self._owned_at(code)
        else:
            return None
        # One that does not answer is succeeded soon: whoever comes waits for that here.
        return url if url is not None and await self._peers.answers(url) else None

    async def _opened_at(self, instance: str) -> str | None:
        if instance == self._node.instance.hex:
            return None
        url = self._urls.get(instance)
        if url is None:
            try:
                url = await self._leases.url_of(UUID(instance))
            except MeetError:
                return None
            if url is not None:
                _remember(self._urls, instance, url)
        return url

    async def _owned_at(self, code: str) -> str | None:
        try:
            owner = await self._leases.owner(code)
        except MeetError:
            owner = self._owners.get(code)
            if owner is None:
                return None if self.has_room(code) else await self._asking.owner(code)
        else:
            if owner is not None:
                _remember(self._owners, code, owner)
        if owner is None:
            return await self.successor() if self.successor is not None else None
        return None if self._node.url == owner.url else owner.url


async def _whole(request: web.Request) -> bytes:
    """Raises PayloadTooLarge."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_ROOM:
            raise PayloadTooLarge
    return bytes(body)


def _remember(kept: OrderedDict[str, V], key: str, value: V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > _REMEMBERED:
        kept.popitem(last=False)
