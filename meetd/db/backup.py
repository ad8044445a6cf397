"""All rows of the database, out of it and into an empty one: table after table, in pieces, so that
never much of it is in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

import asyncpg

from meetd.db.migrate import Connection, migrate, migrations

PIECE = 4 * 2**20
"""Bytes of a table's rows, and what the last of them has more, that are in memory at a time."""
_NO_LIMITS = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"

Keep: TypeAlias = Callable[[str, bytes], Awaitable[None]]
"""Takes the next piece of a table."""


class BackupError(Exception):
    """It cannot be backed up, or restored; the text says why, to the operator."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a backup has of a table."""

    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup has of the database."""

    migrations: Mapping[str, str]
    """The checksum of each by its name: the shape that the rows have."""
    tables: Mapping[str, Table]
    """Each after those that it refers to."""
    sequences: Mapping[str, int]
    """The number that each gave last."""


async def dump(url: str, keep: Keep) -> Contents:
    """Hand all rows to `keep`, as they were at one moment, beside servers that run. Raises
    BackupError."""
    async with (
        _connection(url) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        await connection.execute(_NO_LIMITS)
        level = await _level(connection)
        if not level:
            raise BackupError("The database has nothing of meetd in it.")
        tables = await _tables(connection)
        # Nobody changes their shape meanwhile.
        names = ", ".join(map(_quoted, tables))
        await connection.execute(f"LOCK TABLE {names} IN ACCESS SHARE MODE")
        kept = {}
        for name, columns in tables.items():
            kept[name] = Table(columns, await _copy_out(connection, name, columns, keep))
        # They stand outside of the transaction: by now at or above all that is in the rows.
        sequences = await connection.fetch(
            """SELECT sequencename AS name, last_value FROM pg_sequences
            WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY name"""
        )
        return Contents(level, kept, {row["name"]: row["last_value"] for row in sequences})


async def load(url: str, contents: Contents, pieces: Iterator[tuple[str, bytes]]) -> None:
    """Put what `dump` gave, table after table, into a database that nobody has used, and bring it
    to the shape that this version needs: all rows, or none. Raises BackupError, MigrationError."""
    known = {migration.name: migration for migration in migrations()}
    for name, checksum in contents.migrations.items():
        if name not in known or known[name].checksum != checksum:
            raise BackupError(f"It is of a version that has {name}, which this one does not know.")
    async with _connection(url) as connection:
        await _must_be_unused(connection)
    await migrate(url, [known[name] for name in sorted(contents.migrations)])
    async with _connection(url) as connection, connection.transaction():
        await connection.execute(_NO_LIMITS)
        await _must_be_like(connection, contents)
        names = ", ".join(map(_quoted, contents.tables))
        await connection.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
        # Somebody may have come first.
        await _must_be_unused(connection)
        await connection.execute(f"TRUNCATE {names}")
        # What triggers made of the rows is among the rows.
        await _switch_triggers(connection, contents, "DISABLE")
        came = dict.fromkeys(contents.tables, 0)
        for name, its in groupby(pieces, key=itemgetter(0)):
            columns = contents.tables[name].columns
            came[name] = await _copy_in(connection, name, columns, (piece for _, piece in its))
        if came != {name: table.rows for name, table in contents.tables.items()}:
            raise BackupError("Not all rows came back.")
        await _switch_triggers(connection, contents, "ENABLE")
        for name, last in contents.sequences.items():
            await connection.execute("SELECT setval(quote_ident($1)::regclass, $2)", name, last)
    await migrate(url)


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[Connection]:
    """Raises BackupError, also for what the database says of what is done inside."""
    try:
        connection = await asyncpg.connect(url, statement_cache_size=0)
        try:
            yield connection
        finally:
            connection.terminate()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError) as error:
        raise BackupError(f"The database says: {error}") from error


async def _level(connection: Connection) -> dict[str, str]:
    if await connection.fetchval("SELECT to_regclass('migrations')") is None:
        return {}
    rows = await connection.fetch("SELECT name, checksum FROM migrations ORDER BY name")
    return {row["name"]: row["checksum"] for row in rows}


async def _tables(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Columns of all tables but that of migrations; each table after those that it refers to."""
    ours = "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()"
    rows = await connection.fetch(
        f"""SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
        FROM pg_class c {ours} JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'r' AND c.relname <> 'migrations'
            AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        GROUP BY c.relname ORDER BY c.relname"""
    )
    columns = {row["name"]: tuple(row["columns"]) for row in rows}
    order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(columns, ()))
    references = await connection.fetch(
        f"""SELECT c.relname AS of, other.relname AS to
        FROM pg_class c {ours} JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f'
        JOIN pg_class other ON other.oid = f.confrelid
        WHERE f.conrelid <> f.confrelid ORDER BY 1, 2"""
    )
    for reference in references:
        order.add(reference["of"], reference["to"])
    return {name: columns[name] for name in order.static_order()}


async def _copy_out(connection: Connection, name: str, columns: tuple[str, ...], keep: Keep) -> int:
    """The number of rows."""
    piece = bytearray()

    async def take(data: bytes) -> None:
        piece.extend(data)
        if len(piece) >= PIECE:
            await keep(name, bytes(piece))
            piece.clear()

    # As text, which every version of PostgreSQL reads of every other.
    said = await connection.copy_from_table(name, output=take, columns=columns, format="text")
    if piece:
        await keep(name, bytes(piece))
    return int(said.rpartition(" ")[2])


async def _copy_in(
    connection: Connection, name: str, columns: tuple[str, ...], pieces: Iterator[bytes]
) -> int:
    """The number of rows."""

    async def source() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    said = await connection.copy_to_table(name, source=source(), columns=columns, format="text")
    return int(said.rpartition(" ")[2])


async def _must_be_unused(connection: Connection) -> None:
    """Raises BackupError."""
    for name in ("users", "rooms", "events"):
        if await connection.fetchval("SELECT to_regclass($1)", name) is None:
            continue
        if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {name})"):
            raise BackupError(
                f"The database is in use: it has {name}. Name an empty one in"
                " MEETD_DATABASE_URL, or an empty data folder in MEETD_DATA_DIR."
            )


async def _must_be_like(connection: Connection, contents: Contents) -> None:
    """Raises BackupError."""
    newer = sorted(set(await _level(connection)) - set(contents.migrations))
    if newer:
        raise BackupError(
            f"The database has {newer[0]} already, which the backup is older than: it goes into a"
            " database with no tables in it, and is brought up to date there."
        )
    if await _tables(connection) != {name: t.columns for name, t in contents.tables.items()}:
        raise BackupError("The database has other tables than the backup, or other columns.")


async def _switch_triggers(connection: Connection, contents: Contents, switch: str) -> None:
    for name in contents.tables:
        await connection.execute(f"ALTER TABLE {_quoted(name)} {switch} TRIGGER USER")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
