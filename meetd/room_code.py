"""Codes of rooms, as people write them. The page reads more, invitations among it
(`web/src/api/roomCode.ts`)."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 100
"""Characters of a text that is looked at."""
_LETTERS = re.compile(r"[a-z]{10}")
_UNSEEN = {"Cf", "Mn"}
_DASHES = {"Pd", "Sm"}


def room_code(text: str) -> str | None:
    """The code that is meant, however it is spaced, in capitals too, and without the signs around
    it; None: none is."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).lower()
    seen = "".join(c for c in plain if unicodedata.category(c) not in _UNSEEN)
    start, end = 0, len(seen)
    while start < end and not seen[start].isalnum():
        start += 1
    while end > start and not seen[end - 1].isalnum():
        end -= 1
    letters = "".join(c for c in seen[start:end] if not _is_between(c))
    if len(text) > _LONGEST or not _LETTERS.fullmatch(letters):
        return None
    return f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"


def _is_between(c: str) -> bool:
    return c.isspace() or unicodedata.category(c) in _DASHES
