"""One server for all tests of a file, where each makes accounts of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from meetd.auth import sessions
from support.backend import Backend, backend, settings
from support.postgres import Postgres


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Backend]:
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        # All of them come from one place, which may not make so many otherwise.
        patch.setattr(sessions, "REGISTRATIONS", 1e6)
        of = settings(folder, await postgres.migrated())
        async with backend(of) as running:
            yield running
