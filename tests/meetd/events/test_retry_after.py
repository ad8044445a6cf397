"""Receivers of webhooks say when they want to be asked again, and are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import uuid4

import pytest
from aiohttp import web

from meetd.happening import Event, EventType
from meetd.model import RoomId, UserId
from meetd.webhook import Busy, Outcome, Pending, Queue, Replay, Webhook, WebhookId
from meetd.webhooks.dispatcher import FIRST_DELAY, LAST_DELAY, Outgoing, delay_after, dispatching
from meetd.webhooks.retry_after import retry_after
from meetd.webhooks.sender import http_sender
from support.receiver import receiver
from support.waiting import until

NOW = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 23 Mar 2026 09:02:00 GMT", 120.0),
        ("Mon, 23 Mar 2026 08:00:00 GMT", 0.0),
        ("Mon, 23 Mar 2026 09:02:00", 120.0),
        (None, None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 400, None),
        ("\u0661\u0662", None),
        ("soon", None),
        ("Mon, 99 Mar 2026 09:02:00 GMT", None),
        ("Mon, 23 Mar 99999 09:02:00 GMT", None),
    ],
)
def test_it_is_in_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


def test_it_may_take_longer_and_never_shorter() -> None:
    assert 600 <= delay_after(1, 600.0) <= 660
    assert delay_after(1, 0.0) >= FIRST_DELAY * 0.8
    assert delay_after(9, 1.0) >= LAST_DELAY * 0.8
    assert delay_after(1, 1e9) <= LAST_DELAY * 1.1


class OneEvent:
    """A queue of one event, once."""

    def __init__(self, queue: Queue) -> None:
        self._queues = [queue]
        self.failures: list[tuple[Outcome, float]] = []

    async def claim(self, most: int, busy: Busy) -> list[Queue]:
        return [self._queues.pop()] if self._queues else []

    async def claim_replays(self, most: int, busy: Busy) -> list[Replay]:
        return []

    async def pending(self, queue: Queue, after: int) -> list[Pending]:
        now = datetime.now(UTC)
        room, host = queue.room_id, queue.webhook.owner_id
        event = Event(1, EventType.ROOM_STARTED, now, room, "abc-defg-hij", host, None, {})
        return [Pending(event, now)]

    async def failed(self, queue: Queue, outcome: Outcome, delay: float) -> None:
        self.failures.append((outcome, delay))


async def test_a_receiver_that_asks_for_it_is_left_in_peace() -> None:
    def refuse(_message: dict[str, Any]) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "3000"})

    async with receiver() as place, http_sender(private=True) as sender:
        place.answer = refuse
        webhook = Webhook(
            WebhookId(uuid4()), UserId(uuid4()), False, place.url, (), "", True, NOW, "whsec_AAAA"
        )
        outgoing = OneEvent(Queue(webhook, RoomId(uuid4()), sent=0, newest=1, attempts=0))
        async with dispatching(cast("Outgoing", outgoing), sender, lambda event: event.type):
            await until(lambda: bool(outgoing.failures))
    ((outcome, delay),) = outgoing.failures
    assert (outcome.status, outcome.retry_after) == (429, 3000.0)
    assert 3000 <= delay <= 3300
