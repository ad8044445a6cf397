"""A packet on its way to sockets, made once for all of them."""

from __future__ import annotations

import zlib
from functools import cached_property

from engineio.packet import MESSAGE, Packet

from meetd.signaling import limits

_TEXT, _DEFLATED = 0x81, 0xC1
"""First byte of a whole text message; of one that is compressed (RFC 7692)."""
_TAIL = b"\0\0\xff\xff"


class Frame:
    """A packet of Engine.IO as a WebSocket has it.

    It is compressed by itself, and only where that is worth it: so its bytes are the same for all
    who get them, and no socket has a compressor of its own, which takes 260 KiB."""

    def __init__(self, packet: str) -> None:
        self._payload = packet.encode()

    @cached_property
    def plain(self) -> bytes:
        """Its bytes."""
        return _framed(_TEXT, self._payload)

    @cached_property
    def deflated(self) -> bytes:
        """Its bytes for who takes permessage-deflate."""
        if len(self._payload) < limits.WORTH_DEFLATING:
            return self.plain
        deflate = zlib.compressobj(zlib.Z_BEST_SPEED, wbits=-zlib.MAX_WBITS)
        body = deflate.compress(self._payload) + deflate.flush(zlib.Z_SYNC_FLUSH)
        return _framed(_DEFLATED, body.removesuffix(_TAIL))


class Framed(Packet):  # type: ignore[misc]
    """A packet for any number of sockets, over WebSockets or polls."""

    @cached_property
    def frame(self) -> Frame:
        """For those with a WebSocket."""
        return Frame(self.encode())


class Message(Framed):
    """Something of Socket.IO."""

    def __init__(self, text: str) -> None:
        super().__init__(MESSAGE, text)


def _framed(first: int, payload: bytes) -> bytes:
    """A frame of a server (RFC 6455): not masked."""
    size = len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    if size < 1 << 16:
        return bytes((first, 126)) + size.to_bytes(2, "big") + payload
    return bytes((first, 127)) + size.to_bytes(8, "big") + payload
