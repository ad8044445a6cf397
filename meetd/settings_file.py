"""Finds and reads the operator's settings file, `meetd.toml`."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

NAME = "meetd.toml"


class SettingsFileError(Exception):
    """The file cannot be read, or holds what is no setting; the text says why, and no value."""


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What a file sets, by the names of the variables without their prefix; its lists are texts
    with commas, as variables have them."""

    path: Path | None = None
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, named: str | None, data_dir: str) -> SettingsFile:
        """Read the file that is named, or the one in the data folder if there is one. Raises
        SettingsFileError."""
        path = Path(named) if named is not None else Path(os.path.expanduser(data_dir)) / NAME  # noqa: PTH111
        path = path.absolute()
        try:
            if named is None and not path.exists():
                return cls()
            found = tomllib.loads(path.read_text("utf-8"))
        except OSError as error:
            raise SettingsFileError(f"{path} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise SettingsFileError(f"{path} is not text") from None
        except tomllib.TOMLDecodeError as error:
            # The place alone: what stands there may be a secret.
            place = str(error).rpartition("(")[2].rstrip(")")
            raise SettingsFileError(f"{path} is not TOML ({place})") from None
        if named is None and "data_dir" in found:
            raise SettingsFileError(
                f"{path} sets data_dir, and is in the data folder itself: name it with --config"
            )
        return cls(path, {name.upper(): _text(path, name, value) for name, value in found.items()})


def _text(path: Path, name: str, value: object) -> str:
    match value:
        case str() | int() | float() if not isinstance(value, bool):
            return str(value)
        case list() if all(isinstance(item, str) and "," not in item for item in value):
            return ",".join(value)
        case _:
            raise SettingsFileError(
                f"{path} has for {name[:40]!r} neither a text nor a number nor a list of texts"
            )
