"""Reads the operator's variables: texts, numbers, choices, lists and secrets, each refused by its
name and with what is right."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from environs import Env

PREFIX = "MEETD_"
_OTHERS = frozenset({"UPSTREAM", "DOMAIN", "ADDRESS"})
"""Variables of what stands beside the server: the proxy, and Compose."""


class ConfigError(Exception):
    """A variable says what it may not; the text names it."""

    def __init__(self, name: str, right: str) -> None:
        super().__init__(f"{PREFIX}{name} {right}.")


class Variables(Env):
    """The variables of one process, and which of them were asked for."""

    def __init__(self) -> None:
        super().__init__(prefix=PREFIX)
        self._asked: set[str] = set()

    def text(self, name: str) -> str | None:
        """The text of a variable; one without a value, as Compose files pass it on, is not set."""
        self._asked.add(name)
        value: str | None = self.str(name, None)
        return value.strip() or None if value is not None else None

    @staticmethod
    def forget() -> None:
        """Let what this process starts from now on inherit none of them, secrets least of all."""
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            del os.environ[name]

    def unknown(self) -> list[str]:
        """A sentence for each variable that is set and that nobody asked for."""
        known = sorted(self._asked)
        sentences = []
        for full in sorted(name for name in os.environ if name.startswith(PREFIX)):
            name = full.removeprefix(PREFIX)
            if name in self._asked | _OTHERS:
                continue
            near = difflib.get_close_matches(name, known, 1)
            meant = f" Is {PREFIX}{near[0]} meant?" if near else ""
            sentences.append(f"{full} is none of the variables that are read.{meant}")
        return sentences


def text(env: Variables, name: str) -> str | None:
    """A text, if it is set."""
    return env.text(name)


def integer(env: Variables, name: str, default: int, low: int, high: int) -> int:
    """A whole number within its bounds. Raises ConfigError."""
    given = env.text(name)
    if given is None:
        return default
    # Not all that `int` takes: no blanks, underscores or digits of other scripts.
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", given) or not low <= int(given) <= high:
        raise ConfigError(name, f"must be a whole number from {low} to {high}, not {given[:40]!r}")
    return int(given)


def number(env: Variables, name: str, default: float, low: float, high: float) -> float:
    """A number within its bounds. Raises ConfigError."""
    given = env.text(name)
    if given is None:
        return default
    if not re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", given) or not (
        low <= float(given) <= high
    ):
        raise ConfigError(name, f"must be a number from {low:g} to {high:g}, not {given[:40]!r}")
    return float(given)


def choice(env: Variables, name: str, default: str, of: Iterable[str]) -> str:
    """One of these words, in upper or lower case. Raises ConfigError."""
    given = env.text(name)
    if given is None:
        return default
    for word in of:
        if word.lower() == given.lower():
            return word
    raise ConfigError(name, f"must be one of {', '.join(of)}, not {given[:40]!r}")


def items(env: Variables, name: str) -> list[str]:
    """A list, from a text with commas. Raises ConfigError."""
    given = env.text(name)
    if given is None:
        return []
    parts = [part.strip() for part in given.split(",")]
    if not all(parts):
        raise ConfigError(name, "has nothing between two of its commas")
    return list(dict.fromkeys(parts))


def secret(env: Variables, name: str) -> str | None:
    """A text that nobody may read, or what the file says that `…_FILE` names. Raises ConfigError,
    which tells nothing of it."""
    given, file = env.text(name), env.text(f"{name}_FILE")
    if file is None:
        return given
    if given is not None:
        raise ConfigError(name, f"and {PREFIX}{name}_FILE are both set: give one of them")
    try:
        kept = Path(file).read_text().strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigError(f"{name}_FILE", f"names a file that cannot be read: {why}") from None
    if not kept:
        raise ConfigError(f"{name}_FILE", "names a file with nothing in it")
    return kept
