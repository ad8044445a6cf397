"""What every end-to-end test starts from: a server, and people with browsers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from support.people import People, gathering
from support.service import Service, serving


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One server for all tests that leave it as they found it."""
    with serving(tmp_path_factory.mktemp("meetd")) as service:
        yield service


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures and sounds of cameras and microphones are kept."""
    return tmp_path_factory.mktemp("media")


@pytest_asyncio.fixture
async def people(media: Path) -> AsyncIterator[People]:
    """People who come when a test asks for them."""
    async with gathering(media) as people:
        yield people
