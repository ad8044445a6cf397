"""How the tests share a machine of two cores."""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

_BROWSERS = ("tests/e2e/", "tests/worker_bridge/test_browser_media.py")


class _Shares(LoadScopeScheduling):  # type: ignore[misc]
    """Keeps browsers to one process: two stories at once would starve each other's pictures."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(_BROWSERS):
            return "browsers"
        return nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Give whole files to whichever process is free."""
    return _Shares(config, log)
