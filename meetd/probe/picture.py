"""A picture that says which it is, so that one can tell when it was sent."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from fractions import Fraction
from typing import Any

import av
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError

WIDTH, HEIGHT, RATE = 320, 192, 15
BITS = 16
"""Columns: twelve for the number, four to see that it was read right."""
_COLUMN = WIDTH // BITS
_NUMBERS = 1 << 12
_CHECK = 11
KEPT = 600
"""Pictures of which it is known when they were sent: 40 s."""


class Sent:
    """When what was sent last was sent, by its number."""

    def __init__(self) -> None:
        self._times: OrderedDict[int, float] = OrderedDict()
        self.count = 0

    def note(self, number: int) -> None:
        """It is sent now."""
        self.count += 1
        self._times.pop(number, None)
        self._times[number] = time.monotonic()
        while len(self._times) > KEPT:
            self._times.popitem(last=False)

    def at(self, number: int) -> float | None:
        """When it was sent, if that is known."""
        return self._times.get(number)


class MarkedPicture(MediaStreamTrack):
    """Columns of black and white: the bits of a number that grows by one."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self.sent = Sent()
        self._number = 0
        self._due: float | None = None
        self._grey = bytes([128]) * (WIDTH // 2 * HEIGHT // 2)

    async def recv(self) -> av.VideoFrame:
        """The next picture, when it is due."""
        if self.readyState != "live":
            raise MediaStreamError
        now = time.monotonic()
        if self._due is None or now - self._due > 1:
            self._due = now
        await asyncio.sleep(self._due - now)
        self._due += 1 / RATE
        number = self._number
        self._number += 1
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        _fill(frame.planes[0], painted(number % _NUMBERS), WIDTH)
        for plane in frame.planes[1:]:
            plane.update(bytes([128]) * plane.buffer_size)
        frame.pts, frame.time_base = number * 90_000 // RATE, Fraction(1, 90_000)
        self.sent.note(number % _NUMBERS)
        return frame


def painted(number: int) -> bytes:
    """One line of the picture of that number."""
    whole = number << 4 | number % _CHECK
    bits = (whole >> (BITS - 1 - column) & 1 for column in range(BITS))
    return b"".join((b"\xe0" if bit else b"\x20") * _COLUMN for bit in bits)


def number_of(frame: Any) -> int | None:
    """Read which picture it is; None: it is too damaged."""
    plane = frame.planes[0]
    line = bytes(plane)[plane.line_size * (frame.height // 2) :][: frame.width]
    column = frame.width / BITS
    whole = 0
    for at in range(BITS):
        whole = whole << 1 | (line[int((at + 0.5) * column)] > 128)
    number = whole >> 4
    return number if whole & 15 == number % _CHECK else None


def _fill(plane: Any, line: bytes, width: int) -> None:
    plane.update((line + bytes(plane.line_size - width)) * plane.height)
