"""Events of the log over REST: the query, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from marshmallow import validate

from meetd import happening
from meetd.happening import EventType
from meetd.model import RoomId
from meetd.wire.marks import ABSENT, Absent, Attribute, Metadata, Opaque, Open
from meetd.wire.shape import shape_of

LONGEST_WAIT = 60
"""Seconds that a request for events may wait for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsQuery:
    """The events that are asked for: those after one."""

    after: Annotated[int, validate.Range(0, 2**53)] | Absent = ABSENT
    """The number of the newest event that one has; without it, the oldest that are kept."""
    limit: Annotated[int, validate.Range(1, 200)] = 100
    wait: Annotated[int, validate.Range(0, LONGEST_WAIT)] = 0
    """Seconds to wait for one, where there is none yet."""
    room: Annotated[str, validate.Length(1, 40), Metadata("example", "abc-defg-hij")] | Absent = (
        ABSENT
    )
    """The code of the room whose events they are; without it, of all."""


@shape_of(happening.Event)
class LoggedEvent:
    """Something that happened in a room."""

    seq: int
    """Greater than those of all events before it; never another's."""
    type: Open[EventType]
    timestamp: Annotated[datetime, Attribute("at")]
    room_id: RoomId
    room_code: Annotated[str, Metadata("example", "abc-defg-hij")]
    meeting_id: UUID | None
    """One from `room.started` to `room.ended`; null outside."""
    data: Annotated[dict[str, Any], Opaque("Record<string, unknown>")]
    """By its type: see docs/integrating.md."""


@dataclass(frozen=True, slots=True)
class EventsAnswer:
    """Events in their order, and the number to ask after next."""

    items: list[happening.Event]
    next_cursor: int
    """It grows also where nothing that was asked for happened."""
