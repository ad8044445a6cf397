"""Meetings under way, as they are asked about and told of over REST."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from marshmallow import ValidationError, validate

from meetd.model import MessageId, ParticipantId, UserId
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Role
from meetd.wire.bodies import PageSize
from meetd.wire.fields import MessageRef, encodable
from meetd.wire.marks import ABSENT, Absent, Metadata
from meetd.wire.requests import MessageText
from meetd.wire.shape import besides

_off = validate.Equal(False, error="Nobody is turned on by somebody else.")
Off = Annotated[bool, _off]


@dataclass(frozen=True, slots=True)
class LiveParticipant:
    """Somebody who is in a meeting: one person in one tab."""

    id: ParticipantId
    user_id: UserId
    """Their account, or their join token."""
    name: str
    external_id: str | None
    """As the join token has it that they came by."""
    guest: bool
    bot: bool
    """A program, as its join token says."""
    role: Role
    joined_at: datetime
    microphone: bool
    camera: bool
    screen: bool
    hand: int | None
    """It is up, behind all with a lower number."""
    connected: bool
    """False while their connection is awaited."""

    @classmethod
    def of(cls, one: Participant) -> LiveParticipant:
        """The same, as it is told."""
        ticket = one.principal.ticket
        return cls(
            one.id,
            one.user_id,
            one.username,
            None if ticket is None else ticket.external_id,
            one.guest,
            one.bot,
            one.role,
            one.joined_at,
            one.microphone,
            one.camera,
            one.screen,
            one.hand,
            one.connected,
        )


@dataclass(frozen=True, slots=True)
class ParticipantsAnswer:
    """A page of those who are inside, in the order of their coming, and where the next begins."""

    items: list[LiveParticipant]
    count: int
    """All of them."""
    next_cursor: ParticipantId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsQuery:
    """The page of participants that is asked for."""

    cursor: Annotated[ParticipantId, validate.Length(1, 64), encodable] | Absent = ABSENT
    limit: PageSize = 50


@besides(minProperties=1)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeParticipant:
    """Another role, or what is turned off."""

    role: Role | Absent = ABSENT
    microphone: Off | Absent = ABSENT
    camera: Off | Absent = ABSENT
    screen: Off | Absent = ABSENT
    hand: Off | Absent = ABSENT

    def __post_init__(self) -> None:
        if self.role is ABSENT and not self.turned_off:
            raise ValidationError("Missing data for required field.", "role")

    @property
    def turned_off(self) -> list[str]:
        """Names of what is turned off."""
        names = ("microphone", "camera", "screen", "hand")
        return [name for name in names if getattr(self, name) is not ABSENT]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveQuery:
    """Whether somebody stays out for good."""

    block: Literal["true", "false"] = "false"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveParticipant:
    """Where somebody is to go."""

    to: Annotated[str, validate.Length(1, 200), Metadata("example", "abc-defg-hij")]
    """The code of another room, which the caller leads too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """Something to say in the chat, to everybody."""

    content: MessageText
    client_id: UUID | None = None
    """Your id of it: said twice, it is stored once."""
    reply_to: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class NewMessageAnswer:
    """A message that was stored."""

    id: MessageId
    created_at: datetime
