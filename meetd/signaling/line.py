"""One connection of Engine.IO: what may come over it, and how it is cut."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web
from engineio.packet import Packet

from meetd import metrics
from meetd.errors import MalformedRequest, TooManyRequests
from meetd.signaling import limits
from meetd.signaling.frame import Frame, Framed
from meetd.signaling.gate import Ticket

if TYPE_CHECKING:
    from meetd.signaling.budget import Budget

_CLOSE, _PONG, _MESSAGE = "1", "3", "4"
_UPGRADING = {"2probe", "5"}
_SOCKET_IO = frozenset("0125")
"""First characters of Socket.IO packets: clients have nothing to acknowledge."""


class RefusedPacketError(OSError):
    """A packet that nobody may send, or that one who is not signed in may not."""


class Line:
    """Not signed in at first: then little may be said, and not for long."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.sid: str | None = None
        """Engine.IO's, once there is one."""
        self.budget: Budget | None = None
        """The account's, while it is signed in."""
        self._tries = 0
        self.polling = False
        """True while a poll is under way."""
        self._body = asyncio.Lock()
        """Held while a body is under way."""
        self._next_waits = False
        """True while another body waits for the end of that one."""
        self.was_cut = False
        self.deadline: asyncio.TimerHandle | None = None
        self._early = limits.EARLY_MESSAGES
        self._transport: asyncio.Transport | None = None
        self._deflates = False

    @asynccontextmanager
    async def body(self) -> AsyncIterator[None]:
        """Take a body, when the one under way has ended: the last word of a page that goes away
        comes beside what it was saying. Raises MalformedRequest: another waits already."""
        if self._next_waits:
            raise MalformedRequest("There are bodies under way.")
        self._next_waits = True
        try:
            await self._body.acquire()
        finally:
            self._next_waits = False
        try:
            yield
        finally:
            self._body.release()

    def count_try(self) -> None:
        """Somebody wants to sign in. Raises TooManyRequests."""
        self._tries += 1
        if self._tries > limits.MAX_TRIES:
            raise TooManyRequests

    def sign_in(self, budget: Budget) -> None:
        """From now on the account's budget counts."""
        self.budget = budget
        self.ticket.set_early(False)
        self.stop_waiting()

    def sign_out(self) -> None:
        """Begin anew."""
        self.budget = None
        self._tries, self._early = 0, limits.EARLY_MESSAGES
        self.ticket.set_early(True)

    def stop_waiting(self) -> None:
        """It is signed in, or gone."""
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None

    def check(self, packet: str | bytes) -> float:
        """Look at a packet before anything reads it; seconds after which that may be done.
        Raises RefusedPacketError."""
        if self.budget is None:
            self._check_early(packet)
        if isinstance(packet, str) and not _is_sound(packet):
            raise refused("malformed")
        if self.budget is None:
            return 0.0
        return self.budget.spend(len(packet) + limits.MESSAGE_COST)

    def count_frame(self) -> float:
        """A ping or a pong of WebSocket itself costs what a message does; seconds after which the
        next may be read. Raises RefusedPacketError."""
        if self.budget is None:
            self._count_early()
            return 0.0
        return self.budget.spend(limits.MESSAGE_COST)

    def carry(self, transport: asyncio.Transport | None, *, deflates: bool) -> None:
        """A WebSocket carries it now, which takes permessage-deflate or not."""
        self._transport = transport
        self._deflates = deflates

    def write(self, frame: Frame) -> bool:
        """Send it, unless much waits already, or there is nothing to send it with."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return False
        if transport.get_write_buffer_size() > limits.BATCH:
            return False
        transport.write(frame.deflated if self._deflates else frame.plain)
        return True

    def abort_soon(self) -> None:
        """Let the last words leave, if anybody takes them, and hang up."""
        transport, self._transport = self._transport, None
        if transport is not None:
            asyncio.get_running_loop().call_later(limits.LINGER, transport.abort)

    def _check_early(self, packet: str | bytes) -> None:
        self._count_early()
        if len(packet) > limits.EARLY_MESSAGE or isinstance(packet, bytes):
            raise refused("early")

    def _count_early(self) -> None:
        self._early -= 1
        if self._early < 0:
            raise refused("early")


def refused(reason: str) -> RefusedPacketError:
    """Count it, and nothing else: what clients get wrong is no news."""
    metrics.SOCKETS_REFUSED.labels(reason).inc()
    return RefusedPacketError(reason)


def _is_sound(packet: str) -> bool:
    """Return whether it is what Engine.IO knows, and would not parse as JSON by itself."""
    if packet.startswith(_MESSAGE):
        return packet[1:2] in _SOCKET_IO
    return packet in {_PONG, _CLOSE} or packet in _UPGRADING


class WebSocket:
    """Carries a line over a WebSocket. The shape is Engine.IO's."""

    def __init__(self, handler: Any, server: Any) -> None:
        self._handler = handler
        self._socket = handler.__self__
        self._line: Line = server.lines[self._socket.sid]
        # Left to the library, pings are answered and pongs dropped without an end.
        self._ws = web.WebSocketResponse(
            max_msg_size=server.max_http_buffer_size, timeout=limits.LINGER, autoping=False
        )

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        request: web.Request = environ["aiohttp.request"]
        self._stream = await self._ws.prepare(request)
        self._transport = request.transport
        # A smaller window than that, which nobody asks for, is no reason to compress for it alone.
        self._deflates = self._ws.compress == zlib.MAX_WBITS
        self._line.carry(self._transport, deflates=self._deflates)
        try:
            await self._handler(self)
        finally:
            if not self._socket.upgraded:
                # It goes on by polling.
                self._socket.upgrading = False
        return self._ws

    async def close(self) -> None:
        """Say goodbye."""
        await self._ws.close()

    async def send(self, packet: Packet) -> None:
        """One packet; returns when there is room for the next. Raises OSError."""
        transport = self._transport
        if transport is None or transport.is_closing() or self._ws.closed:
            raise OSError("closed")
        frame = packet.frame if isinstance(packet, Framed) else Frame(packet.encode())
        transport.write(frame.deflated if self._deflates else frame.plain)
        await self._stream.drain()

    async def wait(self) -> str | bytes:
        """The next packet that may be read. Raises OSError when there is none any more."""
        try:
            if self._socket.upgraded:
                data = await self._received()
            else:
                async with asyncio.timeout(limits.BODY_LIMIT):
                    data = await self._received()
            pause = self._line.check(data)
            if pause:
                await asyncio.sleep(pause)
        except BaseException:
            self._line.abort_soon()
            raise
        return data

    async def _received(self) -> str | bytes:
        """The next packet as it comes. Pings before it are answered. Raises OSError."""
        while True:
            message = await self._ws.receive()
            if message.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                data: str | bytes = message.data
                return data
            if message.type not in {WSMsgType.PING, WSMsgType.PONG}:
                raise OSError("closed")
            pause = self._line.count_frame()
            if message.type is WSMsgType.PING:
                await self._ws.pong(message.data)
            # Also without a pause: what has arrived is handed out without letting others run.
            await asyncio.sleep(pause)
