"""Names of accounts and rooms: what people write, in every script, and nothing that cannot be seen.
The page checks the same (`web/src/api/names.ts`)."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

MARKS = 5
"""Marks on one letter: vowels, tones and accents, and no towers of them."""

_NOT_TEXT = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}
_EMOJI_JOINER = "\u200d"
_JOINING_SCRIPTS = {
    *("ARABIC", "SYRIAC", "MANDAIC", "NKO", "MONGOLIAN"),
    *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA"),
    *("MALAYALAM", "SINHALA", "KHMER", "MYANMAR"),
}
"""Scripts that write a letter differently beside a joiner; elsewhere it is invisible."""
_UNSEEN = {
    *(chr(c) for c in (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0)),
    *(chr(c) for c in range(0x180B, 0x1810)),
    *(chr(c) for c in range(0xFE00, 0xFE10)),
    *(chr(c) for c in range(0xE0000, 0xE1000)),
}
"""Letters, marks and symbols without a picture (Unicode: Default_Ignorable_Code_Point, and the
braille blank)."""
_FLAG = "\U0001f3f4"
_STYLES = {"\ufe0e", "\ufe0f"}
_PICTURES = ("\U0001f000", "\U0001faff")
"""Kept for emoji and other symbols: each year some come that only browsers know yet."""


def normal(name: str) -> str:
    """One spelling for what looks the same (NFKC, without spaces around it)."""
    return unicodedata.normalize("NFKC", name).strip()


def is_username(name: str) -> bool:
    """Return whether it is made of letters with their marks, digits, dots, dashes, underscores, and
    begins with none of the dots and dashes."""
    marks = 0
    for before, c, after in _with_neighbours(name):
        kind = unicodedata.category(c)
        if kind in {"Mn", "Mc"}:
            marks += 1
            if c in _UNSEEN or not _is_letter(before) or marks > MARKS:
                return False
            continue
        marks = 0
        if c in _UNSEEN or not (
            kind[0] in "LN"
            or c == "_"
            or (c in ".-" and before)
            or (c in _JOINERS and _joins(before, after))
        ):
            return False
    return bool(name)


def is_line(text: str) -> bool:
    """Return whether a person could have typed it on one line, and everybody can see all of it."""
    return all(
        (unicodedata.category(c) not in _NOT_TEXT and c not in _UNSEEN)
        or _is_picture(c)
        or (c in _JOINERS and _joins(before, after))
        or (c == _EMOJI_JOINER and _is_symbol(before) and _is_symbol(after))
        or (c in _STYLES and (_is_symbol(before) or before in "#*0123456789"))
        or (_is_tag(c) and (before == _FLAG or _is_tag(before)))
        for before, c, after in _with_neighbours(text)
    )


def _with_neighbours(text: str) -> list[tuple[str, str, str]]:
    around = ["", *text, ""]
    return [(a, b, c) for (a, b), (_, c) in pairwise(pairwise(around))]


def _is_letter(c: str) -> bool:
    """A letter, or a mark on one."""
    return bool(c) and unicodedata.category(c) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc"}


def _is_symbol(c: str) -> bool:
    return bool(c) and (unicodedata.category(c)[0] == "S" or c in _STYLES or _is_picture(c))


def _is_picture(c: str) -> bool:
    return _PICTURES[0] <= c <= _PICTURES[1]


def _is_tag(c: str) -> bool:
    """A letter of the name of a region, as the flags of such are written."""
    return "\U000e0020" <= c <= "\U000e007f"


def _joins(before: str, after: str) -> bool:
    return (
        _is_letter(before)
        and _is_letter(after)
        and script(before) == script(after)
        and script(after) in _JOINING_SCRIPTS
    )


def script(c: str) -> str:
    """The script of a letter, as its name tells it."""
    return unicodedata.name(c, "").partition(" ")[0]
