"""Brings the database to the shape that this version needs: forward only, file by file."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import asyncpg

from meetd.log import get_logger
from meetd.shipped import SQL

log = get_logger(__name__)

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

LOCK = 0x6D656574
"""The advisory lock that lets one server at a time migrate."""

BY_ITSELF = "-- In transactions of its own"
"""The beginning of a file that is no transaction: what it does by and by it can do again."""

_WAIT = "2s"
"""How long a migration waits for a table. Whoever asks for the table after it waits behind it, so
that servers which run stand still no longer than this while somebody else reads for long."""
_PAUSE_SECONDS = 3.0
_TRIES = 240
"""About 20 minutes in all: a backup reads for as long as it takes."""


class MigrationError(Exception):
    """The database is not there, or not one that this version can bring up to date."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of `sql/`."""

    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """Tells whether a file was changed after it was applied."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def by_itself(self) -> bool:
        """True if it ends its transactions itself. Broken off, it is done again from its start."""
        return self.sql.startswith(BY_ITSELF)


def migrations(folder: Path = SQL) -> list[Migration]:
    """All of them, in order. Raises MigrationError when there are none."""
    found = [Migration(path.stem, path.read_text()) for path in sorted(folder.glob("*.sql"))]
    if not found:
        raise MigrationError(f"No migrations in {folder}.")
    return found


async def migrate(url: str, wanted: list[Migration] | None = None) -> list[str]:
    """Apply what is missing, each file in a transaction of its own unless it has several; the
    names of those applied.

    Two servers that start at once take turns. A database that a newer version has taken further is
    left as it is, since every migration keeps the version before it working. Raises MigrationError.
    """
    wanted = migrations() if wanted is None else wanted
    async with _connection(url) as waiting, waiting.transaction():
        # The lock is a transaction's, since behind a pooler one of the connection would outlive us;
        # each file has a transaction of its own, so that it is another connection's.
        await waiting.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        async with _connection(url) as connection:
            return await _apply(connection, wanted)


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[Connection]:
    """Raises MigrationError."""
    try:
        connection = await asyncpg.connect(url, statement_cache_size=0)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError) as error:
        raise MigrationError(f"The database cannot be used: {error}") from error
    try:
        yield connection
    finally:
        await connection.close()


async def _apply(connection: Connection, wanted: list[Migration]) -> list[str]:
    await connection.execute(
        """CREATE TABLE IF NOT EXISTS migrations (
            name text PRIMARY KEY,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        )"""
    )
    rows = await connection.fetch("SELECT name, checksum FROM migrations")
    applied = {row["name"]: row["checksum"] for row in rows}
    _must_continue(applied, wanted)
    done = []
    for migration in wanted:
        if migration.name in applied:
            continue
        await _apply_one(connection, migration)
        log.info("migrated", migration=migration.name)
        done.append(migration.name)
    return done


async def _apply_one(connection: Connection, migration: Migration) -> None:
    """Raises MigrationError where somebody else holds a table all the time."""
    if migration.by_itself:
        await connection.execute(migration.sql)
    for left in reversed(range(_TRIES)):
        try:
            async with connection.transaction():
                await connection.execute(f"SET LOCAL lock_timeout = '{_WAIT}'")
                if not migration.by_itself:
                    await connection.execute(migration.sql)
                await connection.execute(
                    "INSERT INTO migrations (name, checksum) VALUES ($1, $2)",
                    migration.name,
                    migration.checksum,
                )
            return
        except asyncpg.LockNotAvailableError:
            log.info("a table is in use, a backup perhaps: trying again", migration=migration.name)
        if left:
            await asyncio.sleep(_PAUSE_SECONDS)
    raise MigrationError(
        f"{migration.name} needs a table that something else holds all the time: "
        "end what reads it, a backup perhaps, and start again."
    )


def _must_continue(applied: dict[str, str], wanted: list[Migration]) -> None:
    last = wanted[-1].name
    unknown = sorted(set(applied) - {migration.name for migration in wanted})
    newer = [name for name in unknown if name > last]
    if len(newer) < len(unknown):
        raise MigrationError(f"The database has {unknown[0]}, which this version does not know.")
    for position, migration in enumerate(wanted):
        checksum = applied.get(migration.name)
        if checksum is None:
            later = [*(m.name for m in wanted[position:] if m.name in applied), *newer]
            if later:
                raise MigrationError(f"{migration.name} was added before {later[0]}.")
        elif checksum != migration.checksum:
            raise MigrationError(f"{migration.name} was changed after it had been applied.")
    if newer:
        log.warning("the database is newer than this version", migrations=newer)
