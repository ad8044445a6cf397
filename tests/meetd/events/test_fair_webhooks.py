"""Webhooks of one account hold nobody else's, however slow its places are."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, cast
from uuid import uuid4

import pytest

from meetd.db.deliveries import Deliveries
from meetd.db.pool import Database
from meetd.db.users import Users
from meetd.db.webhooks import Webhooks
from meetd.errors import TooManyRequests
from meetd.happening import Event, EventType
from meetd.model import RoomId, UserId
from meetd.webhook import Busy, Outcome, Pending, Queue, Webhook, WebhookId
from meetd.webhooks import dispatcher
from meetd.webhooks.dispatcher import (
    AT_ONE_PLACE,
    OF_ONE_OWNER,
    TESTS_OF_ONE,
    Dispatcher,
    Outgoing,
    dispatching,
)
from support.waiting import PATIENCE, until

NOW = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)


def webhook(owner: UserId, url: str) -> Webhook:
    return Webhook(WebhookId(uuid4()), owner, False, url, (), "", True, NOW, "whsec_AAAA")


def queue(its: Webhook) -> Queue:
    return Queue(its, RoomId(uuid4()), sent=0, newest=1, attempts=0)


class Due:
    """Queues that are due, the first of them first, each of so many events."""

    def __init__(self, queues: list[Queue], events: int = 1) -> None:
        self.queues, self._events = queues, events
        self.released: list[Queue] = []

    async def claim(self, most: int, busy: Busy) -> list[Queue]:
        free = [
            one
            for one in self.queues
            if one.webhook.id not in busy.places and one.webhook.owner_id not in busy.owners
        ][:most]
        self.queues = [one for one in self.queues if one not in free]
        return free

    async def claim_replays(self, most: int, busy: Busy) -> list[Any]:
        return []

    async def pending(self, its: Queue, after: int) -> list[Pending]:
        if after >= self._events:
            return []
        host = its.webhook.owner_id
        event = Event(
            after + 1, EventType.MESSAGE, NOW, its.room_id, "abc-defg-hij", host, None, {}
        )
        return [Pending(event, NOW)]

    async def sent(self, its: Queue, seq: int) -> bool:
        return seq < self._events

    async def release(self, its: Queue | None = None) -> None:
        if its is not None:
            self.released.append(its)

    async def failed(self, its: Queue, outcome: Outcome, delay: float) -> None:
        pass


class Places:
    """Some never answer."""

    def __init__(self) -> None:
        self.under_way: Counter[str] = Counter()
        self.arrived: Counter[str] = Counter()

    async def send(self, url: str, message_id: str, body: bytes, by: Sequence[str]) -> Outcome:
        self.under_way[url] += 1
        if url.startswith("slow"):
            await asyncio.Event().wait()
        if url.startswith("late"):
            await asyncio.sleep(0.1)
        self.arrived[url] += 1
        return Outcome(204, None, 1)


async def test_slow_places_of_one_account_hold_no_other_account() -> None:
    mallory, ada = UserId(uuid4()), UserId(uuid4())
    slow = [webhook(mallory, f"slow{number}") for number in range(20)]
    due, places = Due([queue(its) for its in slow for _ in range(100)]), Places()
    async with (
        asyncio.timeout(PATIENCE),
        dispatching(cast("Outgoing", due), places, lambda event: event.type) as it,
    ):
        await until(lambda: places.under_way.total() >= OF_ONE_OWNER)
        due.queues += [queue(webhook(ada, "ada")) for _ in range(50)]
        it.kick()
        await until(lambda: places.arrived["ada"] == 50)
        # Give or take those that are claimed in one go.
        under_way = places.under_way.total() - 50
        assert OF_ONE_OWNER <= under_way < OF_ONE_OWNER + AT_ONE_PLACE


async def test_slow_places_of_several_accounts_hold_no_other_account_either() -> None:
    others, ada = [UserId(uuid4()) for _ in range(12)], UserId(uuid4())
    late = [webhook(owner, f"late{number}") for owner in others for number in range(4)]
    due, places = Due([queue(its) for its in late for _ in range(200)]), Places()
    async with (
        asyncio.timeout(60),
        dispatching(cast("Outgoing", due), places, lambda event: event.type) as it,
    ):
        await until(lambda: places.under_way.total() >= 2 * OF_ONE_OWNER)
        # Behind all of theirs.
        due.queues += [queue(webhook(ada, "ada")) for _ in range(50)]
        it.kick()
        await until(lambda: places.arrived["ada"] == 50)
        assert len(due.queues) > len(late) * 100


async def test_a_queue_without_an_end_goes_behind_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "TURN", 0.0)
    its = queue(webhook(UserId(uuid4()), "quick"))
    due, places = Due([its], events=1000), Places()
    async with dispatching(cast("Outgoing", due), places, lambda event: event.type):
        await until(lambda: due.released == [its])
    assert 0 < places.arrived["quick"] < 1000


async def test_of_one_account_few_are_tried_at_a_time() -> None:
    it = Dispatcher(cast("Outgoing", Due([])), places := Places(), lambda event: event.type)
    mallory, ada = UserId(uuid4()), UserId(uuid4())
    its = webhook(mallory, "slow")
    waiting = [asyncio.create_task(it.send_test(its)) for _ in range(TESTS_OF_ONE)]
    await until(lambda: places.under_way["slow"] == TESTS_OF_ONE)
    with pytest.raises(TooManyRequests):
        await it.send_test(its)
    assert (await it.send_test(webhook(ada, "ada"))).ok
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert (await it.send_test(webhook(mallory, "quick"))).ok


_numbers = count(1)


async def owned(db: Database) -> tuple[UserId, WebhookId]:
    """An account whose webhook has a queue that is due, and a dead letter."""
    name = f"owner-{uuid4().hex[:8]}"
    owner = (await Users(db).add(f"{name}@example.org", name, "-")).id
    its = await Webhooks(db).add(owner, "https://a.example/", [], "", "x", every_room=False, most=9)
    seq = next(_numbers)
    await db.execute(
        """INSERT INTO events (seq, type, at, room_id, room_code, host_id, data, numbered_at)
        VALUES ($1, 'message', now(), $2, 'abc-defg-hij', $3, '{}', now())""",
        seq,
        uuid4(),
        owner,
    )
    await db.execute(
        "INSERT INTO webhook_queues (webhook_id, room_id, sent, newest) VALUES ($1, $2, 0, 9)",
        its.id,
        uuid4(),
    )
    await db.execute(
        """INSERT INTO webhook_dead_letters (webhook_id, seq, attempts, last_error, replay_at)
        VALUES ($1, $2, 1, '', now())""",
        its.id,
        seq,
    )
    return owner, its.id


async def test_what_is_claimed_is_of_nobody_who_is_busy(db: Database) -> None:
    (mallory, its), (_, of_ada) = [await owned(db) for _ in range(2)]
    table = Deliveries(db)
    for busy in (Busy([], [mallory]), Busy([its], [])):
        assert [one.webhook.id for one in await table.claim(9, busy)] == [of_ada]
        assert [one.webhook.id for one in await table.claim_replays(9, busy)] == [of_ada]
        await table.release()
        await db.execute("UPDATE webhook_dead_letters SET replay_at = now()")
    assert len(await table.claim(9, Busy([], []))) == 2
    # What is on its way is asked for again, and not sent a second time beside that.
    assert len(await table.claim_replays(9, Busy([], []))) == 2
    assert await table.replay(its) == 1
    assert await table.claim_replays(9, Busy([], [])) == []
