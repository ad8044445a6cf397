"""How the tests share a machine of two cores, which may be busy with anything else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# A busy machine makes no test fail: neither a slow example nor slow ones before it.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

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
