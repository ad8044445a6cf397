"""A WebSocket that is passed on to another node: bytes in both directions, and nothing read."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email.parser import BytesParser
from urllib.parse import urlsplit

from aiohttp import web

from meetd.cluster.peers import CONNECT_LIMIT
from meetd.errors import OwnerUnreachable

HEAD_LIMIT = 10.0
"""Seconds in which the other node has answered."""
CHUNK = 64 * 1024
MAX_BUFFERED = 256 * 1024
"""Bytes that wait for the other node before the client is read from more slowly."""
MAX_BODY = 64 * 1024
"""Bytes of an answer that is a refusal."""


class Switched(web.StreamResponse):
    """The head of an answer behind which there is no HTTP any more."""

    _length_check = False

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(status=101, headers=headers)


class Tunnel:
    """One connection to another node, as long as a WebSocket runs through it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._request: web.Request | None = None
        self._draining: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str) -> Tunnel:
        """Connect. Raises OwnerUnreachable."""
        address = urlsplit(url)
        secure = ssl.create_default_context() if address.scheme == "https" else None
        port = address.port or (443 if secure else 80)
        try:
            async with asyncio.timeout(CONNECT_LIMIT):
                return cls(*await asyncio.open_connection(address.hostname, port, ssl=secure))
        except (OSError, TimeoutError) as error:
            raise OwnerUnreachable(retry_after=1) from error

    async def ask(self, head: str) -> tuple[int, dict[str, str]]:
        """Send the head of a request: status and headers of the answer. Raises
        OwnerUnreachable."""
        try:
            self._writer.write(head.encode(errors="surrogateescape"))
            async with asyncio.timeout(HEAD_LIMIT):
                raw = await self._reader.readuntil(b"\r\n\r\n")
            first, _, rest = raw.partition(b"\r\n")
            headers = BytesParser().parsebytes(rest, headersonly=True)
            return int(first.split(b" ")[1]), {name.lower(): text for name, text in headers.items()}
        except (OSError, TimeoutError, EOFError, asyncio.LimitOverrunError, ValueError, IndexError):
            raise OwnerUnreachable(retry_after=1) from None

    async def body(self, headers: Mapping[str, str]) -> bytes:
        """Read the body of a refusal. Raises OwnerUnreachable."""
        try:
            length = int(headers.get("content-length", "0"))
            async with asyncio.timeout(HEAD_LIMIT):
                return await self._reader.readexactly(min(length, MAX_BODY))
        except (OSError, TimeoutError, EOFError, ValueError):
            raise OwnerUnreachable(retry_after=1) from None

    async def carry(self, request: web.Request, response: Switched) -> None:
        """Carry bytes both ways until one end hangs up, and then hang up on the other."""
        self._request = request
        # As a WebSocket takes what comes behind its request.
        request.protocol.set_parser(self)  # type: ignore[arg-type]
        with suppress(OSError):
            while data := await self._reader.read(CHUNK):
                await response.write(data)
        if request.transport is not None:
            request.transport.close()

    def close(self) -> None:
        """Hang up on the other node, and so on the client."""
        if self._draining is not None:
            self._draining.cancel()
        self._writer.close()

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Bytes came from the client."""
        self._writer.write(data)
        if self._draining is None and self._buffered > MAX_BUFFERED and self._request is not None:
            self._request.protocol.pause_reading()
            self._draining = asyncio.create_task(self._drain(self._request))
        return False, b""

    def feed_eof(self) -> None:
        """The client hung up."""
        self.close()

    @property
    def _buffered(self) -> int:
        return self._writer.transport.get_write_buffer_size()

    async def _drain(self, request: web.Request) -> None:
        with suppress(OSError):
            await self._writer.drain()
        self._draining = None
        request.protocol.resume_reading()
