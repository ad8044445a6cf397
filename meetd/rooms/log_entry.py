"""Entries of a meeting's log, and the port to where they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from meetd.model import RoomId, UserId


class LogAction(StrEnum):
    """Something that is kept of a meeting."""

    CAME = "came"
    LEFT = "left"
    LOST = "lost"
    ADMITTED = "admitted"
    DENIED = "denied"
    REMOVED = "removed"
    BLOCKED = "blocked"
    ROLE = "role"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Something that happened in a meeting."""

    room_id: RoomId
    at: datetime
    action: LogAction
    user_id: UserId | None = None
    """Of the account, or of the guest; None where it concerns the meeting."""
    name: str | None = None
    guest: bool = False
    by_name: str | None = None
    """The one who did it, where it was done to somebody."""
    role: str | None = None
    """What they are from then on."""


class LogStore(Protocol):
    """The logs of all meetings."""

    async def add(self, entries: Sequence[LogEntry]) -> None:
        """Store entries in their order, but those of rooms that are gone."""
