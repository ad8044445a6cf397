"""Migrations: forward only, once each, and never on a database they do not know."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import asyncpg
import pytest

from meetd.db.migrate import BY_ITSELF, Migration, MigrationError, migrate, migrations
from support.postgres import Postgres
from support.waiting import PATIENCE

PROGRAM = """
import asyncio, sys
from meetd.db.migrate import migrate
print(len(asyncio.run(migrate(sys.argv[1]))))
"""
WAITS = """SELECT true FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'ALTER%'"""
FIRST = Migration("0001_first", "CREATE TABLE first (id int)")
SECOND = Migration("0002_second", "CREATE TABLE second (id int)")


async def tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {row["tablename"] for row in rows}
    finally:
        await connection.close()


async def test_all_are_applied_once(postgres: Postgres) -> None:
    url = await postgres.empty()
    assert await migrate(url) == [migration.name for migration in migrations()]
    assert await migrate(url) == []
    assert {"users", "rooms", "messages", "refresh_tokens"} <= await tables(url)


async def test_connections_that_migrate_at_once_take_turns(postgres: Postgres) -> None:
    url = await postgres.empty()
    done = await asyncio.gather(*(migrate(url) for _ in range(4)))
    assert sorted(len(names) for names in done) == [0, 0, 0, len(migrations())]


async def test_processes_that_migrate_at_once_take_turns(postgres: Postgres) -> None:
    url = await postgres.empty()
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROGRAM, url, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [(await process.communicate())[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(int(text.split()[-1]) for text in said) == [0, len(migrations())]


async def test_what_is_missing_is_added(postgres: Postgres) -> None:
    url = await postgres.empty()
    assert await migrate(url, [FIRST]) == [FIRST.name]
    assert await migrate(url, [FIRST, SECOND]) == [SECOND.name]
    assert {"first", "second"} <= await tables(url)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meetd.db.migrate._WAIT", "50ms")
    monkeypatch.setattr("meetd.db.migrate._PAUSE_SECONDS", 0.2)


@pytest.mark.usefixtures("hasty")
async def test_servers_that_run_go_on_while_a_migration_waits_for_a_backup(
    postgres: Postgres,
) -> None:
    url = await postgres.empty()
    await migrate(url, [FIRST])
    wider = Migration("0002_wider", "ALTER TABLE first ADD COLUMN name text")
    backup, server = await asyncpg.connect(url), await asyncpg.connect(url)
    try:
        reading = backup.transaction()
        await reading.start()
        await backup.execute("LOCK TABLE first IN ACCESS SHARE MODE")
        migrating = asyncio.create_task(migrate(url, [FIRST, wider]))
        async with asyncio.timeout(PATIENCE):
            while not await server.fetchval(WAITS):
                pass
            await server.execute("INSERT INTO first VALUES (1)")
        assert not migrating.done()
        await reading.rollback()
        assert await migrating == [wider.name]
    finally:
        await backup.close()
        await server.close()


@pytest.mark.usefixtures("hasty")
async def test_a_table_that_is_never_free_is_told(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetd.db.migrate._TRIES", 2)
    url = await postgres.empty()
    await migrate(url, [FIRST])
    wider = Migration("0002_wider", "ALTER TABLE first ADD COLUMN name text")
    backup = await asyncpg.connect(url)
    try:
        async with backup.transaction():
            await backup.execute("LOCK TABLE first IN ACCESS SHARE MODE")
            with pytest.raises(MigrationError, match="0002_wider needs a table"):
                await migrate(url, [FIRST, wider])
    finally:
        await backup.close()
    assert await migrate(url, [FIRST, wider]) == [wider.name]


async def test_an_applied_file_may_not_change(postgres: Postgres) -> None:
    url = await postgres.empty()
    await migrate(url, [FIRST])
    changed = Migration(FIRST.name, FIRST.sql + "; CREATE TABLE surprise ()")
    with pytest.raises(MigrationError, match="0001_first was changed"):
        await migrate(url, [changed, SECOND])
    assert not {"surprise", "second"} & await tables(url)


async def test_a_newer_database_is_left_as_it_is(postgres: Postgres) -> None:
    """So that a rolling upgrade can stop half way."""
    url = await postgres.empty()
    await migrate(url, [FIRST, SECOND])
    before = await tables(url)
    assert await migrate(url, [FIRST]) == []
    assert await tables(url) == before
    changed = Migration(FIRST.name, FIRST.sql + ";")
    with pytest.raises(MigrationError, match="0001_first was changed"):
        await migrate(url, [changed])


async def test_a_database_of_another_line_is_refused(postgres: Postgres) -> None:
    url = await postgres.empty()
    await migrate(url, [FIRST, Migration("0002_another", "SELECT")])
    with pytest.raises(MigrationError, match="has 0002_another, which this version does not know"):
        await migrate(url, [FIRST, SECOND])


async def test_what_is_missing_before_something_newer_is_not_added(postgres: Postgres) -> None:
    url = await postgres.empty()
    await migrate(url, [FIRST, Migration("0003_third", "SELECT")])
    with pytest.raises(MigrationError, match="0002_second was added before 0003_third"):
        await migrate(url, [FIRST, SECOND])
    assert "second" not in await tables(url)


async def test_no_file_may_slip_in_before_one_that_is_applied(postgres: Postgres) -> None:
    url = await postgres.empty()
    await migrate(url, [SECOND])
    with pytest.raises(MigrationError, match="0001_first was added before 0002_second"):
        await migrate(url, [FIRST, SECOND])
    assert "first" not in await tables(url)


async def test_a_file_that_fails_leaves_nothing_behind(postgres: Postgres) -> None:
    url = await postgres.empty()
    broken = Migration("0002_broken", "CREATE TABLE half (id int); SELECT 1 / 0")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(url, [FIRST, broken])
    assert "half" not in await tables(url)
    assert await migrate(url, [FIRST, SECOND]) == [SECOND.name]


async def test_a_file_with_transactions_of_its_own_is_done_again(postgres: Postgres) -> None:
    url = await postgres.empty()
    pieces = f"""{BY_ITSELF}.
        DO $$ BEGIN
            INSERT INTO first VALUES (1) ON CONFLICT DO NOTHING; COMMIT; %s
            INSERT INTO first VALUES (2) ON CONFLICT DO NOTHING;
        END $$"""
    first = Migration(FIRST.name, "CREATE TABLE first (id int PRIMARY KEY)")
    broken = Migration("0002_pieces", pieces % "PERFORM 1 / 0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(url, [first, broken])
    whole = Migration("0002_pieces", pieces % "")
    connection = await asyncpg.connect(url)
    try:
        assert await connection.fetch("SELECT id FROM first") == [(1,)]
        assert await migrate(url, [first, whole]) == [whole.name]
        assert await connection.fetch("SELECT id FROM first ORDER BY id") == [(1,), (2,)]
    finally:
        await connection.close()
    assert await migrate(url, [first, whole]) == []


async def test_who_fails_does_not_block_who_waits(postgres: Postgres) -> None:
    url = await postgres.empty()
    broken = Migration("0001_broken", "SELECT 1 / 0")
    failures = await asyncio.gather(
        *(migrate(url, [broken]) for _ in range(3)), return_exceptions=True
    )
    assert [type(failure) for failure in failures] == [asyncpg.DivisionByZeroError] * 3
    assert await migrate(url, [FIRST]) == [FIRST.name]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://localhost:1/meetd",
        "postgresql://nobody@/meetd?host=/nowhere",
        "postgresql://localhost/meetd?sslmode=perhaps",
    ],
)
async def test_no_database_is_said_in_words(url: str) -> None:
    with pytest.raises(MigrationError, match="The database cannot be used"):
        await migrate(url)


async def test_a_database_that_does_not_exist_is_said_in_words(postgres: Postgres) -> None:
    with pytest.raises(MigrationError, match="nowhere"):
        await migrate(postgres.url("nowhere"))


def test_a_folder_without_migrations_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="No migrations"):
        migrations(tmp_path)


def test_files_are_numbered_without_a_gap() -> None:
    numbers = [int(migration.name.split("_")[0]) for migration in migrations()]
    assert numbers == list(range(1, len(numbers) + 1))
