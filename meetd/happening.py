"""Happenings, as what saw them has them stored, and the events that the log makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from meetd.model import ParticipantId, RoomId, UserId


class EventType(StrEnum):
    """Types of events."""

    ROOM_CREATED = "room.created"
    ROOM_STARTED = "room.started"
    ROOM_ENDED = "room.ended"
    JOINED = "participant.joined"
    LEFT = "participant.left"
    KNOCK = "knock"
    ROLE = "role"
    MESSAGE = "message"


class Kind(StrEnum):
    """Kinds of happenings that become other events, or none, by who is inside already."""

    JOINED = "joined"
    LEFT = "left"
    INSIDE = "inside"
    """All who are inside: the others have gone meanwhile."""
    ENDED = "ended"
    """The meeting is over, for all who are inside."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was seen of a room."""

    kind: Kind | EventType
    at: datetime
    room_id: RoomId
    room_code: str
    host_id: UserId
    epoch: int | None
    """Of the lease by which the room was this server's."""
    participant_id: ParticipantId | None = None
    reason: str | None = None
    data: dict[str, Any] | list[dict[str, Any]] | None = None
    """What the event tells; of those inside, each."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the log."""

    seq: int
    """One more than that of the event before."""
    type: EventType
    at: datetime
    room_id: RoomId
    room_code: str
    host_id: UserId
    """The room's host at that time."""
    meeting_id: UUID | None
    """From one `room.started` to its `room.ended`."""
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events in their order, and how far one who asks for some of them has all."""

    events: list[Event]
    newest: int
    """The number up to which there are no others, of those that were asked for."""
    forgotten: int
    """The newest number of those that were kept long enough."""
