"""How the tests share a machine of two cores."""

from __future__ import annotations

from pathlib import Path

import pytest

_BROWSERS = (
    Path(__file__).parent / "e2e",
    Path(__file__).parent / "worker_bridge" / "test_browser_media.py",
)


@pytest.hookimpl(tryfirst=True)  # Before the one that reads the marks.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep browsers to one process: two stories at once would starve each other's pictures."""
    for item in items:
        if any(item.path.is_relative_to(place) for place in _BROWSERS):
            item.add_marker(pytest.mark.xdist_group("browsers"))
