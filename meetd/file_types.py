"""Kinds of files, told by how they begin, whatever they are called."""

from __future__ import annotations

HEAD = 4096
"""Bytes that are looked at."""
UNKNOWN, TEXT = "application/octet-stream", "text/plain"

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
_BRANDS = (
    ("image/avif", {b"avif", b"avis"}),
    ("image/heic", {b"heic", b"heix", b"heim", b"heis", b"mif1"}),
)
"""Of files that begin as films do; what has none of these is one."""
_KNOWN = {
    *(kind for _, kind in _BEGINNINGS),
    *(kind for kind, _ in _BRANDS),
    *("image/webp", "video/mp4", "audio/wav"),
}


def kind_of(head: bytes) -> str | None:
    """The media type of a file that begins so; None: it is a program, which nobody sends."""
    if head.startswith(_PROGRAMS):
        return None
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE"):
        return "image/webp" if head[8:12] == b"WEBP" else "audio/wav"
    if head[4:8] == b"ftyp":
        return _branded(head)
    return TEXT if _is_text(head) else UNKNOWN


def _branded(head: bytes) -> str:
    """By the brands in its first box (ISO/IEC 14496-12): a picture's, or a film's."""
    end = min(int.from_bytes(head[:4]), 256)
    brands = {head[at : at + 4] for at in (8, *range(16, end, 4))}
    return next((kind for kind, its in _BRANDS if its & brands), "video/mp4")


def agrees(kind: str, said: str) -> bool:
    """Return whether a file of that kind may be what its sender says: what is known is known."""
    return said == kind or said not in _KNOWN or said.partition("/")[0] in {"audio", "video"}


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        # The last character may go on behind.
        head[:HEAD].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4 and len(head) >= HEAD
    return True
