"""The things that the service is about: people, rooms and messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, NewType
from uuid import UUID

UserId = NewType("UserId", UUID)
RoomId = NewType("RoomId", UUID)
SessionId = NewType("SessionId", UUID)
"""One sign-in on one device: the family of its refresh tokens."""
MessageId = NewType("MessageId", int)
"""Grows within a room, in the order that messages were stored."""
ParticipantId = NewType("ParticipantId", str)
"""One person in one tab in a live room."""

LATER: Final = MappingProxyType({"later": True})
"""Metadata of a dataclass's field that servers of an older release leave out."""


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


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in that can still be refreshed."""

    id: SessionId
    device: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """A place to meet, found by its code."""

    id: RoomId
    code: str
    name: str
    host_id: UserId
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """Something said in a room."""

    id: MessageId
    room_id: RoomId
    user_id: UserId
    username: str
    content: str
    created_at: datetime
    client_id: UUID
    """Made by the sender, once per message: a message sent twice is stored once."""
