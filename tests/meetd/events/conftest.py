"""One server for all tests of a file."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from support.backend import Backend, backend, settings
from support.postgres import Postgres


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Backend]:
    folder = tmp_path_factory.mktemp("data")
    async with backend(settings(folder, await postgres.migrated())) as running:
        yield running
