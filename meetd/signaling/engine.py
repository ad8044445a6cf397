"""The Engine.IO server: lets connections in, bounds what they send and what waits for them, and
ends those that do not sign in, do not read, or talk nonsense."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any

import engineio
from aiohttp import web
from engineio.packet import OPEN, Packet
from engineio.payload import Payload

from meetd import metrics
from meetd.client_address import ClientAddresses
from meetd.errors import (
    MalformedRequest,
    OriginNotAllowed,
    PayloadTooLarge,
    RequestTimeout,
    ServerStopping,
)
from meetd.signaling import limits
from meetd.signaling.engine_socket import EngineSocket
from meetd.signaling.frame import Framed
from meetd.signaling.gate import Gate
from meetd.signaling.line import Line, RefusedPacketError, WebSocket, refused
from meetd.signaling.waiting import AllWaiting, WaitingPackets

_LINE = web.RequestKey("line", Line)
_SEPARATOR = "\x1e"
_tasks: set[asyncio.Task[None]] = set()


class EngineServer(engineio.AsyncServer):  # type: ignore[misc]
    """All connections, each with a line of ours beside the library's socket."""

    def __init__(
        self, *, addresses: ClientAddresses, gate: Gate, node: str = "", **options: Any
    ) -> None:
        """`node`: begins each connection's id, so that other servers know whose it is."""
        super().__init__(**options)
        self._node = node
        self.lines: dict[str, Line] = {}
        self.waiting = AllWaiting()
        self._addresses = addresses
        self._gate = gate
        self._over = False
        """True once all were ended: who comes back at once would keep the server from ending."""
        self._async: dict[str, Any] = {**self._async, "websocket": WebSocket}
        Payload.max_decode_packets = limits.MAX_PACKETS

    def generate_id(self) -> str:
        """A new connection's id."""
        own: str = super().generate_id()
        return f"{self._node}.{own}" if self._node else own

    def create_queue(self, *_args: object, **_options: object) -> WaitingPackets:
        """The queue of what waits for one socket."""
        return WaitingPackets(self.waiting)

    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        """Answer a poll, take what is posted, or carry a WebSocket. Raises MalformedRequest,
        TooManyRequests, Unavailable, PayloadTooLarge, RequestTimeout."""
        if "j" in request.query:
            raise MalformedRequest("There is no JSONP here.")
        origin = request.headers.get("Origin")
        if origin is not None and origin not in self.cors_allowed_origins:
            raise MalformedRequest(OriginNotAllowed.text)
        if request.method == "GET" and _upgrades(request) != _wants_websocket(request):
            raise MalformedRequest("The query and the headers do not ask for the same.")
        sid = request.query.get("sid")
        if sid is None and request.method == "GET":
            return await self._open(request)
        line = self.lines.get(sid or "")
        if line is None and request.method != "OPTIONS":
            raise MalformedRequest("There is no such session.")
        if line is not None and request.method == "GET":
            return await self._get(request, line)
        if line is not None and request.method == "POST":
            return await self._post(request, line)
        return await self._handled(request)

    def opened(self, sid: str, request: web.Request) -> None:
        """A connection stands: begin to count."""
        line = request[_LINE]
        line.sid = sid
        self.lines[sid] = line
        self.sockets[sid].queue.on_overflow = partial(self.cut_soon, sid, "slow")
        self._expect_sign_in(line, limits.SIGN_IN_LIMIT)
        line.ticket.on_revoked = partial(self.cut_soon, sid, "crowded")
        if line.ticket.revoked:
            line.ticket.on_revoked()

    def closed(self, sid: str) -> None:
        """A connection is over, whoever ended it."""
        line = self.lines.pop(sid, None)
        if line is not None:
            line.stop_waiting()
            line.ticket.hand_back()
            line.abort_soon()
        if (socket := self.sockets.pop(sid, None)) is not None:
            socket.stop()
            socket.queue.count_no_more()

    def post(self, sid: str | None, packet: Framed) -> None:
        """Send something to a socket, if it stands: at once where nothing waits for it. Messages
        arrive in the order in which they are posted."""
        socket, line = self.sockets.get(sid), self.lines.get(sid or "")
        if socket is None or socket.closing or socket.closed:
            return
        if not (line and socket.idle and line.write(packet.frame)):
            socket.queue.put_nowait(packet)

    def give_up(self, socket: EngineSocket) -> None:
        """It has not answered a ping."""
        if socket.last_ping:
            _soon(socket.close(wait=False, abort=True, reason=self.reason.PING_TIMEOUT))

    def signed_out(self, sid: str) -> None:
        """Nobody is behind it any more: it may sign in again, soon."""
        if (line := self.lines.get(sid)) is not None:
            line.sign_out()
            self._expect_sign_in(line, limits.AGAIN_LIMIT)

    async def cut(self, sid: str, reason: str) -> None:
        """End a connection that is not wanted any more, and count why."""
        if (line := self.lines.get(sid)) is not None:
            line.was_cut = True
            metrics.SOCKETS_REFUSED.labels(reason).inc()
        await self.disconnect(sid)

    async def disconnect(self, sid: str | None = None) -> None:
        """End a connection, without waiting for it to take what is left. None: all of them, for
        good."""
        self._over = self._over or sid is None
        for one in list(self.sockets) if sid is None else [sid]:
            socket = self.sockets.pop(one, None)
            if socket is None:
                continue
            socket.stop()
            socket.queue.end(drop=False)
            socket.queue.count_no_more()
            await socket.close(wait=False, abort=True, reason=self.reason.SERVER_DISCONNECT)

    async def _handle_connect(
        self, environ: dict[str, Any], transport: str, jsonp_index: int | None = None
    ) -> Any:
        """Begin a session. As the library does, with sockets of ours and no cookie."""
        sid = self.generate_id()
        socket = self.sockets[sid] = EngineSocket(self, sid)
        greeting = {
            "sid": sid,
            "upgrades": self._upgrades(sid, transport),
            "pingTimeout": int(self.ping_timeout * 1000),
            "pingInterval": int(self.ping_interval * 1000),
            "maxPayload": self.max_http_buffer_size,
        }
        await socket.send(Packet(OPEN, greeting))
        refused = await self._trigger_event("connect", sid, environ, run_async=False) is False
        if refused or self._over:
            self.sockets.pop(sid, None)
            return self._unauthorized()
        socket.schedule_ping()
        if transport == "websocket":
            return await socket.handle_get_request(environ)
        socket.connected = True
        return self._ok(await socket.poll())

    async def _open(self, request: web.Request) -> web.StreamResponse:
        if self._over:
            raise ServerStopping
        line = Line(self._gate.admit(self._addresses.place(request)))
        request[_LINE] = line
        try:
            return await self._handled(request)
        finally:
            if line.sid is None:
                line.ticket.hand_back()
            elif _wants_websocket(request):
                await self.disconnect(line.sid)

    async def _get(self, request: web.Request, line: Line) -> web.StreamResponse:
        if _wants_websocket(request):
            return await self._upgrade(request, line)
        if line.polling:
            raise MalformedRequest("There is a poll under way.")
        line.polling = True
        try:
            return await self._handled(request)
        finally:
            line.polling = False

    async def _upgrade(self, request: web.Request, line: Line) -> web.StreamResponse:
        sid = request.query["sid"]
        socket = self.sockets.get(sid)
        if socket is None or socket.upgrading or socket.upgraded:
            raise MalformedRequest("There is an upgrade under way.")
        try:
            return await self._handled(request)
        finally:
            if socket.upgraded:
                await self.disconnect(sid)

    async def _post(self, request: web.Request, line: Line) -> web.StreamResponse:
        async with line.body():
            return await self._receive(request, line)

    async def _receive(self, request: web.Request, line: Line) -> web.StreamResponse:
        sid = request.query["sid"]
        try:
            socket = self._get_socket(sid)
            if not socket.connected or socket.upgraded:
                raise MalformedRequest("This session takes no bodies.")
            for packet in await self._packets(request, line):
                await socket.receive(packet)
                if line.was_cut:
                    raise MalformedRequest
                if sid not in self.lines:
                    break  # It said goodbye.
        except (RefusedPacketError, ValueError, KeyError, engineio.exceptions.EngineIOError):
            await self.cut(sid, "malformed")
            raise MalformedRequest from None
        except (PayloadTooLarge, RequestTimeout):
            await self.cut(sid, "body")
            raise
        environ = self._async["translate_request"](request)
        response: web.StreamResponse = await self._make_response(self._ok(), environ)
        return response

    async def _packets(self, request: web.Request, line: Line) -> list[Any]:
        """The packets of a body, when the account may send that much. Raises ValueError,
        RefusedPacketError, PayloadTooLarge, RequestTimeout."""
        text = (await self._body(request)).decode()
        parts = text.split(_SEPARATOR)
        if len(parts) > limits.MAX_PACKETS:
            raise refused("packets")
        pause = 0.0
        for part in parts:
            # Binary comes in base64, behind a `b`.
            pause = max(pause, line.check(part[1:].encode() if part[:1] == "b" else part))
        if pause:
            await asyncio.sleep(pause)
        packets: list[Any] = Payload(encoded_payload=text).packets
        return packets

    async def _body(self, request: web.Request) -> bytes:
        body = bytearray()
        try:
            async with asyncio.timeout(limits.BODY_LIMIT):
                async for chunk in request.content.iter_any():
                    body += chunk
                    if len(body) > limits.MAX_MESSAGE:
                        raise PayloadTooLarge
        except TimeoutError:
            raise RequestTimeout from None
        except (web.RequestPayloadError, ConnectionError):
            raise ValueError("The body is not what its headers say.") from None
        return bytes(body)

    async def _handled(self, request: web.Request) -> web.StreamResponse:
        response: web.StreamResponse = await super().handle_request(request)
        return response

    def _expect_sign_in(self, line: Line, seconds: float) -> None:
        line.stop_waiting()
        line.deadline = asyncio.get_running_loop().call_later(
            seconds, self.cut_soon, line.sid, "no sign-in"
        )

    def cut_soon(self, sid: str | None, reason: str) -> None:
        """The same, for who cannot wait; a connection that is not open yet is none."""
        if sid is None:
            return
        _soon(self.cut(sid, reason))

    def _log_error_once(self, _message: str, message_key: str) -> None:
        """Log nothing: what clients get wrong is counted."""
        metrics.SOCKETS_REFUSED.labels(message_key).inc()


def _soon(work: Coroutine[None, None, None]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


def _wants_websocket(request: web.Request) -> bool:
    return request.query.get("transport") == "websocket"


def _upgrades(request: web.Request) -> bool:
    """Return whether Engine.IO upgrades it. It takes all else for a poll, whatever the query is."""
    protocol, options = (
        ",".join(request.headers.getall(name, [])).lower() for name in ("Upgrade", "Connection")
    )
    return protocol == "websocket" and "upgrade" in map(str.strip, options.split(","))
