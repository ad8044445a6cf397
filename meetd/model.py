"""The things that the service is about: people, rooms and messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NewType
from uuid import UUID

from meetd.later import LATER
from meetd.room_settings import DEFAULT, Access, RoomSettings
from meetd.scopes import Scope

UserId = NewType("UserId", UUID)
"""An account, or a guest of a room."""
RoomId = NewType("RoomId", UUID)
SessionId = NewType("SessionId", UUID)
"""One sign-in on one device: the family of its refresh tokens."""
KeyId = NewType("KeyId", UUID)
"""An API key."""
MessageId = NewType("MessageId", int)
"""Grows within a room, in the order that messages were stored."""
ParticipantId = NewType("ParticipantId", str)
"""One person in one tab in a live room."""


@dataclass(frozen=True, slots=True)
class User:
    """An account."""

    id: UserId
    email: str
    username: str
    password_hash: str = field(repr=False)
    token_version: int
    """Grows when the password changes: tokens of an older version are worth nothing."""
    failed_login_attempts: int
    locked_until: datetime | None
    created_at: datetime
    admin: bool = False
    """Helps to run the service: sees and leads all meetings."""
    picture: str | None = None
    """The hash by which their picture is fetched, if they have one."""


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in that can still be refreshed."""

    id: SessionId
    device: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key by which a program acts for an account; what it opens is kept nowhere as it is."""

    id: KeyId
    user_id: UserId
    name: str
    hint: str
    """The beginning of the key, by which its owner knows it again."""
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    """Give or take a minute."""
    origins: tuple[str, ...] = ()
    """Origins whose pages may show the account's rooms in a frame."""


@dataclass(frozen=True, slots=True)
class JoinToken:
    """A token that lets one person into a room; what opens is kept nowhere."""

    id: UserId
    """Who comes by it is a guest of this id."""
    room_id: RoomId
    name: str
    """The name that others read."""
    role: str
    external_id: str | None
    without: tuple[str, ...]
    """Permissions of the role that it does not give."""
    once: bool
    """Lets in the browser that shows it first, and no other."""
    bot: bool
    """Lets a program in, which everybody sees marked as one."""
    created_at: datetime
    expires_at: datetime
    """Until then it lets in; who is inside stays."""
    used_at: datetime | None
    revoked_at: datetime | None
    picture: str | None
    """The hash by which the picture of who comes by it is fetched, if they have one."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The time of a meeting."""

    starts_at: datetime
    """When it begins, for the first time if it repeats, by the clock of its zone: without one."""
    zone: str
    """A zone of the IANA database."""
    minutes: int
    rule: str | None = None
    """The rule by which it repeats (RFC 5545), if it does."""
    sequence: int = 0
    """Grows with each change."""

    @property
    def local(self) -> str:
        """When it begins, as the clock of its zone shows it, to the minute."""
        return self.starts_at.isoformat(timespec="minutes")


@dataclass(frozen=True, slots=True)
class Room:
    """A place to meet, found by its code."""

    id: RoomId
    code: str
    name: str
    host_id: UserId
    created_at: datetime
    updated_at: datetime
    settings: RoomSettings = field(default=DEFAULT, metadata=LATER)
    schedule: Schedule | None = None
    next_at: datetime | None = None
    """When it begins next, or has begun; may be over meanwhile. None without a schedule, and after
    its last time."""
    cohosts: frozenset[UserId] = frozenset()
    """Those with accounts who lead it beside its host."""
    blocked: frozenset[UserId] = frozenset()
    """Those who were put out of it for good."""
    parent_id: RoomId | None = None
    """The room that it is a breakout of."""
    external_id: str | None = None
    """Its id at the program that made it, if that gave one."""

    @property
    def public_name(self) -> str | None:
        """The name, where whoever has the link may come in; None: it is for those who may."""
        return self.name if self.settings.access is Access.OPEN else None


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan of a room's breakout rooms as it is stored, and whom it concerns."""

    plan: Mapping[str, Any]
    expelled: frozenset[UserId]
    """Those who were put out, wherever they were."""
    leaders: frozenset[UserId]
    """The host and the cohosts of the room by now."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A room that somebody was in."""

    room: Room
    at: datetime
    """When they came in last."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """The one person whom a message is for, beside its author."""

    user_id: UserId
    username: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that another one answers, as it is now."""

    id: MessageId
    user_id: UserId
    username: str
    content: str
    """Its beginning; empty once it is deleted."""


@dataclass(frozen=True, slots=True)
class MessageReaction:
    """How many people reacted to a message in one way, and whether its reader is one of them."""

    emoji: str
    count: int
    own: bool


@dataclass(frozen=True, slots=True)
class BlockedPerson:
    """Somebody whom a room keeps out for good."""

    id: UserId
    username: str | None
    """What they were called last; None where nobody knows."""
    guest: bool
    """True if there is no account."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The size of a small picture of a file, in pixels, by which there is a place for it."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that is in a message."""

    id: UUID
    name: str
    media_type: str
    """As its beginning tells."""
    size: int
    """Bytes."""
    thumbnail: Thumbnail | None = field(default=None, metadata=LATER)
    """What its sender's page made of a picture."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something said in a room."""

    id: MessageId
    room_id: RoomId
    user_id: UserId
    username: str
    content: str
    """Empty once it is deleted."""
    created_at: datetime
    client_id: UUID
    """Made by the sender, once per message: a message sent twice is stored once."""
    change: int = field(default=0, metadata=LATER)
    """Number of its last change, greater than all ids and changes in the room before; 0: none."""
    edited: bool = field(default=False, metadata=LATER)
    deleted: bool = field(default=False, metadata=LATER)
    to: Addressee | None = field(default=None, metadata=LATER)
    """For this person and its author alone."""
    reply_to: Quote | None = field(default=None, metadata=LATER)
    """The message that it answers."""
    reactions: tuple[MessageReaction, ...] = field(default=(), metadata=LATER)
    file: SharedFile | None = field(default=None, metadata=LATER)

    @property
    def place(self) -> int:
        """Its place among all messages and changes of the room."""
        return self.change or self.id

    @property
    def between(self) -> frozenset[UserId] | None:
        """The people whom it is for; None: everybody."""
        return None if self.to is None else frozenset({self.user_id, self.to.user_id})


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something that happened in a meeting, as it is stored."""

    id: int
    """Grows with each line of a room."""
    at: datetime
    action: str
    user_id: UserId | None
    name: str | None
    guest: bool
    by_name: str | None
    role: str | None
