"""Ready-made bytes with holes: what repeats in a message is encoded once.

A sample is encoded with marks, values that occur nowhere else, where the values that change will
stand. Where a mark is found, there is a hole. Nothing here knows the layout of what it cuts.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable, Sequence

from worker_bridge.errors import ParameterError

_U32 = struct.Struct("<I")
pack_u32 = _U32.pack

MID_LENGTH = 8
"""Bytes of the longest MID, the only string of changing length that has a hole."""


def mark_id() -> str:
    """A text as long as an id, seen nowhere else."""
    return secrets.token_hex(18)


def mark_number() -> int:
    """A uint32 seen nowhere else, most likely; `Template` makes sure."""
    return 0xA0000000 + secrets.randbits(28)


def mark_mid() -> str:
    """A text as long as the longest MID."""
    return secrets.token_hex(MID_LENGTH // 2)


def mid_bytes(mid: str) -> bytes:
    """Fill of the hole of a MID: its length and its text, at the full width of the hole.

    Raises ParameterError for text that UTF-8 cannot carry."""
    try:
        raw = mid.encode()
    except UnicodeEncodeError:
        raise ParameterError("mid must be text that UTF-8 can carry") from None
    return pack_u32(len(raw)) + raw.ljust(MID_LENGTH, b"\0")


class Template:
    """Bytes with holes, filled in the order that their marks were given in."""

    __slots__ = ("_order", "_pieces")

    def __init__(self, sample: bytes, marks: Sequence[bytes]) -> None:
        """Cut the sample at its marks. Raises LookupError if one is not there exactly once."""
        if any(sample.count(mark) != 1 for mark in marks):
            raise LookupError("a mark does not stand for one place")
        places = sorted((sample.index(mark), number) for number, mark in enumerate(marks))
        self._pieces: list[bytes] = []
        self._order = [0] * len(marks)
        end = 0
        for rank, (place, number) in enumerate(places):
            self._pieces += [sample[end:place], b""]
            self._order[number] = 2 * rank + 1
            end = place + len(marks[number])
        self._pieces.append(sample[end:])

    def fill(self, *values: bytes) -> bytes:
        """The bytes with the holes filled; each value as long as its mark."""
        pieces = self._pieces.copy()
        for place, value in zip(self._order, values, strict=True):
            pieces[place] = value
        return b"".join(pieces)


def from_marks(make: Callable[[], tuple[bytes, Sequence[bytes]]]) -> Template:
    """A template from a sample and its marks, made anew in the rare case that a mark repeats."""
    for _ in range(8):
        try:
            return Template(*make())
        except LookupError:
            continue
    raise LookupError("no unambiguous marks")
