"""What tests of several nodes start from."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from support.nodes import Nodes, nodes
from support.postgres import Postgres


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Nodes]:
    """Two nodes for all tests of a file."""
    async with nodes(tmp_path_factory.mktemp("nodes"), await postgres.migrated()) as running:
        yield running
