"""Connections: a database that cannot be reached is told from a question that was wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from meetd.db.pool import Database, database
from meetd.errors import Unavailable
from support.postgres import Postgres


@pytest.fixture
async def other(postgres: Postgres) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A connection beside the pool, to do things to it."""
    connection = await asyncpg.connect(postgres.url("postgres"))
    yield connection
    await connection.close()


async def test_a_connection_that_is_cut_is_unavailable_once(
    db: Database, other: asyncpg.Connection[asyncpg.Record]
) -> None:
    async with db.connection() as connection:
        pid = await connection.fetchval("SELECT pg_backend_pid()")
    asking = asyncio.create_task(db.fetchval("SELECT pg_sleep(600)"))
    while not await other.fetchval(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1 AND state = 'active')", pid
    ):
        continue
    await other.execute("SELECT pg_terminate_backend($1)", pid)
    with pytest.raises(Unavailable):
        await asking
    assert await db.fetchval("SELECT 1") == 1


async def test_connections_that_are_cut_at_any_moment_are_unavailable(
    db: Database, other: asyncpg.Connection[asyncpg.Record]
) -> None:
    name = await db.fetchval("SELECT current_database()")
    answers = {True: 0, None: 0}

    async def ask() -> None:
        while answers[None] < 60:
            try:
                answers[await db.fetchval("SELECT true")] += 1
            except Unavailable:
                answers[None] += 1

    async def cut() -> None:
        while answers[None] < 60:
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
            )
            await asyncio.sleep(0.01)

    await asyncio.gather(cut(), *(ask() for _ in range(3)))
    assert answers[True]


async def test_a_database_that_is_gone_is_unavailable(
    postgres: Postgres, other: asyncpg.Connection[asyncpg.Record]
) -> None:
    url = await postgres.migrated()
    name = url.split("?")[0].rsplit("/", 1)[1]
    async with database(url) as db:
        assert await db.fetchval("SELECT 1") == 1
        await other.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for _ in range(3):
            with pytest.raises(Unavailable):
                await db.fetchval("SELECT 1")


@pytest.mark.parametrize("argument", ["\ud800", 5, b"bytes"], ids=repr)
async def test_an_argument_that_cannot_be_is_our_mistake(db: Database, argument: object) -> None:
    """It would be a lie to say that the database is away: that is asked again for ever."""
    with pytest.raises(asyncpg.DataError, match="invalid input for query argument"):
        await db.fetchval("SELECT $1::text", argument)


async def test_a_query_that_cannot_be_is_our_mistake(db: Database) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await db.fetch("SELECT * FROM nothing")


async def test_a_transaction_is_all_or_nothing(db: Database) -> None:
    async def half() -> None:
        async with db.transaction() as connection:
            await connection.execute("CREATE TABLE half ()")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    assert await db.fetchval("SELECT to_regclass('half')") is None


async def test_more_may_ask_than_there_are_connections(db: Database) -> None:
    answers = await asyncio.gather(*(db.fetchval("SELECT $1::int", n) for n in range(100)))
    assert answers == list(range(100))
