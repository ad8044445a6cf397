"""What every end-to-end test starts from: a server, and people with browsers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from support.browsers import Browsers, keeping_browsers
from support.people import People, gathering
from support.service import Service, serving


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all stories on one loop, to which the browsers that they share belong."""
    on_one_loop = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        # Of all items that there are: others may have fixtures of the same name.
        if isinstance(item, pytest.Function) and "browsers" in item.fixturenames:
            item.add_marker(on_one_loop, append=False)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One server for all tests that leave it as they found it."""
    with serving(tmp_path_factory.mktemp("meetd")) as service:
        yield service


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures and sounds of cameras and microphones are kept."""
    return tmp_path_factory.mktemp("media")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers() -> AsyncIterator[Browsers]:
    """Browsers that are started once for many tests."""
    async with keeping_browsers() as browsers:
        yield browsers


@pytest_asyncio.fixture(loop_scope="session")
async def people(media: Path, browsers: Browsers) -> AsyncIterator[People]:
    """People who come when a test asks for them."""
    async with gathering(media, browsers) as people:
        yield people
