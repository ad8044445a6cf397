"""What a small picture is, by its headers."""

from __future__ import annotations

import pytest

from meetd.picture_format import Format, format_of
from support.small_pictures import LOSSLESS, LOSSY, chunk, extended, jpeg, segment, webp

PIXEL = LOSSY[12:]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (LOSSY, Format("image/webp", 1, 1)),
        (LOSSLESS, Format("image/webp", 1, 1)),
        (webp(extended(1, 1), chunk(b"ALPH", b"\0\0"), PIXEL), Format("image/webp", 1, 1)),
        (jpeg(), Format("image/jpeg", 40, 30)),
        (jpeg(256, 256, scan=b"\xff\xd0\x01"), Format("image/jpeg", 256, 256)),
        (jpeg(more=segment(0xE2, b"ICC_PROFILE\0\x01\x01")), Format("image/jpeg", 40, 30)),
    ],
)
def test_what_a_canvas_makes_is_known(data: bytes, expected: Format) -> None:
    assert format_of(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"GIF89a" + bytes(20),
        # Where it was taken, and other words.
        jpeg(more=segment(0xE1, b"Exif\0\0MM")),
        jpeg(more=segment(0xFE, b"<script>")),
        jpeg(more=segment(0xE0, b"else")),
        # Something behind it, or within.
        jpeg() + b"PK\x03\x04",
        jpeg(scan=b"\xff\xe1\x00\x02"),
        jpeg()[:-1],
        jpeg()[:60],
        LOSSY + b"\0\0",
        LOSSY[:-2],
        webp(PIXEL, PIXEL),
        webp(PIXEL, chunk(b"EXIF", b"MM")),
        webp(extended(1, 1, 0x08), PIXEL),
        webp(extended(1, 1, 0x02), chunk(b"ANIM", bytes(6)), PIXEL),
        webp(extended(9, 9), PIXEL),
        webp(extended(1, 1)),
        webp(chunk(b"VP8 ", b"")),
        webp(chunk(b"VP8L", b"")),
        webp(chunk(b"VP8X", b"")),
        webp(),
    ],
)
def test_and_nothing_else(data: bytes) -> None:
    assert format_of(data) is None


def test_no_beginning_of_one_is_one() -> None:
    for whole in (LOSSY, LOSSLESS, jpeg()):
        assert not any(format_of(whole[:end]) for end in range(len(whole)))
