"""The sequence of events: no number is skipped, comes twice, or is seen before a lower one."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from meetd.db.events import EventTables
from meetd.db.leases import Leases, Node
from meetd.db.messages import Messages
from meetd.db.pool import Database, database
from meetd.db.rooms import Rooms
from meetd.db.users import Users
from meetd.happening import EventType, Happening, Kind
from meetd.model import ParticipantId, Room
from support.postgres import Postgres

Told = list[tuple[str, Any]]


@pytest.fixture
async def nodes(postgres: Postgres) -> AsyncIterator[list[Database]]:
    """Two servers' connections to one database."""
    url = await postgres.migrated()
    async with database(url) as one, database(url) as other:
        yield [one, other]


async def new_room(db: Database) -> Room:
    name = f"host-{uuid4().hex[:8]}"
    host = await Users(db).add(f"{name}@example.org", name, "hash")
    return await Rooms(db).add(host.id, "Room")


def seen(room: Room, kind: Kind | EventType, epoch: int | None = None, **more: Any) -> Happening:
    now = datetime.now(UTC)
    return Happening(kind, now, room.id, room.code, room.host_id, epoch, **more)


def person(id_: str) -> dict[str, Any]:
    user = str(UUID(int=int(id_, 36)))
    return {"participantId": id_, "userId": user, "name": id_, "guest": False, "role": "host"}


def joined(room: Room, id_: str, epoch: int | None = None) -> Happening:
    return seen(room, Kind.JOINED, epoch, data=person(id_))


def left(room: Room, id_: str, epoch: int | None = None, reason: str = "left") -> Happening:
    return seen(room, Kind.LEFT, epoch, participant_id=ParticipantId(id_), reason=reason)


async def told(db: Database, *, of: Room | None = None) -> Told:
    """Types, and who or why, of all events, once they have numbers."""
    tables = EventTables(db)
    while (await tables.number())[0]:
        pass
    page = await tables.page(0, 1000, room_id=None if of is None else of.id)
    return [
        (event.type.value, event.data.get("participantId", event.data.get("reason")))
        for event in page.events
    ]


async def test_readers_miss_nothing_while_many_write(nodes: list[Database]) -> None:
    rooms = [await new_room(nodes[0]) for _ in range(6)]
    tables = [EventTables(db) for db in nodes]
    writing, numbered = True, False
    draws = random.Random(1)

    async def say(db: Database, room: Room) -> None:
        for _ in range(25):
            await Messages(db).add(room.id, room.host_id, uuid4(), "Hello")

    async def fail(db: Database, room: Room) -> None:
        """Write in transactions that come to nothing, late or never."""
        for _ in range(25):
            with suppress(ZeroDivisionError):
                async with db.transaction() as connection:
                    await connection.execute(
                        """INSERT INTO messages (room_id, user_id, client_id, content)
                        VALUES ($1, $2, $3, 'never')""",
                        room.id,
                        room.host_id,
                        uuid4(),
                    )
                    await asyncio.sleep(draws.random() / 100)
                    raise ZeroDivisionError

    async def come_and_go(table: EventTables, room: Room) -> None:
        for number in range(10):
            id_ = f"p{number}"
            await table.record(number + 1, [joined(room, id_), left(room, id_)])

    async def number(table: EventTables) -> None:
        while (await table.number())[0] or writing:
            pass

    async def read(db: Database) -> int:
        place = 0
        while True:
            last = numbered
            page = await EventTables(db).page(place, 50)
            got = [event.seq for event in page.events]
            assert got == list(range(place + 1, place + 1 + len(got)))
            assert page.newest >= place
            place = page.newest
            if last and not got:
                return place

    numbering = [asyncio.create_task(number(table)) for table in tables]
    reading = [asyncio.create_task(read(db)) for db in nodes]
    come = EventTables(nodes[0])
    await asyncio.gather(
        *(say(nodes[at % 2], room) for at, room in enumerate(rooms)),
        *(fail(nodes[at % 2], room) for at, room in enumerate(rooms)),
        come_and_go(come, rooms[0]),
        come_and_go(EventTables(nodes[1]), rooms[1]),
    )
    writing = False
    await asyncio.gather(*numbering)
    numbered = True
    total = 6 + 6 * 25 + 2 * 10 * 4
    assert await asyncio.gather(*reading) == [total, total]


async def test_a_batch_that_is_sent_again_is_stored_once(db: Database) -> None:
    room, tables = await new_room(db), EventTables(db)
    batch = [joined(room, "a"), seen(room, EventType.KNOCK, data={"name": "b"})]
    await asyncio.gather(*(tables.record(1, batch) for _ in range(5)))
    await tables.record(2, [left(room, "a")])
    await tables.record(1, batch)
    assert [kind for kind, _ in await told(db, of=room)] == [
        *("room.created", "room.started", "participant.joined", "knock"),
        *("participant.left", "room.ended"),
    ]


async def test_who_is_told_of_twice_came_once(db: Database) -> None:
    room, tables = await new_room(db), EventTables(db)
    await tables.record(1, [joined(room, "a"), joined(room, "a"), left(room, "b")])
    await tables.record(2, [left(room, "a"), left(room, "a")])
    assert await told(db, of=room) == [
        ("room.created", None),
        ("room.started", None),
        ("participant.joined", "a"),
        ("participant.left", "a"),
        ("room.ended", "left"),
    ]


async def test_after_a_restart_the_meeting_goes_on_without_those_who_were_lost(
    db: Database,
) -> None:
    room, before, after = await new_room(db), EventTables(db), EventTables(db)
    await before.record(1, [joined(room, "a"), joined(room, "b")])
    await after.record(1, [seen(room, EventType.KNOCK, data={"name": "x"}), joined(room, "c")])
    await after.record(2, [left(room, "c")])
    assert await told(db, of=room) == [
        ("room.created", None),
        ("room.started", None),
        ("participant.joined", "a"),
        ("participant.joined", "b"),
        ("knock", None),
        ("participant.left", "a"),
        ("participant.left", "b"),
        ("participant.joined", "c"),
        ("participant.left", "c"),
        ("room.ended", "left"),
    ]


async def test_where_nobody_comes_back_the_meeting_ends_once(db: Database) -> None:
    room, before = await new_room(db), EventTables(db)
    await before.record(1, [joined(room, "a")])
    others = [EventTables(db) for _ in range(3)]
    assert await before.end_forsaken(several=False, patience=0) == 0
    for _ in range(3):
        await asyncio.gather(*(t.end_forsaken(several=False, patience=0) for t in others))
    assert await told(db, of=room) == [
        ("room.created", None),
        ("room.started", None),
        ("participant.joined", "a"),
        ("participant.left", "a"),
        ("room.ended", "lost"),
    ]


async def test_a_former_owner_tells_nothing_more(nodes: list[Database]) -> None:
    room = await new_room(nodes[0])
    leases = [
        Leases(db, Node(name, f"http://{name}", uuid4()))
        for db, name in zip(nodes, "ab", strict=True)
    ]
    tables = [EventTables(db) for db in nodes]
    first = await leases[0].claim(room.id)
    assert isinstance(first, int)
    await tables[0].record(1, [joined(room, "a", first), joined(room, "b", first)])
    second = await leases[1].take_over(room.id, first)
    assert second is not None
    # Given, with all who are inside: one more of them, and one less, than the log knows.
    inside = seen(room, Kind.INSIDE, second, data=[person("b"), person("c")])
    await tables[0].record(2, [joined(room, "d", first), left(room, "b", first)])
    await tables[1].record(1, [inside])
    await tables[0].record(3, [left(room, "b", first), seen(room, Kind.ENDED, first, reason="x")])
    await tables[1].record(2, [left(room, "b", second), left(room, "c", second)])
    await tables[0].record(4, [joined(room, "e", first)])
    assert await told(nodes[0], of=room) == [
        ("room.created", None),
        ("room.started", None),
        ("participant.joined", "a"),
        ("participant.joined", "b"),
        ("participant.left", "a"),
        ("participant.joined", "c"),
        ("participant.left", "b"),
        ("participant.left", "c"),
        ("room.ended", "left"),
    ]


async def test_what_is_forgotten_is_known_to_be(db: Database) -> None:
    rooms = [await new_room(db) for _ in range(5)]
    tables = EventTables(db)
    await tables.number()
    assert await tables.forget(timedelta(hours=1)) == 0
    assert await tables.forget(timedelta(0)) == 5
    later = await new_room(db)
    await tables.number()
    page = await tables.page(0, 10)
    assert (page.forgotten, [event.seq for event in page.events]) == (5, [6])
    assert page.events[0].room_id == later.id != rooms[0].id
