"""A TCP path between a page and its server, or that and its database, which a test can cut and
mend."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Cable:
    """Listens on a loopback port and carries what comes to another one, or to a Unix socket."""

    def __init__(self, to: int | str) -> None:
        self._to = to
        self._carrying: set[asyncio.Task[None]] = set()
        self._whole = asyncio.Event()
        self._whole.set()
        self.port = 0

    def cut(self) -> None:
        """End every connection without a word, and let no new one get anywhere."""
        self._whole.clear()
        for task in self._carrying:
            task.cancel()

    def mend(self) -> None:
        """Carry new connections again."""
        self._whole.set()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        try:
            if not self._whole.is_set():
                return
            onward_reader, onward_writer = await self._onward()
            try:
                async with asyncio.TaskGroup() as both:
                    both.create_task(_pour(reader, onward_writer))
                    both.create_task(_pour(onward_reader, writer))
            finally:
                onward_writer.transport.abort()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._carrying.discard(task)
            writer.transport.abort()

    async def _onward(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._to, str):
            return await asyncio.open_unix_connection(self._to)
        return await asyncio.open_connection("127.0.0.1", self._to)


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


@contextlib.asynccontextmanager
async def cable(to: int | str, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[Cable]:
    """Lay a cable to a port on loopback, or to the Unix socket at a path; it listens on `port`, or
    on any free one."""
    laid = Cable(to)
    server = await asyncio.start_server(laid._carry, host, port)
    laid.port = server.sockets[0].getsockname()[1]
    try:
        yield laid
    finally:
        server.close()
        laid.cut()
        await server.wait_closed()
