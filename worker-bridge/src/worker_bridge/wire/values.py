"""Scalars, strings and vectors: JSON values checked and turned into relocatable pieces, and back.

Every piece is padded to eight bytes, so that whatever is put behind it is aligned.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

from worker_bridge.errors import ProtocolError

MAX_BYTES = 8 * 1024 * 1024
"""Bytes of the longest vector that is looked at: no message holds more."""
MAX_ELEMENTS = 1 << 20
"""Elements of the longest array that is looked at."""

FORMATS = {
    "bool": "?",
    "int8": "b",
    "uint8": "B",
    "int16": "h",
    "uint16": "H",
    "int32": "i",
    "uint32": "I",
    "int64": "q",
    "uint64": "Q",
    "float32": "f",
    "float64": "d",
}
SIZES = {name: struct.calcsize("<" + code) for name, code in FORMATS.items()}
_U32 = struct.Struct("<I")
_u32 = _U32.unpack_from


class InvalidValue(Exception):  # noqa: N818 - a carrier, a ParameterError outside
    """A value that may not be encoded; gathers its path on the way up."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = ""

    def at(self, step: str) -> InvalidValue:
        """The same, one step further out."""
        self.path = step + self.path
        return self


_KINDS = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "an object",
}


def kind_of(value: object) -> str:
    """Name a value's kind as JSON does."""
    return _KINDS.get(type(value), type(value).__name__)


def padded(size: int) -> int:
    """The size of a piece that holds so many bytes."""
    return (size + 7) & ~7


# -- scalars ---------------------------------------------------------------------------------


def _integer(name: str) -> Callable[[Any], int]:
    bits = SIZES[name] * 8
    low, high = (0, (1 << bits) - 1) if name[0] == "u" else (-(1 << bits - 1), (1 << bits - 1) - 1)

    def check(value: Any) -> int:
        if type(value) is not int:
            if type(value) is not float or not value.is_integer():
                raise InvalidValue(f"must be an integer, not {kind_of(value)}")
            value = int(value)
        if not low <= value <= high:
            raise InvalidValue(f"must be from {low} to {high}")
        return value  # type: ignore[no-any-return]

    return check


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise InvalidValue(f"must be a boolean, not {kind_of(value)}")
    return value


def _number(value: Any) -> float:
    if type(value) not in {int, float} or not math.isfinite(value):
        raise InvalidValue("must be a finite number")
    return float(value)


def scalar(name: str) -> Callable[[Any], Any]:
    """Make a check for values of a scalar type."""
    if name == "bool":
        return _boolean
    return _number if name.startswith("float") else _integer(name)


# -- strings and vectors ---------------------------------------------------------------------


def encode_string(value: Any) -> bytes:
    """A string piece: length, UTF-8, a zero byte."""
    if not isinstance(value, str):
        raise InvalidValue(f"must be a string, not {kind_of(value)}")
    try:
        raw = value.encode()
    except UnicodeEncodeError:
        raise InvalidValue("must be text that UTF-8 can carry") from None
    size = len(raw)
    return _U32.pack(size) + raw.ljust(padded(size + 5) - 4, b"\0")


def decode_string(buffer: bytes, at: int) -> str:
    """The string at a position; what is not UTF-8 shows as replacement characters."""
    start = at + 4
    end = start + _u32(buffer, at)[0]
    if end > len(buffer):
        raise ProtocolError("a string ends behind its message")
    return _text(buffer[start:end])


def decode_strings(buffer: bytes, at: int) -> list[str]:
    """The vector of strings at a position, as `decode_string` reads each."""
    (size,) = _u32(buffer, at)
    if not size:
        return []
    end = len(buffer)
    if size * 4 > end:
        raise ProtocolError("a vector ends behind its message")
    texts = []
    for offset in struct.unpack_from(f"<{size}I", buffer, at + 4):
        at += 4
        start = at + offset + 4
        stop = start + _u32(buffer, start - 4)[0]
        if stop > end:
            raise ProtocolError("a string ends behind its message")
        texts.append(_text(buffer[start:stop]))
    return texts


def _text(raw: bytes) -> str:
    try:
        return raw.decode()  # much quicker than with a rule for errors
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def _elements(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise InvalidValue(f"must be an array, not {kind_of(value)}")
    if len(value) > MAX_ELEMENTS:
        raise InvalidValue(f"has more than {MAX_ELEMENTS} elements")
    return value  # type: ignore[return-value]


def _each(encode: Callable[[Any], Any], value: Any) -> list[Any]:
    encoded = []
    for item in _elements(value):
        try:
            encoded.append(encode(item))
        except InvalidValue as error:
            raise error.at(f"[{len(encoded)}]") from None
    return encoded


def encode_bytes(value: Any) -> bytes:
    """A piece for a vector of bytes."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise InvalidValue(f"must be bytes, not {kind_of(value)}")
    raw = bytes(value)
    if len(raw) > MAX_BYTES:
        raise InvalidValue(f"must be at most {MAX_BYTES} bytes")
    return _U32.pack(len(raw)) + raw.ljust(padded(len(raw) + 4) - 4, b"\0")


NO_BYTES = encode_bytes(b"")


def decode_bytes(buffer: bytes, at: int) -> bytes:
    """The vector of bytes at a position."""
    start = at + 4
    end = start + _u32(buffer, at)[0]
    if end > len(buffer):
        raise ProtocolError("a vector ends behind its message")
    return buffer[start:end]


def scalar_vector(code: str, check: Callable[[Any], Any]) -> Callable[[Any], bytes]:
    """Make an encoder of arrays of scalars."""

    def encode(value: Any) -> bytes:
        items = _each(check, value)
        raw = struct.pack(f"<I{len(items)}{code}", len(items), *items)
        return raw.ljust(padded(len(raw)), b"\0")

    return encode


def scalar_vector_decoder(
    code: str, names: tuple[str | None, ...] | None
) -> Callable[[bytes, int], list[Any]]:
    """Make a decoder of arrays of scalars, or of enum members where names are given."""

    def decode(buffer: bytes, at: int) -> list[Any]:
        (size,) = _u32(buffer, at)
        if not size:
            return []
        if size > len(buffer):
            raise ProtocolError("a vector ends behind its message")
        items = struct.unpack_from(f"<{size}{code}", buffer, at + 4)
        return list(items) if names is None else [names[item] for item in items]

    return decode


def piece_vector(encode_one: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    """Make an encoder of arrays of strings or tables."""

    def encode(value: Any) -> bytes:
        pieces = _each(encode_one, value)
        count = len(pieces)
        position = head = padded(4 + 4 * count)
        offsets = []
        for index, piece in enumerate(pieces):
            offsets.append(position - 4 - 4 * index)
            position += len(piece)
        raw = struct.pack(f"<{count + 1}I", count, *offsets)
        return b"".join((raw.ljust(head, b"\0"), *pieces))

    return encode


def piece_vector_decoder(
    decode_one: Callable[[bytes, int], Any],
) -> Callable[[bytes, int], list[Any]]:
    """Make a decoder of arrays of strings or tables."""

    def decode(buffer: bytes, at: int) -> list[Any]:
        (size,) = _u32(buffer, at)
        if not size:
            return []
        if size * 4 > len(buffer):
            raise ProtocolError("a vector ends behind its message")
        offsets = struct.unpack_from(f"<{size}I", buffer, at + 4)
        at += 4
        return [decode_one(buffer, at + 4 * index + offset) for index, offset in enumerate(offsets)]

    return decode
