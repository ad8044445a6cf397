"""Bytes to frames and back: a 4-byte little-endian length, then a message. No I/O."""

from __future__ import annotations

import struct

from worker_bridge.errors import ProtocolError

_LENGTH = struct.Struct("<I")
MAX_FRAME = 8 * 1024 * 1024
"""Bytes of the largest frame that a worker sends or takes."""


def frame(*pieces: bytes) -> bytes:
    """One frame around the pieces of a message."""
    return b"".join((_LENGTH.pack(sum(map(len, pieces))), *pieces))


class FrameReader:
    """Cuts a stream into the messages of its frames, however the stream arrives."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that `data` completes. Raises ProtocolError for an impossible length."""
        if self._held:
            data = self._held + data
        messages, at, end = [], 0, len(data)
        while end - at >= 4:
            (length,) = _LENGTH.unpack_from(data, at)
            if not 0 < length <= MAX_FRAME:
                raise ProtocolError(f"frame of {length} bytes")
            if end - at < 4 + length:
                break
            messages.append(data[at + 4 : at + 4 + length])
            at += 4 + length
        self._held = data[at:] if at else data
        return messages
