"""Requests of those who lead a meeting, as handlers get them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from marshmallow import validate

from meetd.room_settings import Access, ReadableHistory
from meetd.rooms.permissions import Role
from meetd.wire.fields import ParticipantRef
from meetd.wire.marks import ABSENT, Absent
from meetd.wire.room_settings import MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOnly:
    """Somebody in the room."""

    participant_id: ParticipantRef


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSource(PersonOnly):
    """Something that somebody sends; a screen goes with its sound."""

    source: Literal["microphone", "camera", "screen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForSource(PersonOnly):
    """Something that somebody could send."""

    source: Literal["microphone", "camera"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove(PersonOnly):
    """Somebody who has to go."""

    block: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRole(PersonOnly):
    """Another role for somebody."""

    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Those of the room's settings that are set while people are inside."""

    locked: bool | Absent = ABSENT
    may_unmute: bool | Absent = ABSENT
    may_show_camera: bool | Absent = ABSENT
    may_present: bool | Absent = ABSENT
    may_chat: bool | Absent = ABSENT
    may_react: bool | Absent = ABSENT
    may_draw: bool | Absent = ABSENT
    may_share_files: bool | Absent = ABSENT
    may_rename: bool | Absent = ABSENT
    mute_on_entry: bool | Absent = ABSENT
    access: Access | Absent = ABSENT
    wait_for_host: bool | Absent = ABSENT
    history: ReadableHistory | Absent = ABSENT
    limit: Annotated[int | None, validate.Range(2, MOST)] | Absent = ABSENT

    @property
    def changes(self) -> dict[str, Any]:
        """What was said, by its name."""
        said = ((one.name, getattr(self, one.name)) for one in dataclasses.fields(self))
        return {name: value for name, value in said if value is not ABSENT}
