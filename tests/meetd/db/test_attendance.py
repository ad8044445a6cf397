"""Who was inside a room: kept once, also of the time before it was kept."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import asyncpg

from meetd.db.attendance import Attendance
from meetd.db.migrate import Connection, migrate, migrations
from meetd.db.pool import Database, database
from meetd.db.rooms import Rooms
from meetd.db.users import Users
from meetd.model import RoomId, UserId
from support.postgres import Postgres


async def place(db: Database) -> tuple[RoomId, UserId, UserId]:
    """A room, its host and somebody else."""
    host, guest = [
        (await Users(db).add(f"{name}@example.org", name, "hash")).id for name in ("anna", "ben")
    ]
    return (await Rooms(db).add(host, "Room")).id, host, guest


async def test_who_came_was_inside(db: Database) -> None:
    room, host, guest = await place(db)
    other = (await Rooms(db).add(host, "Other")).id
    attendance = Attendance(db)
    assert not await attendance.has(room, guest)
    for _ in range(2):
        await attendance.add(room, guest)
    assert await attendance.has(room, guest)
    assert not await attendance.has(room, host)
    assert not await attendance.has(other, guest)


async def test_a_room_or_a_person_that_is_gone_is_no_trouble(db: Database) -> None:
    room, _, guest = await place(db)
    attendance = Attendance(db)
    await attendance.add(RoomId(uuid4()), guest)
    await attendance.add(room, UserId(uuid4()))
    await attendance.add(room, guest)
    await Rooms(db).delete(room)
    assert not await attendance.has(room, guest)


BATCH = 10_000
"""Messages that one transaction looks at."""


async def of_before(url: str) -> tuple[RoomId, UserId, UserId]:
    """A database in which nobody's attendance was filled in."""
    await migrate(url, BEFORE)
    async with database(url) as db:
        return await place(db)


BEFORE = [migration for migration in migrations() if "had_been_inside" not in migration.name]
AFTER = [*BEFORE, *(migration for migration in migrations() if migration not in BEFORE)]


async def say(connection: Connection, room: RoomId, user: UserId, number: int) -> None:
    """A message of that number."""
    await connection.execute(
        """INSERT INTO messages (id, room_id, user_id, client_id, content)
        OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, 'hello')""",
        number,
        room,
        user,
        uuid4(),
    )


async def test_who_wrote_before_this_was_kept_was_inside(postgres: Postgres) -> None:
    url = await postgres.empty()
    room, host, guest = await of_before(url)
    connection = await asyncpg.connect(url)
    for number in (1, 2, 3 * BATCH, 3 * BATCH + 1):
        await say(connection, room, guest, number)
    await say(connection, room, host, 5 * BATCH)
    await migrate(url, AFTER)
    rows = await connection.fetch("SELECT user_id, first_at FROM attendance ORDER BY first_at")
    first = await connection.fetch("SELECT min(created_at) FROM messages GROUP BY user_id")
    assert [row["user_id"] for row in rows] == [guest, host]
    assert {row["first_at"] for row in rows} == {row["min"] for row in first}
    await connection.close()
    async with database(url) as db:
        assert await Attendance(db).has(room, guest)


async def test_filling_in_who_was_inside_keeps_nobody_from_writing(postgres: Postgres) -> None:
    url = await postgres.empty()
    room, _, guest = await of_before(url)
    async with database(url) as db:
        other = (await Rooms(db).add(guest, "Other")).id
    connection, deleting = await asyncpg.connect(url), await asyncpg.connect(url)
    await say(connection, room, guest, 1)
    await say(connection, other, guest, BATCH + 1)
    deleted = deleting.transaction()
    await deleted.start()
    await deleting.execute("DELETE FROM rooms WHERE id = $1", other)
    filling = asyncio.create_task(migrate(url, AFTER))
    # The second transaction waits for the room that is going; the first is over.
    waits = """SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    while not await connection.fetchval(waits):
        assert not filling.done(), await filling
        await asyncio.sleep(0)
    assert await connection.fetchval("SELECT count(*) FROM attendance") == 1
    for table, row in (("rooms", room), ("users", guest)):
        await connection.execute(f"SELECT FROM {table} WHERE id = $1 FOR UPDATE NOWAIT", row)
    await deleted.commit()
    await filling
    assert await connection.fetchval("SELECT room_id FROM attendance") == room
    for done in (connection, deleting):
        await done.close()
