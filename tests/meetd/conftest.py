"""What tests of the server start from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from meetd.db.pool import Database, database
from support.backend import Backend, backend, settings
from support.postgres import Postgres, PostgresProcess


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
