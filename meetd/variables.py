"""Reads the operator's settings, from variables and from a file: texts, numbers, choices, lists and
secrets, each refused by its name and with what is right."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from environs import Env

from meetd.settings_file import SettingsFile, SettingsFileError

PREFIX = "MEETD_"
_OTHERS = frozenset({"UPSTREAM", "DOMAIN", "ADDRESS", "KEY", "URL"})
"""Variables of what stands beside the server: the proxy, Compose, and commands that are about one
elsewhere."""


class ConfigError(Exception):
    """A setting says what it may not; the text names it, and the file that it stands in."""

    def __init__(self, name: str, right: str, file: Path | None = None) -> None:
        named = f"{PREFIX}{name}" if file is None else f"{PREFIX}{name} ({name.lower()} in {file})"
        super().__init__(f"{named} {right}.")
        self.name = name
        self.right = right


@dataclass(frozen=True, slots=True)
class Source:
    """Where the value of a setting comes from."""

    place: str
    """`default`, `environment`, or the path of the file with the settings."""
    secret: bool = False
    """True: its value is for nobody to see."""
    file: str | None = None
    """The file that `…_FILE` names, which has the value."""


class Variables(Env):
    """The settings of one process, as texts: a variable goes before a line of the file. Remembers
    which of them were asked for."""

    def __init__(self, config: str | None = None) -> None:
        """`config`: the path of the file, before MEETD_CONFIG. Raises ConfigError."""
        super().__init__(prefix=PREFIX)
        self._sources: dict[str, Source] = {}
        self._file = SettingsFile()
        named = config or self.text("CONFIG")
        try:
            self._file = SettingsFile.read(named, self.text("DATA_DIR") or "data")
        except SettingsFileError as error:
            raise ConfigError("CONFIG", f"is of no use: {error}") from None

    @property
    def file(self) -> Path | None:
        """The file with settings, if there is one."""
        return self._file.path

    @property
    def sources(self) -> dict[str, Source]:
        """Where each setting that was asked for comes from, by name without the prefix."""
        return {
            name: its
            for name, its in self._sources.items()
            if not name.endswith("_FILE") and name != "CONFIG"
        }

    def text(self, name: str, *, environment: bool = True, file: bool = True) -> str | None:
        """The text of a setting; one without a value, as Compose files pass it on, is not set.
        Without `environment` or `file` that is not looked at."""
        self._sources.setdefault(name, Source("default"))
        value: str | None = self.str(name, None) if environment else None
        if value is not None and (value := value.strip()):
            self._sources[name] = Source("environment")
            return value
        value = self._file.texts.get(name, "").strip() if file else ""
        if value:
            self._sources[name] = Source(str(self._file.path))
        return value or None

    def secret(self, name: str, place: str, file: str | None = None) -> None:
        """Remember of a setting that nobody may see it."""
        self._sources[name] = Source(place, secret=True, file=file)

    def located(self, error: ConfigError) -> ConfigError:
        """The same error, with the file that the setting stands in."""
        its = self._sources.get(error.name)
        if its is None or self.file is None or its.place != str(self.file):
            return error
        return ConfigError(error.name, error.right, self.file)

    @staticmethod
    def forget() -> None:
        """Let what this process starts from now on inherit none of them, secrets least of all."""
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            del os.environ[name]

    def unknown(self) -> list[str]:
        """A sentence for each setting that is given and that nobody asked for."""
        known = sorted(self._sources)
        sentences = []
        for full in sorted(name for name in os.environ if name.startswith(PREFIX)):
            name = full.removeprefix(PREFIX)
            if name in self._sources or name in _OTHERS:
                continue
            near = difflib.get_close_matches(name, known, 1)
            meant = f" Is {PREFIX}{near[0]} meant?" if near else ""
            sentences.append(f"{full} is none of the variables that are read.{meant}")
        for name in sorted(
            self._file.texts.keys() - set(known) | ({"CONFIG"} & self._file.texts.keys())
        ):
            near = difflib.get_close_matches(name.removeprefix(PREFIX), known, 1)
            meant = f" Is {near[0].lower()} meant?" if near else ""
            sentences.append(f"{name.lower()} in {self.file} is no setting.{meant}")
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
    """A text that nobody may read, or what the file says that `…_FILE` names: of variables, or else
    of the settings file. Raises ConfigError, which tells nothing of it."""
    for where in ({"file": False}, {"environment": False}):
        given, file = env.text(name, **where), env.text(f"{name}_FILE", **where)
        if given is None and file is None:
            continue
        if given is not None and file is not None:
            raise ConfigError(name, f"and {PREFIX}{name}_FILE are both set: give one of them")
        place = "environment" if "file" in where else str(env.file)
        env.secret(name, place, file)
        return given if file is None else _kept_in(name, file)
    env.secret(name, "default")
    return None


def _kept_in(name: str, file: str) -> str:
    try:
        kept = Path(file).read_text().strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigError(f"{name}_FILE", f"names a file that cannot be read: {why}") from None
    if not kept:
        raise ConfigError(f"{name}_FILE", "names a file with nothing in it")
    return kept
