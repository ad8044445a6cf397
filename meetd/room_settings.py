"""Settings of a room, which its host chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from meetd.later import LATER


class Access(StrEnum):
    """Who comes into a room without having to ask."""

    OPEN = "open"
    """Whoever has the link."""
    TRUSTED = "trusted"
    """Whoever has an account; guests ask."""
    RESTRICTED = "restricted"
    """Whoever is invited."""


class ReadableHistory(StrEnum):
    """The messages that somebody who comes later may read."""

    ALL = "all"
    JOINED = "joined"
    """Those written since they came first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSettings:
    """Settings of a room.

    An attribute more is one more in the database, over REST and in the page: nothing else lists
    them. It has a default, and `metadata=LATER`. Its type is true or false, a number, a text, a
    StrEnum, or one of these or None."""

    access: Access = Access.TRUSTED
    locked: bool = False
    """True while everybody but the host has to ask."""
    wait_for_host: bool = False
    """True if nobody comes in before a host is there."""
    limit: int | None = None
    """People inside at a time; None: as many as the service takes."""
    history: ReadableHistory = ReadableHistory.ALL
    may_unmute: bool = True
    """True if everybody may turn their microphone on; who leads may always, here as below."""
    may_show_camera: bool = True
    """True if everybody may turn their camera on."""
    may_present: bool = True
    """True if everybody may show their screen."""
    may_chat: bool = True
    """True if everybody may write messages."""
    may_react: bool = True
    """True if everybody may send reactions."""
    may_draw: bool = field(default=True, metadata=LATER)
    """True if everybody may draw on what is presented."""
    may_share_files: bool = field(default=True, metadata=LATER)
    """True if everybody may put files into the chat."""
    may_rename: bool = True
    """True if everybody may give themself another name."""
    mute_on_entry: bool = False
    """True if everybody comes in with their microphone off."""


DEFAULT = RoomSettings()
_HINTS = get_type_hints(RoomSettings)


def stored(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Make plain JSON of some settings."""
    return {
        name: value.value if isinstance(value, Enum) else value for name, value in changes.items()
    }


def restored(plain: Mapping[str, Any]) -> RoomSettings:
    """Make settings of what is stored of them. What another release wrote and this one does not
    know is as if it were not there."""
    known = {one.name: plain[one.name] for one in fields(RoomSettings) if one.name in plain}
    read = {name: _read(_HINTS[name], value) for name, value in known.items()}
    return RoomSettings(**{name: value for name, value in read.items() if value is not _UNKNOWN})


_UNKNOWN: Any = object()


def _read(hint: Any, value: Any) -> Any:
    kinds = get_args(hint) or (hint,)
    if value is None:
        return None if NoneType in kinds else _UNKNOWN
    for kind in kinds:
        if issubclass(kind, Enum):
            return next((one for one in kind if one.value == value), _UNKNOWN)
        if type(value) is kind:
            return value
    return _UNKNOWN
