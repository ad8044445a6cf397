"""Answers over REST, as handlers give them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from meetd import model
from meetd.model import Message, MessageId, RoomId, SessionId, UserId
from meetd.wire.marks import Metadata
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


@dataclass(frozen=True, slots=True)
class RoomsAnswer:
    """A page of rooms, and where the next begins."""

    items: list[Room]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class MessagesAnswer:
    """A page of messages, oldest first, and the message before which the next page ends."""

    items: list[Message]
    next_cursor: MessageId | None


ANSWERS = (ServiceAnswer, UserAnswer, SessionsAnswer, Room, RoomsAnswer)
"""Every answer that the page reads: its messages come over the socket."""
