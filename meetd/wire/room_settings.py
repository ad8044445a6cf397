"""Settings of a room on the wire: all of them, or those that somebody changes."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

from marshmallow import validate

from meetd.room_settings import Access, ReadableHistory, RoomSettings
from meetd.wire.marks import ABSENT, Open
from meetd.wire.shape import call, partial_of, shape_of

MOST = 1000
"""People that a room's own limit may allow; the service has one of its own."""


@shape_of(RoomSettings)
class AllSettings(RoomSettings):
    """Settings of a room, which its host chooses."""

    access: Open[Access]
    limit: Annotated[int | None, validate.Range(2, MOST)]
    """People inside at a time; null: as many as the service takes."""
    history: Open[ReadableHistory]


call(AllSettings, "RoomSettings")


@partial_of(AllSettings)
class SettingsChange:
    """Those settings of a room that become others."""

    @property
    def changes(self) -> dict[str, Any]:
        """New values, by the names of settings."""
        its = ((one.name, getattr(self, one.name)) for one in fields(RoomSettings))
        return {name: value for name, value in its if value is not ABSENT}
