"""Samples of what servers had to do: thinned, bounded, and summed up step by step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest_asyncio

from meetd.db.pool import Database, database
from meetd.db.samples import Sample, Samples
from support.postgres import Postgres

MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture
async def db(postgres: Postgres) -> AsyncIterator[Database]:
    async with database(await postgres.migrated()) as running:
        yield running


def sample(at: datetime, people: int, *, cpu: float = 0.0, measured: int = 0) -> Sample:
    return Sample(at, people, 1, 4, 800, cpu, 2 * cpu, cpu, measured, float(people), 0.0)


def mark(ago: timedelta) -> datetime:
    """A moment so long ago, on a mark of ten minutes."""
    at = datetime.now(UTC) - ago
    return at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0)


async def test_steps_are_of_all_servers_or_of_one_and_where_none_ran_there_is_none(
    db: Database,
) -> None:
    table, begins = Samples(db), mark(timedelta(hours=2))
    for minute, ada, ben in ((0, 3, 1), (1, 5, 2), (7, 4, None)):
        at = begins + minute * MINUTE
        await table.add("ada", sample(at, ada, cpu=10.0 * ada, measured=1))
        if ben is not None:
            await table.add("ben", sample(at, ben, cpu=90.0, measured=3))
    # The first of a minute counts.
    await table.add("ada", sample(begins, 99))
    ends, five = begins + timedelta(minutes=20), timedelta(minutes=5)
    first, second = await table.between(begins, ends, five, None)
    assert (first.at, second.at) == (begins, begins + five)
    assert (first.people, first.rooms, first.sends) == (5 + 2, 2, 1600)
    # The busiest server, all workers together; loss by how many people it is of.
    assert (first.server_cpu, first.workers_cpu, first.busiest_cpu) == (90.0, 80.0 + 180.0, 90.0)
    assert (first.measured, first.loss_down) == (4, (4.0 * 1 + 1.5 * 3) / 4)
    assert second.people == 4
    (one,) = await table.between(begins, ends, 2 * five, "ada")
    assert (one.people, round(one.server_cpu)) == (5, 40)
    assert await table.between(begins, ends, five, "eve") == []
    assert await table.servers(begins, ends) == ["ada", "ben"]
    assert await table.servers(begins + 2 * MINUTE, ends) == ["ada"]


async def test_after_a_day_ten_minutes_are_one_line_and_after_a_week_none(db: Database) -> None:
    table = Samples(db)
    day, week = mark(timedelta(hours=26)), mark(timedelta(days=8))
    fresh = mark(timedelta(hours=23))
    for begins in (day, week, fresh):
        for minute in range(10):
            await table.add("ada", sample(begins + minute * MINUTE, minute, cpu=float(minute)))
    for _ in range(2):
        await table.purge()
        rows = await db.fetch("SELECT at, span, people, server_cpu FROM samples ORDER BY at")
        assert [tuple(row) for row in rows] == [
            (day, 600, 9, 4.5),
            *((fresh + minute * MINUTE, 60, minute, float(minute)) for minute in range(10)),
        ]
