"""Webhooks over REST: bodies, and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from marshmallow import ValidationError, validate

from meetd import webhook
from meetd.happening import EventType
from meetd.names import is_line
from meetd.outbound.targets import LONGEST
from meetd.webhook import WebhookId
from meetd.wire.event_log import LoggedEvent
from meetd.wire.fields import encodable
from meetd.wire.formats import Format
from meetd.wire.marks import ABSENT, Absent, Later, Metadata, Open
from meetd.wire.shape import shape_of


def _line(value: str) -> None:
    if value and not is_line(value):
        raise ValidationError("Some of these characters are not allowed.")


Url = Annotated[
    str,
    validate.Length(1, LONGEST),
    encodable,
    Format.WEBHOOK_URL,
    Metadata("example", "https://example.com/events"),
]
Types = Annotated[list[EventType], validate.Length(0, 50)]
"""None: all."""
Description = Annotated[str, validate.Length(0, 200), _line, Format.LINE]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebhook:
    """A place to send events to."""

    url: Url
    types: Types | Absent = ABSENT
    """The types of events that are sent; without them, all."""
    description: Description = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWebhook:
    """What is to be otherwise with a webhook."""

    url: Url | Absent = ABSENT
    types: Types | Absent = ABSENT
    description: Description | Absent = ABSENT
    enabled: bool | Absent = ABSENT
    """Whether events are sent; what happens while they are not is not sent later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLettersQuery:
    """The dead letters that are asked for: those after one."""

    after: Annotated[int, validate.Range(0, 2**53)] = 0
    limit: Annotated[int, validate.Range(1, 200)] = 50


@shape_of(webhook.Webhook)
@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """A place that events are sent to."""

    id: WebhookId
    url: str
    types: list[Open[EventType]]
    """None: all."""
    description: str
    enabled: bool
    every_room: bool
    """False: events of its owner's rooms alone."""
    created_at: datetime
    waiting: int
    """Rooms of which events wait to be sent."""
    failing: int
    """Rooms of them, of which one was sent in vain."""
    dead: Later[int]
    """Events that did not arrive and are given up; of many, 1000."""


@dataclass(frozen=True, slots=True)
class WebhooksAnswer:
    """All webhooks of an account, the oldest first."""

    items: list[webhook.Webhook]


@dataclass(frozen=True, slots=True)
class NewWebhookAnswer:
    """A webhook, and the secret that signs what it sends, which is told this once."""

    webhook: webhook.Webhook
    secret: Annotated[str, Metadata("example", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]


@dataclass(frozen=True, slots=True)
class WebhookSecretAnswer:
    """The secret that signs from now on, which is told this once. The one before signs too, for a
    day."""

    secret: str
    former_until: datetime


@shape_of(webhook.DeadLetter)
@dataclass(frozen=True, slots=True)
class DeadLetterAnswer:
    """An event that did not arrive for three days, and is not sent again by itself."""

    event: LoggedEvent
    died_at: datetime
    attempts: int
    last_status: int | None
    """Of the last answer; null where there was none."""
    last_error: str
    replaying: bool
    """It is about to be sent again."""


@dataclass(frozen=True, slots=True)
class DeadLettersAnswer:
    """Dead letters in the order of the events, and the number after which the next page begins."""

    items: list[webhook.DeadLetter]
    next_cursor: int | None


@dataclass(frozen=True, slots=True)
class ReplayAnswer:
    """How many are sent again."""

    count: int


@dataclass(frozen=True, slots=True)
class AttemptAnswer:
    """What became of a message that was sent to try it out."""

    delivered: bool
    status: int | None
    error: str | None
    milliseconds: int


ANSWERS = (
    WebhookAnswer,
    WebhooksAnswer,
    NewWebhookAnswer,
    WebhookSecretAnswer,
    AttemptAnswer,
    DeadLettersAnswer,
    ReplayAnswer,
)
"""Those that the page reads."""
