"""Webhooks of all accounts, as those see them who run the service: neither the whole of an address,
which may have a secret in it, nor what an event tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from meetd.happening import EventType
from meetd.webhook import DeadLetter, Webhook, WebhookId
from meetd.wire.bodies import Cursor, PageSize
from meetd.wire.marks import ABSENT, Absent, Open


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminWebhooksQuery:
    """The page of webhooks that is asked for."""

    troubled: Literal["true", "false"] = "false"
    """`true`: only those of which something did not arrive."""
    cursor: Cursor | Absent = ABSENT
    limit: PageSize = 50


@dataclass(frozen=True, slots=True)
class AdminWebhook:
    """A place that somebody's events are sent to."""

    id: WebhookId
    owner: str
    """The account's name."""
    place: str
    """Scheme and host of its address."""
    description: str
    enabled: bool
    every_room: bool
    created_at: datetime
    waiting: int
    """Rooms of which events wait to be sent."""
    failing: int
    """Rooms of them, of which one was sent in vain."""
    dead: int
    """Events that did not arrive and are given up; of many, 1000."""

    @classmethod
    def of(cls, webhook: Webhook, owner: str) -> AdminWebhook:
        """The same, as it is told."""
        url = urlsplit(webhook.url)
        return cls(
            webhook.id,
            owner,
            f"{url.scheme}://{url.netloc}",
            webhook.description,
            webhook.enabled,
            webhook.every_room,
            webhook.created_at,
            webhook.waiting,
            webhook.failing,
            webhook.dead,
        )


@dataclass(frozen=True, slots=True)
class AdminWebhooksAnswer:
    """A page of webhooks, the newest first, and where the next page begins."""

    items: list[AdminWebhook]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class AdminDeadLetter:
    """An event that did not arrive for three days, and is not sent again by itself."""

    seq: int
    type: Open[EventType]
    timestamp: datetime
    room_code: str
    died_at: datetime
    attempts: int
    last_status: int | None
    """Of the last answer; null where there was none."""
    last_error: str
    replaying: bool
    """It is about to be sent again."""

    @classmethod
    def of(cls, letter: DeadLetter) -> AdminDeadLetter:
        """The same, as it is told."""
        event = letter.event
        return cls(
            event.seq,
            event.type,
            event.at,
            event.room_code,
            letter.died_at,
            letter.attempts,
            letter.last_status,
            letter.last_error,
            letter.replaying,
        )


@dataclass(frozen=True, slots=True)
class AdminDeadLettersAnswer:
    """Dead letters in the order of the events, and the number after which the next page begins."""

    items: list[AdminDeadLetter]
    next_cursor: int | None
