"""Connections to PostgreSQL, and what a broken one means to a caller."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Any, TypeAlias

import asyncpg

from meetd.db.pulse import Pulse
from meetd.db.searches import Searches
from meetd.errors import InvalidRequest, Unavailable

Connection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

ACQUIRE_LIMIT = 5.0
"""Seconds to wait for a free connection."""
QUERY_LIMIT = 10.0
"""Seconds for one query."""
IDLE_LIMIT = 3.0
"""Seconds that a transaction in which others are kept waiting may say nothing."""


class Database:
    """A pool of connections. Raises Unavailable when the database cannot be reached, at once while
    that is known."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], pulse: Pulse) -> None:
        self._pool = pool
        self._pulse = pulse
        self.searches = Searches()

    async def fetch(self, query: str, *args: object) -> list[asyncpg.Record]:
        """All rows."""
        async with self.connection() as connection:
            rows: list[asyncpg.Record] = await connection.fetch(query, *args)
            return rows

    async def fetchrow(self, query: str, *args: object) -> asyncpg.Record | None:
        """The first row."""
        async with self.connection() as connection:
            row: asyncpg.Record | None = await connection.fetchrow(query, *args)
            return row

    async def fetchval(self, query: str, *args: object) -> Any:
        """The first column of the first row."""
        async with self.connection() as connection:
            return await connection.fetchval(query, *args)

    async def execute(self, query: str, *args: object) -> None:
        """Nothing comes back."""
        async with self.connection() as connection:
            await connection.execute(query, *args)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection of one's own."""
        with _reachable():
            async with (
                self._pulse.using() as use,
                self._pool.acquire(timeout=ACQUIRE_LIMIT) as connection,
            ):
                use.cut = connection.terminate
                yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection in a transaction: all of it, or nothing."""
        async with self.connection() as connection, connection.transaction():
            yield connection


def ending_with_its_writer() -> str:
    """The expression in SQL with which a transaction is ended when nothing is said in it: a writer
    whose network went in the middle must keep no other server waiting."""
    return f"set_config('idle_in_transaction_session_timeout', '{IDLE_LIMIT:g}s', true)"


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (
        OSError,
        TimeoutError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,  # Asked after the server's good-bye, before the end was read.
        asyncpg.PostgresConnectionError,
        asyncpg.OperatorInterventionError,
        asyncpg.InsufficientResourcesError,
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.InvalidCatalogNameError,
        asyncpg.ReadOnlySQLTransactionError,
    ) as error:
        raise Unavailable from error
    except asyncpg.CharacterNotInRepertoireError:
        # A zero, which whoever let it in here should have refused.
        raise InvalidRequest("There is a character in it that is no text.") from None


async def _is_pooled(url: str) -> bool:
    """Find out whether something such as PgBouncer is before the database: then whoever took the
    connection is not who answers. Prepared statements save too much to do without for nothing."""
    connection = await asyncpg.connect(url, statement_cache_size=0)
    try:
        answering: int = await connection.fetchval("SELECT pg_backend_pid()")
        return bool(answering != connection.get_server_pid())
    finally:
        await connection.close()


async def _ask(url: str) -> None:
    """Have the server answer on a connection of its own. That it has none left is an answer too."""
    with suppress(asyncpg.TooManyConnectionsError):
        connection = await asyncpg.connect(url, statement_cache_size=0)
        try:
            await connection.fetchval("SELECT 1")
            await connection.close()
        finally:
            connection.terminate()


@asynccontextmanager
async def database(url: str, connections: int = 10) -> AsyncIterator[Database]:
    """Connect, with so many `connections` at most, and close at the end."""
    pool = await asyncpg.create_pool(
        url,
        # Behind a pooler the next statement may find itself on another connection.
        statement_cache_size=0 if await _is_pooled(url) else 100,
        min_size=1,
        max_size=connections,
        command_timeout=QUERY_LIMIT,
        max_inactive_connection_lifetime=60,
    )
    pulse = Pulse(partial(_ask, url))
    watching = asyncio.create_task(pulse.watch())
    try:
        yield Database(pool, pulse)
    finally:
        watching.cancel()
        try:
            async with asyncio.timeout(5):
                await pool.close()
        except TimeoutError:
            pool.terminate()
