"""Answers over REST, as handlers give them.

Longer than most files: it is one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from meetd import model
from meetd.model import (
    BlockedPerson,
    LogLine,
    Message,
    MessageId,
    ParticipantId,
    RoomId,
    SessionId,
    UserId,
)
from meetd.room_settings import RoomSettings
from meetd.rooms.waiting_room import Knock
from meetd.wire import admin, webhooks
from meetd.wire.breakouts import BreakoutPlanAnswer
from meetd.wire.check import CheckAnswer
from meetd.wire.keys import ApiKey, KeysAnswer, NewKeyAnswer
from meetd.wire.marks import ABSENT, Absent, Attribute, Later, Metadata
from meetd.wire.shape import shape_of


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """The service, as it is before signing in."""

    registration: Literal["open", "closed"]


@shape_of(model.User)
class User:
    """An account, as its owner sees it."""

    id: UserId
    email: str
    username: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class UserAnswer:
    """The account that is signed in."""

    user: model.User
    admin: Literal[True] | Absent = ABSENT
    """There where they help to run the service."""
    picture: str | Absent = ABSENT
    """There where they have one, by which it is fetched."""

    @classmethod
    def of(cls, user: model.User) -> UserAnswer:
        """The same, as it is told."""
        return cls(user, True if user.admin else ABSENT, user.picture or ABSENT)


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in on a device."""

    id: SessionId
    device: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class SessionsAnswer:
    """All sign-ins of an account."""

    items: list[Session]


@shape_of(model.Schedule)
class Schedule:
    """When a meeting is."""

    starts_at: Annotated[str, Attribute("local"), Metadata("example", "2026-03-23T10:00")]
    """When it begins, for the first time if it repeats, by the clock of its zone."""
    zone: Annotated[str, Metadata("example", "Europe/Berlin")]
    minutes: int
    rule: str | None
    """The rule by which it repeats (RFC 5545, section 3.3.10), if it does."""
    sequence: int
    """Grows with each change."""


@dataclass(frozen=True, slots=True)
class Room:
    """A place to meet."""

    id: RoomId
    code: Annotated[str, Metadata("example", "abc-defg-hij")]
    name: str
    host_id: UserId
    url: str
    created_at: datetime
    updated_at: datetime
    settings: Later[RoomSettings]
    schedule: Later[model.Schedule | None] = None
    next_at: Later[datetime | None] = None
    """When it begins next, or has begun; None without a schedule, and after its last time."""
    external_id: Later[str | None] = None
    """The id that the program has for it that made it."""


@dataclass(frozen=True, slots=True)
class VisitAnswer:
    """A room of somebody else's that the caller was in, or is invited to, and since when."""

    room: Room
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitsAnswer:
    """A page of those, and where the next begins."""

    items: list[VisitAnswer]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class AgendaAnswer:
    """Meetings whose time is now or is to come, the next one first."""

    items: list[Room]


@dataclass(frozen=True, slots=True)
class InvitationsAnswer:
    """Who is invited: emails and usernames, in small letters."""

    invitees: list[str]


@dataclass(frozen=True, slots=True)
class BlockedAnswer:
    """Who is kept out of a room for good, the last one first."""

    items: list[BlockedPerson]


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """The address of a calendar that other programs may read: whoever has it can."""

    url: str


@dataclass(frozen=True, slots=True)
class RoomsAnswer:
    """A page of rooms, and where the next begins."""

    items: list[Room]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class GuestAnswer:
    """A guest of a room, as they see themself."""

    id: UserId
    name: str
    invited: Later[bool] = False
    """A join token lets them in: they have its name, and need not ask."""
    picture: Later[str | None] = None
    """The hash by which the picture is fetched that the join token gives them, if it does."""
    external_id: Later[str | None] = None
    """The id that the join token gives them, if it does: at who made it."""


@dataclass(frozen=True, slots=True)
class EnteredAnswer:
    """A guest of a room, who is one from now on."""

    id: UserId
    name: str
    invited: Later[bool]
    """A join token lets them in: they have its name, and need not ask."""
    picture: Later[str | None]
    """The hash by which the picture is fetched that the join token gives them, if it does."""
    external_id: Later[str | None]
    """The id that the join token gives them, if it does: at who made it."""
    session: Later[str | None]
    """What a page in a frame shows of them, as `Meetd-Guest` and where it opens a socket; null:
    the browser has a cookie."""


@dataclass(frozen=True, slots=True)
class DoorAnswer:
    """A room, as who has no account finds it."""

    code: str
    name: str | None
    """Null where that is for those inside."""
    asks: bool
    """Whether a guest has to ask to come in."""
    guest: GuestAnswer | None
    """The guest of this room that the browser is already."""
    next_at: Later[datetime | None] = None
    """When it begins next, or has begun."""


@dataclass(frozen=True, slots=True)
class PictureAnswer:
    """Somebody's picture, by which it is fetched."""

    picture: str


@dataclass(frozen=True, slots=True)
class PersonPresent:
    """Somebody in a meeting, beside whom the caller may come in as a companion."""

    participant_id: ParticipantId
    name: str


@dataclass(frozen=True, slots=True)
class PresentAnswer:
    """Who is in a meeting already, as far as the caller may know."""

    count: int | None
    """Null where that is for those inside, and while nobody is."""
    names: list[str]
    """Of those who came first; none where those are."""
    people: Later[list[PersonPresent]]
    """Some of those who have sound, where names are said."""


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A file that is here now, for its sender to put into a message."""

    id: UUID
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class ThumbnailAnswer:
    """The size of a thumbnail that is here now, in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class KnocksAnswer:
    """A page of those who ask to come in, who waits longest first, and where the next begins."""

    items: list[Knock]
    count: int
    """All of them."""
    next_cursor: Later[int | None] = None


@dataclass(frozen=True, slots=True)
class MessagesAnswer:
    """A page of messages, oldest first, and the message before which the next page ends."""

    items: list[Message]
    next_cursor: MessageId | None


@dataclass(frozen=True, slots=True)
class LogAnswer:
    """A page of a room's log, newest first, and the line before which the next page begins."""

    items: list[LogLine]
    next_cursor: int | None


ANSWERS = (
    LogAnswer,
    ServiceAnswer,
    UserAnswer,
    SessionsAnswer,
    Room,
    RoomsAnswer,
    VisitsAnswer,
    AgendaAnswer,
    CalendarAnswer,
    InvitationsAnswer,
    BlockedAnswer,
    BreakoutPlanAnswer,
    GuestAnswer,
    EnteredAnswer,
    DoorAnswer,
    PresentAnswer,
    CheckAnswer,
    PictureAnswer,
    FileAnswer,
    ThumbnailAnswer,
    KeysAnswer,
    NewKeyAnswer,
    ApiKey,
    *webhooks.ANSWERS,
    *admin.ANSWERS,
)
"""Every answer that the page reads: its messages come over the socket."""
