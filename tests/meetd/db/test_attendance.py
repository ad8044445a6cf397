"""Who was inside a room: kept once, also of the time before it was kept."""

from __future__ import annotations

from uuid import uuid4

import asyncpg

from meetd.db.attendance import Attendance
from meetd.db.migrate import migrate, migrations
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


async def test_who_wrote_before_this_was_kept_was_inside(postgres: Postgres) -> None:
    url = await postgres.empty()
    before = [migration for migration in migrations() if "inside" not in migration.name]
    await migrate(url, before)
    async with database(url) as db:
        room, host, guest = await place(db)
    connection = await asyncpg.connect(url)
    for number in range(2):
        await connection.execute(
            "INSERT INTO messages (room_id, user_id, client_id, content) VALUES ($1, $2, $3, $4)",
            room,
            guest,
            uuid4(),
            f"message {number}",
        )
    await connection.close()
    await migrate(url, [*before, *(m for m in migrations() if m not in before)])
    async with database(url) as db:
        assert await Attendance(db).has(room, guest)
        assert not await Attendance(db).has(room, host)
