"""Meetings by their times, and where somebody was, in a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from meetd.db.attendance import Attendance
from meetd.db.calendars import Calendars
from meetd.db.pool import Database
from meetd.db.rooms import Rooms
from meetd.db.users import Users
from meetd.errors import InvalidRequest, TooManyRequests
from meetd.model import Schedule, UserId
from meetd.rooms.agenda import READS, Agenda

MONDAY = datetime(2026, 3, 23, 10, 0)  # noqa: DTZ001 - by the clock on the wall.
NOON = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def agenda(db: Database, clock: Clock) -> Agenda:
    return Agenda(Rooms(db), Calendars(db), clock)


async def somebody(db: Database) -> UserId:
    name = f"user-{uuid4().hex[:8]}"
    return (await Users(db).add(f"{name}@example.org", name, "-")).id


async def test_the_next_time_comes_first_and_what_is_over_goes(
    db: Database, agenda: Agenda, clock: Clock
) -> None:
    host, rooms = await somebody(db), Rooms(db)
    daily = await rooms.add(host, "daily")
    once = await rooms.add(host, "once")
    await rooms.add(host, "no time")
    await agenda.schedule(daily, Schedule(MONDAY, "Europe/Berlin", 30, "FREQ=DAILY"))
    await agenda.schedule(once, Schedule(MONDAY + timedelta(hours=5), "UTC", 60))

    async def coming() -> list[tuple[str, datetime | None]]:
        return [(room.name, room.next_at) for room in await agenda.coming(host)]

    nine = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
    afternoon = datetime(2026, 3, 23, 15, 0, tzinfo=UTC)
    assert await coming() == [("daily", nine), ("once", afternoon)]
    clock.now = nine + timedelta(minutes=29)
    assert (await coming())[0] == ("daily", nine)
    clock.now = nine + timedelta(minutes=30)
    assert await coming() == [("once", afternoon), ("daily", nine + timedelta(days=1))]
    clock.now = nine + timedelta(days=40)
    # It is summer there by now.
    assert await coming() == [("daily", nine + timedelta(days=40, hours=23))]


async def test_a_time_that_is_over_is_refused(db: Database, agenda: Agenda, clock: Clock) -> None:
    room = await Rooms(db).add(await somebody(db), "late")
    clock.now += timedelta(days=30)
    with pytest.raises(InvalidRequest):
        await agenda.schedule(room, Schedule(MONDAY, "UTC", 30))


async def test_a_new_schedule_is_not_moved_by_who_saw_the_old(db: Database, agenda: Agenda) -> None:
    rooms = Rooms(db)
    room = await rooms.add(await somebody(db), "moved")
    old = await agenda.schedule(room, Schedule(MONDAY, "UTC", 30))
    new = await agenda.schedule(old, Schedule(MONDAY + timedelta(days=7), "UTC", 30))
    await rooms.advance(old, None)
    assert await rooms.by_code(room.code) == new
    assert new.schedule is not None
    assert new.schedule.sequence == 1


async def test_where_somebody_was_last_comes_first(db: Database, agenda: Agenda) -> None:
    host, guest = await somebody(db), await somebody(db)
    rooms, attendance = Rooms(db), Attendance(db)
    made = [await rooms.add(host, f"room {n}") for n in range(3)]
    own = await rooms.add(guest, "own")
    for room in (*made, own, made[0]):
        await attendance.add(room.id, guest)
    first = await agenda.visited(guest, None, 2)
    assert [visit.room.name for visit in first] == ["room 0", "room 2"]
    second = await agenda.visited(guest, (first[-1].at, first[-1].room.id), 2)
    assert [visit.room.name for visit in second] == ["room 1"]
    # From before it was kept.
    await db.execute("UPDATE attendance SET last_at = NULL")
    assert [v.room.name for v in await agenda.visited(guest, None, 9)] == [
        "room 2",
        "room 1",
        "room 0",
    ]


async def test_a_calendar_is_written_so_often_and_no_more(db: Database, agenda: Agenda) -> None:
    ada, ben = [await agenda.open_calendar(await somebody(db)) for _ in range(2)]
    for _ in range(int(READS)):
        await agenda.calendar(ada)
    with pytest.raises(TooManyRequests):
        await agenda.calendar(ada)
    assert await agenda.calendar(ben) == []
