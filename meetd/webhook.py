"""Webhooks: where events are sent, and what became of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType
from uuid import UUID

from meetd.happening import Event, EventType
from meetd.model import RoomId, UserId

WebhookId = NewType("WebhookId", UUID)
MOST_DEAD = 1000
"""Dead letters of one webhook that are counted."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A place that events are sent to."""

    id: WebhookId
    owner_id: UserId
    every_room: bool
    """False: events of its owner's rooms alone."""
    url: str
    types: tuple[EventType, ...]
    """None: all."""
    description: str
    enabled: bool
    created_at: datetime
    secret: str = field(repr=False)
    former_secret: str | None = field(default=None, repr=False)
    """Signs too, until those who check have the other."""
    waiting: int = 0
    """Rooms of which events wait to be sent."""
    failing: int = 0
    """Rooms of them, of which one was sent in vain."""
    dead: int = 0
    """Events that were given up; of many, MOST_DEAD."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that sign, the newest first."""
        return (self.secret,) if self.former_secret is None else (self.secret, self.former_secret)


@dataclass(frozen=True, slots=True)
class Queue:
    """Events of one room that are to be sent to one place, one after another."""

    webhook: Webhook
    room_id: RoomId
    sent: int
    """The number up to which all are sent, or given up."""
    newest: int
    """The number of the newest that is to be sent, when it was looked."""
    attempts: int
    """How often the first was sent in vain."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An event to be sent."""

    event: Event
    numbered_at: datetime


@dataclass(frozen=True, slots=True)
class Replay:
    """A dead letter that is to be sent again."""

    webhook: Webhook
    event: Event


@dataclass(frozen=True, slots=True)
class Busy:
    """Those to whom as much is under way as there may be."""

    places: list[WebhookId]
    owners: list[UserId]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt."""

    status: int | None
    """Of the answer, if there was one."""
    error: str | None
    """What went wrong, in words."""
    milliseconds: int
    retry_after: float | None = None
    """Seconds for which whoever refused it wants to be left in peace."""

    @property
    def ok(self) -> bool:
        """Whether it arrived."""
        return self.error is None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that was given up."""

    event: Event
    died_at: datetime
    attempts: int
    last_status: int | None
    last_error: str
    replaying: bool
    """It is about to be sent again."""
