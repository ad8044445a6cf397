"""A network that lets requests pass and swallows WebSockets, each in its own way."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Literal

Way = Literal["unanswered", "mute", "deaf", "cut"]
"""`unanswered`: the request for a WebSocket gets no answer. `mute`: it opens, and nothing passes.
`deaf`: nothing passes from the page to the server. `cut`: it works, and breaks off soon."""
CUT_AFTER = 4
ENDS_WITHIN = 60
"""Seconds."""


class Swallower:
    """Listens on a loopback port and carries what comes to another one, but WebSockets."""

    def __init__(self, to_port: int, way: Way) -> None:
        self._to_port = to_port
        self._way = way
        self._carrying: set[asyncio.Task[None]] = set()
        self._whole = True
        self.port = 0
        self.asked = 0
        """How often somebody asked for a WebSocket."""
        self._ended = 0
        self._end = asyncio.Condition()

    def cut(self) -> None:
        """End every connection, and let no new one get anywhere."""
        self._whole = False
        for task in self._carrying:
            task.cancel()

    def mend(self) -> None:
        """Carry new connections again."""
        self._whole = True

    async def ended(self, count: int) -> None:
        """Wait until so many WebSockets were given up, or broke off. Raises TimeoutError."""
        async with asyncio.timeout(ENDS_WITHIN), self._end:
            await self._end.wait_for(lambda: self._ended >= count)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a browser, which asks for a WebSocket on one of its own."""
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        wanted = False
        try:
            if self._whole:
                head = await reader.readuntil(b"\r\n\r\n")
                wanted = b"\r\nupgrade: websocket\r\n" in head.lower()
                self.asked += wanted
                await self._pass_on(head, reader, writer, self._way if wanted else None)
        except (ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
            pass
        finally:
            self._carrying.discard(task)
            writer.transport.abort()
            if wanted:
                self._ended += 1
                async with self._end:
                    self._end.notify_all()

    async def _pass_on(
        self,
        head: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        way: Way | None,
    ) -> None:
        onward_reader, onward_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
        try:
            onward_writer.write(head)
            if way == "mute":
                writer.write(await onward_reader.readuntil(b"\r\n\r\n"))
            async with asyncio.timeout(CUT_AFTER if way == "cut" else None):
                async with asyncio.TaskGroup() as both:
                    there = None if way in {"unanswered", "mute", "deaf"} else onward_writer
                    back = None if way in {"unanswered", "mute"} else writer
                    both.create_task(_pour(reader, there))
                    both.create_task(_pour(onward_reader, back))
        except TimeoutError:
            pass
        finally:
            onward_writer.transport.abort()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            if writer is not None:
                writer.write(data)
                await writer.drain()
        if writer is not None and writer.can_write_eof():
            writer.write_eof()


@contextlib.asynccontextmanager
async def swallower(to_port: int, way: Way, port: int = 0) -> AsyncIterator[Swallower]:
    """Lay one to a port on loopback; it listens on `port`, or on any free one."""
    laid = Swallower(to_port, way)
    server = await asyncio.start_server(laid.carry, "127.0.0.1", port)
    laid.port = server.sockets[0].getsockname()[1]
    try:
        yield laid
    finally:
        server.close()
        laid.cut()
        await server.wait_closed()
