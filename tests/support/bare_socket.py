"""A socket of the least cost: a client library's own work, times a thousand, would be what is
measured."""

from __future__ import annotations

import asyncio
import itertools
import json
import struct
import time
from collections import Counter
from collections.abc import Callable
from ipaddress import IPv4Address
from typing import Any

from support.waiting import PATIENCE

_PONG = b"\x81\x81\0\0\0\0" + b"3"
_MESSAGE = b'42["chat:message"'
_places = itertools.count(int(IPv4Address("198.18.0.0")))


class BareSocket(asyncio.Protocol):
    """Speaks WebSocket, Engine.IO and Socket.IO as far as a page does, and reads what it must."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._token = token
        self._buffer = b""
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._transport: asyncio.Transport | None = None
        self._upgraded = False
        self._signed_in: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.on_message: Callable[[float], None] = lambda _at: None
        """Called with the time at which somebody's message arrived."""
        self.heard: Counter[bytes] = Counter()
        """Events, by their names."""
        self.received = 0
        """Bytes."""

    async def open(self) -> None:
        """Sign in. Raises OSError when that fails."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, "127.0.0.1", self._port)
        async with asyncio.timeout(PATIENCE):
            await self._signed_in

    async def ask(self, event: str, **data: object) -> dict[str, Any]:
        """Send a request; its answer. Raises RuntimeError when it is refused."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self._send(f"42{number}{json.dumps([event, data])}")
        async with asyncio.timeout(60):
            result: dict[str, Any] = await answer
        if not result["ok"]:
            raise RuntimeError(f"{event}: {result['error']}")
        return result

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: Any) -> None:
        """Ask for a WebSocket, from a place of its own."""
        self._transport = transport
        transport.write(
            (
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                f"Host: localhost:{self._port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                f"X-Forwarded-For: {IPv4Address(next(_places))}\r\n\r\n"
            ).encode()
        )

    def connection_lost(self, error: Exception | None) -> None:
        """Whoever waits learns of it."""
        waits: list[asyncio.Future[Any]] = [self._signed_in, *self._answers.values()]
        for waiting in waits:
            if not waiting.done():
                waiting.set_exception(OSError(f"The server hung up: {error}"))

    def data_received(self, data: bytes) -> None:
        """Take frames apart."""
        self.received += len(data)
        buffer = self._buffer + data if self._buffer else data
        if not self._upgraded:
            head, end, buffer = buffer.partition(b"\r\n\r\n")
            if not end:
                self._buffer = head
                return
            if b" 101 " not in head[:20]:
                self._signed_in.set_exception(OSError(head.decode()))
                return
            self._upgraded = True
        at, size = 0, len(buffer)
        while size - at >= 2:
            length, start = buffer[at + 1], at + 2
            if length == 126:
                start += 2
                length = int.from_bytes(buffer[at + 2 : start], "big") if size >= start else size
            elif length == 127:
                start += 8
                length = int.from_bytes(buffer[at + 2 : start], "big") if size >= start else size
            if start + length > size:
                break
            self._take(buffer[start : start + length])
            at = start + length
        self._buffer = buffer[at:]

    def _take(self, packet: bytes) -> None:
        if packet == b"2":
            self._write(_PONG)
        elif packet.startswith(_MESSAGE):
            self.on_message(time.perf_counter())
        elif packet.startswith(b"42"):
            self.heard[packet[4 : packet.index(b'"', 4)]] += 1
        elif packet.startswith(b"43"):
            number, _, answer = packet[2:].partition(b"[")
            self._answers.pop(int(number)).set_result(json.loads(answer[:-1]))
        elif packet.startswith(b"0"):
            self._send(f"40{json.dumps({'token': self._token})}")
        elif packet.startswith(b"40"):
            self._signed_in.set_result(None)
        elif packet.startswith(b"44"):
            self._signed_in.set_exception(OSError(packet.decode()))

    def _send(self, text: str) -> None:
        packet = text.encode()
        size = len(packet)
        head = bytes((0x81, 0x80 | size)) if size < 126 else struct.pack("!BBH", 0x81, 254, size)
        # A mask of zeros is one too, and costs nothing.
        self._write(head + b"\0\0\0\0" + packet)

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)
