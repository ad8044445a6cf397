"""Links between two nodes: messages in both directions, in order, as long as both live."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TypeAlias

from aiohttp import ClientWebSocketResponse, WSMsgType, web

from meetd.errors import OwnerUnreachable

HEARTBEAT = 3.0
"""Seconds between two questions whether the other end is there; it counts as gone after half of
that without an answer."""
MAX_MESSAGE = 9 * 2**20
"""Bytes of one message: more than a worker takes."""
MAX_WAITING = 16 * 2**20
"""Bytes that wait for the other end before it counts as gone."""
ENOUGH_WAITING = 2**20
"""Bytes that wait for the other end before whoever can wait does."""

Message: TypeAlias = bytes | str
OneEnd: TypeAlias = web.WebSocketResponse | ClientWebSocketResponse


class Link:
    """One end. Whoever makes it closes it."""

    def __init__(self, socket: OneEnd) -> None:
        self._socket = socket
        self._waiting: deque[Message] = deque()
        self._bytes_waiting = 0
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._empty = asyncio.Event()
        self._empty.set()
        self._lost = asyncio.Event()
        self._sending = asyncio.create_task(self._send_all())

    def send(self, message: Message) -> None:
        """Send, without waiting. What does not fit any more ends the link."""
        if self._lost.is_set():
            return
        self._waiting.append(message)
        self._bytes_waiting += len(message)
        self._empty.clear()
        self._news.set()
        if self._bytes_waiting > MAX_WAITING:
            self.give_up()
        elif self._bytes_waiting > ENOUGH_WAITING:
            self._room.clear()

    async def drained(self) -> None:
        """Wait until the other end has taken most of what was sent. Raises OwnerUnreachable."""
        await self._room.wait()
        if self._lost.is_set():
            raise OwnerUnreachable

    async def receive(self) -> Message:
        """Wait for the next message. Raises OwnerUnreachable."""
        receiving = asyncio.ensure_future(self._socket.receive())
        losing = asyncio.ensure_future(self._lost.wait())
        try:
            await asyncio.wait({receiving, losing}, return_when=asyncio.FIRST_COMPLETED)
            if not self._lost.is_set():
                message = receiving.result()
                if message.type in {WSMsgType.BINARY, WSMsgType.TEXT}:
                    data: Message = message.data
                    return data
        finally:
            receiving.cancel()
            losing.cancel()
        self.give_up()
        raise OwnerUnreachable

    def give_up(self) -> None:
        """Have whoever waits for the other end go on without it."""
        self._lost.set()
        self._empty.set()
        self._room.set()
        self._news.set()

    async def close(self) -> None:
        """Hang up, once what was sent has left or that takes too long."""
        try:
            async with asyncio.timeout(HEARTBEAT):
                await self._empty.wait()
                self.give_up()
                await self._socket.close()
        except TimeoutError:
            self.give_up()
        finally:
            self._sending.cancel()

    async def _send_all(self) -> None:
        try:
            while not self._lost.is_set():
                await self._news.wait()
                self._news.clear()
                while self._waiting:
                    message = self._waiting[0]
                    if isinstance(message, str):
                        await self._socket.send_str(message)
                    else:
                        await self._socket.send_bytes(message)
                    self._waiting.popleft()
                    self._bytes_waiting -= len(message)
                    if self._bytes_waiting <= ENOUGH_WAITING:
                        self._room.set()
                self._empty.set()
        except (OSError, RuntimeError):
            self.give_up()
