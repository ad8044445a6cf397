"""Passes requests on to the node that they are for, as they came: polls, WebSockets, REST."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from meetd import metrics
from meetd.client_address import ClientAddresses
from meetd.cluster.peers import Peers
from meetd.cluster.proofs import ANSWER, CLIENT, PROOF, Proofs
from meetd.cluster.tunnel import Switched, Tunnel
from meetd.errors import OwnerUnreachable, PayloadTooLarge, RequestTimeout, Unavailable

MAX_BODY = 256 * 1024
"""Bytes of a body, as much as one poll may bring."""
BODY_LIMIT = 10.0
"""Seconds in which a body has to arrive."""
MAX_OPEN = 10_000
"""Requests and WebSockets that are passed on at a time."""
_OF_ONE_HOP = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "content-length", "expect",
        # Whom it is for is told with the proof.
        "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip",
        PROOF.lower(), CLIENT.lower(), ANSWER.lower(),
    }
)  # fmt: skip
_BY_US = frozenset({"date", "server"})


class Passing:
    """The way to other nodes. What is passed on is counted, and ends in bounded time."""

    def __init__(self, proofs: Proofs, peers: Peers, addresses: ClientAddresses) -> None:
        self._proofs = proofs
        self._peers = peers
        self._addresses = addresses
        self._tunnels: set[Tunnel] = set()
        self._open = 0

    async def pass_on(self, request: web.Request, url: str) -> web.StreamResponse:
        """Have another node answer. Raises OwnerUnreachable, Unavailable; PayloadTooLarge,
        RequestTimeout."""
        if self._open >= MAX_OPEN:
            raise Unavailable(retry_after=1)
        self._open += 1
        metrics.PASSED_ON.inc()
        try:
            if request.headers.get("Upgrade", "").lower() == "websocket":
                return await self._tunnel(request, url)
            return await self._exchange(request, url)
        finally:
            self._open -= 1
            metrics.PASSED_ON.dec()

    async def give(self, url: str, path: str, body: bytes) -> int:
        """Tell another node something of this one's own: the answer's status. Raises
        OwnerUnreachable."""
        status, _, _ = await self._peers.exchange(url, "POST", path, "", {}, body)
        return status

    async def close(self, _app: object = None) -> None:
        """End all WebSockets that are passed on."""
        for tunnel in list(self._tunnels):
            tunnel.close()

    async def _exchange(self, request: web.Request, url: str) -> web.Response:
        status, headers, body = await self._peers.exchange(
            url,
            request.method,
            request.rel_url.raw_path_qs,
            self._client(request),
            _kept(request.headers),
            await _body(request),
        )
        answer = web.Response(status=status, body=body)
        answer.headers.clear()
        for name, value in headers:
            if name.lower() not in _OF_ONE_HOP | _BY_US:
                answer.headers.add(name, value)
        return answer

    async def _tunnel(self, request: web.Request, url: str) -> web.StreamResponse:
        if not await self._peers.answers(url):
            raise OwnerUnreachable(retry_after=1)
        target = request.rel_url.raw_path_qs
        nonce, proof = self._proofs.of_request(request.method, target, self._client(request))
        tunnel = await Tunnel.open(url)
        self._tunnels.add(tunnel)
        try:
            headers = _kept(request.headers)
            headers.update(proof, Connection="Upgrade", Upgrade="websocket")
            lines = [f"{request.method} {target} HTTP/1.1", *map(": ".join, headers.items())]
            status, answered = await tunnel.ask("\r\n".join([*lines, "", ""]))
            if not self._proofs.is_answer(nonce, answered.pop(ANSWER.lower(), None)):
                raise OwnerUnreachable(retry_after=1)
            kept = {n: v for n, v in answered.items() if n not in _OF_ONE_HOP | _BY_US}
            if status != 101:
                return web.Response(status=status, body=await tunnel.body(answered), headers=kept)
            response = Switched(kept | {"Connection": "Upgrade", "Upgrade": "websocket"})
            with suppress(ConnectionError):  # Who hung up meanwhile is owed nothing.
                await response.prepare(request)
                await tunnel.carry(request, response)
            return response
        except OwnerUnreachable:
            self._peers.doubt(url)
            raise
        finally:
            self._tunnels.discard(tunnel)
            tunnel.close()

    def _client(self, request: web.Request) -> str:
        place = self._addresses.place(request)
        return "" if place is None else str(place.network_address)


def _kept(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    return CIMultiDict((n, v) for n, v in headers.items() if n.lower() not in _OF_ONE_HOP)


async def _body(request: web.Request) -> bytes:
    """Read a body whole, so that a slow client holds no other node. Raises PayloadTooLarge,
    RequestTimeout."""
    if request.content.at_eof():
        return await request.read()  # Somebody looked at it already.
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_LIMIT):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MAX_BODY:
                    raise PayloadTooLarge
    except TimeoutError:
        raise RequestTimeout from None
    return bytes(body)
