"""Tells names that only look like others: one skeleton for all that look the same (in the manner of
Unicode Technical Standard #39)."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from meetd.names import script

_TABLE = Path(__file__).with_name("look_alikes.txt")


def _read() -> dict[int, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    rows = (line.split(" ") for line in lines if not line.startswith("#"))
    return {ord(letter): latin for latin, letters in rows for letter in letters}


# A capital I is an l to the eye.
_LATIN = _read() | {ord("I"): "l"}
_SHAPES = str.maketrans({"0": "o", "1": "l", "\u200c": None, "\u200d": None})
_SAME = (("rn", "m"), ("vv", "w"))


def skeleton(name: str) -> str:
    """Names with the same skeleton look alike. It is for comparing, not for showing."""
    letters = unicodedata.normalize("NFD", name).translate(_LATIN).casefold().translate(_SHAPES)
    for several, one in _SAME:
        letters = letters.replace(several, one)
    return unicodedata.normalize("NFC", letters)


_OFFICIAL = (
    *("admin", "administrator", "sysadmin", "root", "superuser", "system", "operator", "meetd"),
    *("support", "helpdesk", "staff", "official", "security", "abuse", "moderator", "noreply"),
    *("webmaster", "postmaster", "hostmaster"),
)
_SEPARATORS = str.maketrans("", "", "._-")
_RESERVED = {skeleton(form) for name in _OFFICIAL for form in (name, name.upper(), name.title())}


def is_reserved(username: str) -> bool:
    """Return whether it looks like the name of somebody who speaks for the service, also with
    separators in it and digits behind it."""
    plain = username.translate(_SEPARATORS)
    return bool({skeleton(plain), skeleton(plain.rstrip("0123456789"))} & _RESERVED)


def is_disguised(username: str) -> bool:
    """Return whether it mixes alphabets so that one is seen as the other: all its letters that are
    not Latin look as if they were."""
    letters = [c for c in unicodedata.normalize("NFD", username) if c.isalpha()]
    foreign = [c for c in letters if script(c) != "LATIN"]
    return 0 < len(foreign) < len(letters) and all(ord(c) in _LATIN for c in foreign)
