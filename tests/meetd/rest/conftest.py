"""One server for all tests of a file: each makes accounts of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession, DummyCookieJar

from support.api import Api
from support.backend import backend, settings
from support.postgres import Postgres


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    folder = tmp_path_factory.mktemp("data")
    async with (
        backend(settings(folder, await postgres.migrated())) as running,
        ClientSession(cookie_jar=DummyCookieJar()) as http,
    ):
        yield Api(running, http)
