"""What tests of the server start from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from meetd.auth import passwords
from meetd.db import pool, pulse
from meetd.db.pool import Database, database
from support.backend import Backend, backend, settings
from support.postgres import Postgres, PostgresProcess
from support.waiting import PATIENCE


@pytest.fixture(scope="session", autouse=True)
def patient() -> Iterator[None]:
    """Let no server in these processes take a busy machine for a database that is away: PostgreSQL
    has what calls leave of the processor, and so have those who write to it."""
    with pytest.MonkeyPatch.context() as patch:
        for limit in ("ACQUIRE_LIMIT", "QUERY_LIMIT", "IDLE_LIMIT"):
            patch.setattr(pool, limit, PATIENCE)
        patch.setattr(pulse, "ANSWER_LIMIT", PATIENCE)
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Have the thousand accounts of these tests cost next to nothing to make."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ROUNDS", 4)
        yield


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """One PostgreSQL for all tests."""
    process = PostgresProcess(tmp_path_factory.mktemp("pg"))
    yield process.start()
    process.stop()


@pytest_asyncio.fixture
async def db(postgres: Postgres) -> AsyncIterator[Database]:
    """A migrated database of the test's own."""
    async with database(await postgres.migrated()) as connected:
        yield connected


@pytest_asyncio.fixture
async def server(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Backend]:
    """The whole server, with a database of the test's own."""
    async with backend(settings(tmp_path, await postgres.migrated())) as running:
        yield running
