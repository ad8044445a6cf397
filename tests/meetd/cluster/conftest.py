"""What tests of several nodes start from."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from support.node_people import New, making_people
from support.nodes import Nodes, nodes
from support.postgres import Postgres


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Nodes]:
    """Two nodes for all tests of a file."""
    async with nodes(tmp_path_factory.mktemp("nodes"), await postgres.migrated()) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def new(cluster: Nodes) -> AsyncIterator[New]:
    """Makes people, who have signed in through the load balancer."""
    async with making_people(cluster.url) as somebody:
        yield somebody
