"""Reads the headers of small pictures (JPEG, WebP): what they are and how large, and no more.

What a browser's canvas makes has a picture and nothing else; one with anything besides, such as the
place where it was taken, is none of those."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

LARGEST = 256
"""Pixels of its longer side that a small one has at most."""
_MORE = 0x02 | 0x04 | 0x08
"""Flags of an extended WebP that moves, or has words about where and with what it was taken."""
_FRAMES = {0xC0, 0xC1, 0xC2}
"""Beginnings of a JPEG's frame: baseline, extended, progressive."""
_TABLES = {0xC4, 0xDB, 0xDD}
_JFIF, _ICC, _SCAN = 0xE0, 0xE2, 0xDA


@dataclass(frozen=True, slots=True)
class Format:
    """What a picture is."""

    media_type: str
    width: int
    height: int


def format_of(data: bytes) -> Format | None:
    """Find what a picture is; None where it is none of those that a canvas makes."""
    try:
        if data[:2] == b"\xff\xd8":
            return _jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except IndexError:
        pass
    return None


def small_format_of(data: bytes) -> Format | None:
    """The same, of those that are small enough to stand for a person."""
    found = format_of(data)
    if found is None or not (0 < found.width <= LARGEST and 0 < found.height <= LARGEST):
        return None
    return found


def _jpeg(data: bytes) -> Format | None:
    """Segments up to the scan; what is behind it is coefficients up to the end's mark."""
    at, size = 2, None
    while data[at] == 0xFF:
        kind = data[at + 1]
        length = int.from_bytes(data[at + 2 : at + 4])
        body = data[at + 4 : at + 2 + length]
        if length < 2 or len(body) != length - 2:
            return None
        if kind in _FRAMES and size is None:
            size = int.from_bytes(body[3:5]), int.from_bytes(body[1:3])
        elif kind == _SCAN:
            scan = data[at + 2 + length :]
            whole = scan.endswith(b"\xff\xd9") and not _has_segments(scan[:-2])
            return Format("image/jpeg", *size) if size is not None and whole else None
        elif not (
            kind in _TABLES
            or (kind == _JFIF and body[:5] == b"JFIF\0")
            or (kind == _ICC and body[:12] == b"ICC_PROFILE\0")
        ):
            return None
        at += 2 + length
    return None


def _has_segments(scan: bytes) -> bool:
    """Whether there is more than coefficients, marks of restarts, and a progressive picture's
    further tables and scans."""
    allowed = {0x00, _SCAN, *_TABLES, *range(0xD0, 0xD8)}
    return any(a == 0xFF and b not in allowed for a, b in pairwise(scan))


def _webp(data: bytes) -> Format | None:
    """One chunk, or an extended header, transparency and one chunk."""
    if int.from_bytes(data[4:8], "little") + 8 != len(data):
        return None
    at, size, told = 12, None, None
    while at < len(data):
        name = data[at : at + 4]
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + length]
        if len(body) != length or size is not None:
            return None
        if name == b"VP8X" and at == 12 and not body[0] & _MORE:
            told = 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
        elif name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
            width, height = (int.from_bytes(body[i : i + 2], "little") for i in (6, 8))
            size = width & 0x3FFF, height & 0x3FFF
        elif name == b"VP8L" and body[0] == 0x2F:
            bits = int.from_bytes(body[1:5], "little")
            size = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        elif not (told and name in (b"ALPH", b"ICCP")):
            return None
        at += 8 + length + length % 2
    if size is None or told not in (None, size):
        return None
    return Format("image/webp", *size)
