"""As much of STUN and TURN (RFC 8489, RFC 8656) as a look at a server needs."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import ssl
import struct
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from ipaddress import IPv4Address, IPv6Address
from typing import Protocol, cast

COOKIE = 0x2112A442
BINDING, ALLOCATE, REFRESH, PERMIT, SEND, DATA_CAME = 0x001, 0x003, 0x004, 0x008, 0x016, 0x017
SUCCESS, ERROR = 0x100, 0x110
USERNAME, INTEGRITY, ERROR_CODE, LIFETIME, PEER, DATA = 0x06, 0x08, 0x09, 0x0D, 0x12, 0x13
REALM, NONCE, RELAYED, TRANSPORT = 0x14, 0x15, 0x16, 0x19
PRIORITY, FINGERPRINT, CONTROLLING = 0x24, 0x8028, 0x802A
UDP = b"\x11\0\0\0"
RESEND, TRIES = 0.5, 6
"""Seconds until a datagram is sent again, and how often it is sent."""

Attributes = Mapping[int, bytes]


class RefusedError(Exception):
    """The server answers with an error."""

    def __init__(self, code: int, attributes: Attributes) -> None:
        super().__init__(f"error {code}")
        self.code = code
        self.attributes = attributes


class Line(Protocol):
    """A way to a server."""

    datagrams: bool

    def send(self, message: bytes) -> None:
        """Send a message."""

    async def receive(self) -> bytes:
        """Wait for the next. Raises EOFError, OSError."""


class _Datagrams(asyncio.DatagramProtocol):
    datagrams = True

    def __init__(self) -> None:
        self._came: asyncio.Queue[bytes | Exception] = asyncio.Queue()
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is none by its class.
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, _addr: object) -> None:
        self._came.put_nowait(data)

    def error_received(self, exc: Exception) -> None:
        self._came.put_nowait(exc)

    def send(self, message: bytes) -> None:
        if self.transport is not None:
            self.transport.sendto(message)

    async def receive(self) -> bytes:
        found = await self._came.get()
        if isinstance(found, Exception):
            raise found
        return found


class _Stream:
    datagrams = False

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def send(self, message: bytes) -> None:
        self._writer.write(message)

    async def receive(self) -> bytes:
        head = await self._reader.readexactly(20)
        return head + await self._reader.readexactly(struct.unpack_from("!H", head, 2)[0])


class _Framed(_Stream):
    """As ICE has messages over TCP: each after its length (RFC 4571)."""

    def send(self, message: bytes) -> None:
        self._writer.write(struct.pack("!H", len(message)) + message)

    async def receive(self) -> bytes:
        head = await self._reader.readexactly(2)
        return await self._reader.readexactly(struct.unpack("!H", head)[0])


@asynccontextmanager
async def connected(
    host: str, port: int, *, tcp: bool, tls: ssl.SSLContext | None = None, framed: bool = False
) -> AsyncIterator[Line]:
    """A line to a server, while inside; over TCP with messages `framed` as ICE has them. Raises
    OSError, TimeoutError."""
    loop = asyncio.get_running_loop()
    if not tcp:
        transport, line = await loop.create_datagram_endpoint(_Datagrams, remote_addr=(host, port))
        try:
            yield line
        finally:
            transport.close()
        return
    name = host if tls is not None else None
    async with asyncio.timeout(RESEND * TRIES):
        reader, writer = await asyncio.open_connection(host, port, ssl=tls, server_hostname=name)
    try:
        yield (_Framed if framed else _Stream)(reader, writer)
    finally:
        writer.close()


async def ask(
    line: Line,
    kind: int,
    attributes: Attributes,
    key: bytes | None = None,
    *,
    fingerprint: bool = False,
) -> Attributes:
    """Ask, and wait for the answer. Raises RefusedError, TimeoutError, EOFError, OSError."""
    transaction = secrets.token_bytes(12)
    message = encode(kind, transaction, attributes, key, fingerprint=fingerprint)
    for _ in range(TRIES if line.datagrams else 1):
        line.send(message)
        try:
            async with asyncio.timeout(RESEND if line.datagrams else RESEND * TRIES):
                while True:
                    came = await line.receive()
                    if len(came) >= 20 and came[8:20] == transaction:
                        break
        except TimeoutError:
            continue
        found = decode(came)
        if struct.unpack_from("!H", came)[0] & ERROR == ERROR:
            code = found.get(ERROR_CODE, b"\0\0\0\0")
            raise RefusedError(code[2] * 100 + code[3], found)
        return found
    raise TimeoutError


def encode(
    kind: int,
    transaction: bytes,
    attributes: Attributes,
    key: bytes | None = None,
    *,
    fingerprint: bool = False,
) -> bytes:
    """A message, with its integrity by a key, and a `fingerprint` that tells it from media."""
    body = b"".join(
        struct.pack("!HH", name, len(value)) + value + b"\0" * (-len(value) % 4)
        for name, value in attributes.items()
    )

    def head(length: int) -> bytes:
        return struct.pack("!HHI", kind, length, COOKIE) + transaction

    if key is not None:
        mac = hmac.new(key, head(len(body) + 24) + body, hashlib.sha1).digest()
        body += struct.pack("!HH", INTEGRITY, len(mac)) + mac
    if fingerprint:
        checksum = zlib.crc32(head(len(body) + 8) + body) ^ 0x5354554E
        body += struct.pack("!HHI", FINGERPRINT, 4, checksum)
    return head(len(body)) + body


def decode(message: bytes) -> dict[int, bytes]:
    """The attributes of a message."""
    found: dict[int, bytes] = {}
    at = 20
    while at + 4 <= len(message):
        name, length = struct.unpack_from("!HH", message, at)
        found.setdefault(name, message[at + 4 : at + 4 + length])
        at += 4 + length + -length % 4
    return found


def address(value: bytes) -> str:
    """The IP address in an attribute that hides it from translators, of IPv4."""
    if len(value) != 8:
        return str(IPv6Address(0))
    return str(IPv4Address(struct.unpack_from("!I", value, 4)[0] ^ COOKIE))


def long_term_key(username: str, realm: bytes, password: str) -> bytes:
    """The key of integrity for a password (RFC 8489, section 9.2.2)."""
    return hashlib.md5(username.encode() + b":" + realm + b":" + password.encode()).digest()  # noqa: S324
