"""Behind PgBouncer in transaction mode, where each transaction may find itself elsewhere."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import uuid4

import asyncpg

from meetd.db.migrate import migrate, migrations
from meetd.db.pool import database
from support.backend import backend, settings
from support.pgbouncer import pgbouncer
from support.postgres import Postgres


async def test_the_server_works_behind_it(postgres: Postgres, tmp_path: Path) -> None:
    """Migrating, signing in, rooms and chat, of more people at once than it has connections."""
    async with (
        pgbouncer(await postgres.empty()) as url,
        backend(settings(tmp_path, url)) as server,
    ):
        people = await asyncio.gather(*(server.client() for _ in range(6)))
        codes = await asyncio.gather(*(person.new_room() for person in people))
        await asyncio.gather(*(p.join(c) for p, c in zip(people, codes, strict=True)))
        for number in range(5):
            said = [
                person.do("chat:send", clientId=str(uuid4()), content=f"no. {number}")
                for person in people
            ]
            await asyncio.gather(*said)
        pages = await asyncio.gather(*(person.do("chat:history") for person in people))
        for page in pages:
            assert [m["content"] for m in page["messages"]] == [f"no. {n}" for n in range(5)]


async def test_statements_are_found_whatever_connection_they_find(postgres: Postgres) -> None:
    async with pgbouncer(await postgres.migrated()) as url, database(url) as db:
        queries = [f"SELECT $1::int + {number}" for number in range(5)]
        for _ in range(20):
            asked = (db.fetchval(query, 1) for query in queries * 4)
            assert await asyncio.gather(*asked) == [1, 2, 3, 4, 5] * 4


async def test_servers_that_migrate_through_it_leave_no_lock(postgres: Postgres) -> None:
    async with pgbouncer(await postgres.empty()) as url:
        done = await asyncio.gather(*(migrate(url) for _ in range(2)))
        assert sorted(len(names) for names in done) == [0, len(migrations())]
        connection = await asyncpg.connect(url, statement_cache_size=0)
        held = await connection.fetchval(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        )
        await connection.close()
        assert held == 0
