"""Bytes to frames and back: a 4-byte little-endian length, then a message. No I/O."""

from __future__ import annotations

import struct

from worker_bridge.errors import ParameterError, ProtocolError

_LENGTH = struct.Struct("<I")
MAX_FRAME = 8 * 1024 * 1024
"""Bytes of the largest frame that a worker sends or takes."""
MAX_MESSAGE = MAX_FRAME - 4
"""Bytes of the largest message that a worker takes, without its length."""
_pack = _LENGTH.pack


def frame(start: bytes, rest: bytes = b"") -> bytes:
    """One frame around a message in one or two pieces. Raises ParameterError if it is too long."""
    size = len(start) + len(rest)
    if size > MAX_MESSAGE:  # it would end the worker
        raise ParameterError(f"message of {size} bytes; a worker takes {MAX_MESSAGE}")
    return b"".join((_pack(size), start, rest))


class FrameReader:
    """A stream cut into the messages of its frames, however the stream arrives."""

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
