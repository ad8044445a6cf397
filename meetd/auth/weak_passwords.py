"""Passwords that are guessed first: common words with what people add to them, keys that lie beside
each other, and the name of whoever has the account."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

_LIST = Path(__file__).with_name("common_passwords.txt")
SERVICE = "meetd"
_ADDED = 4
"""Characters behind or before a word that make it no safer."""


def _read() -> frozenset[str]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    # Many have been cut after eight characters, as old systems did, or turned round.
    return frozenset(words | {w[:8] for w in words} | {w[::-1] for w in words if len(w) > _ADDED})


_WORDS = _read()

_ROWS = ("1234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm")
_COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p")
_WALKS = (
    *_ROWS,
    *("abcdefghijklmnopqrstuvwxyz", "01234567890", "09876543210"),
    "".join(_COLUMNS),
    "".join(column[::-1] for column in _COLUMNS),
    "".join(c + d for c, d in zip("1234567890", "qwertyuiop", strict=True)),
    "".join(d + c for c, d in zip("1234567890", "qwertyuiop", strict=True)),
    "".join(c + d for c, d in zip("abcdefghi", "123456789", strict=True)),
    "".join(c + d for c, d in zip("123456789", "abcdefghi", strict=True)),
    *("qazwsxedcrfvtgbyhnujm", "qweasdzxc", "741852963", "147258369", "789456123", "159357"),
    *("147852369", "963852741", "3141592653589", "112358132134", "!@#$%^&*()", '!"#¤%&/()'),
)
_EITHER_WAY = (*_WALKS, *(walk[::-1] for walk in _WALKS))
_SHORTEST = 3
"""Keys in a row that make a walk."""
_LONGEST = 40
"""Characters of a password that is looked at: longer ones are safe for other reasons."""
_DIGITS = 10
"""Digits that are no password by themselves: dates and telephone numbers."""
_PAIR = 12
"""Characters of two words together that are as common as one."""
_DATE = re.compile(r"(19|20)\d\d|[0-3]?\d[01]?\d(19|20)?\d\d")
_LETTERS = str.maketrans("@4830159$7!|+", "aabeolsgstiit")
_LETTERS_TOO = str.maketrans("@483015$7!|+", "aabeois" + "stiit")
_REPEATED = re.compile(r"(.{1,5})\1+", re.DOTALL)
_SIGNS = "!@#$%^&*()+=?,;:'\"<>/~"
_EXTRA = "0123456789" + _SIGNS
_EXTRA_LONGEST = 10
_SEPARATORS = re.compile(r"[\s._-]+")


def is_common(password: str) -> bool:
    """Return whether it is among the first that are tried."""
    plain = _plain(password)
    if len(plain) > _LONGEST:
        return False
    if len(plain) <= _DIGITS and plain.isdigit():
        return True
    # A key or two beside a walk are no secret.
    walks = (plain, plain[1:], plain[2:], plain[:-1], plain[:-2])
    if _REPEATED.fullmatch(plain) or any(_is_walk(walk) for walk in walks):
        return True
    head = min(len(plain) - len(plain.lstrip(_EXTRA)), _EXTRA_LONGEST)
    tail = min(len(plain) - len(plain.rstrip(_EXTRA)), _EXTRA_LONGEST)
    return any(
        _adds_nothing(plain[:before])
        and _adds_nothing(plain[len(plain) - after :])
        and _is_word(plain[before : len(plain) - after])
        for before in range(head + 1)
        for after in range(tail + 1)
        if before + after < len(plain)
    )


def is_own_name(password: str, *names: str) -> bool:
    """Return whether only digits and signs are left without these names, an email's, and the
    service's."""
    rest = _plain(password)
    own = {part for name in (*names, SERVICE) for part in _parts(name)}
    for name in sorted(own, key=len, reverse=True):
        rest = rest.replace(name, " ").replace(name[::-1], " ")
    return " " in rest and _adds_nothing(rest.replace(" ", ""))


def _parts(name: str) -> set[str]:
    local, _, domain = name.partition("@")
    parts = {name, local, domain, domain.partition(".")[0], *re.split(r"[\W_]+", local)}
    return {_plain(part) for part in parts if len(_plain(part)) > 1}


def _plain(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _is_word(text: str) -> bool:
    return any(
        (form[:size] in _WORDS)
        and (
            form == form[:size] * (len(form) // size)
            or (len(form) <= _PAIR and form[size:] in _WORDS)
        )
        for form in {text, text.translate(_LETTERS), text.translate(_LETTERS_TOO)}
        for size in range(1, len(form) + 1)
    )


def _adds_nothing(text: str) -> bool:
    text = text.strip(_SIGNS)
    return len(text) <= _ADDED or _is_walk(text) or _DATE.fullmatch(text) is not None


def _is_walk(text: str) -> bool:
    """Return whether it is walks over the keys, rows of letters or digits, or one alone."""
    if not text or len(text) > _LONGEST:
        return False
    # How far from the front it is made of them.
    reached = {0}
    for end in range(1, len(text) + 1):
        if any(end - start >= _SHORTEST and _is_one_walk(text[start:end]) for start in reached):
            reached.add(end)
    if len(text) in reached:
        return True
    once = re.sub(r"(.)\1+", r"\1", text)
    return once != text and len(once) >= _SHORTEST and _is_walk(once)


def _is_one_walk(text: str) -> bool:
    return len(set(text)) == 1 or any(text in walk for walk in _EITHER_WAY)
