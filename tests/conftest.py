"""How the tests share a machine of two cores, which may be busy with anything else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# A busy machine makes no test fail: neither a slow example nor slow ones before it.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

_CALLS = frozenset(
    f"tests/e2e/test_{name}.py"
    for name in ("coming_back", "devices", "firefox", "networks", "sharing")
)
"""Long calls of several people, who want half of the machine: one at a time, beside the rest."""
_MEASURED = frozenset(
    f"tests/{name}.py"
    for name in (
        "e2e/test_codecs", "e2e/test_draining", "e2e/test_leaks", "e2e/test_long_call",
        "e2e/test_modes", "e2e/test_moving", "e2e/test_narrow_lines", "e2e/test_picture",
        "e2e/test_quality", "e2e/test_recovery", "e2e/test_voices",
        "worker_bridge/test_browser_media",
    )
)  # fmt: skip
"""What counts frames and bytes, or wants all of the machine: one at a time and last, beside nothing
but what another process is about to finish."""


def _share(nodeid: str) -> str:
    """What runs in one process, one after another: a file, or several."""
    file = nodeid.partition("::")[0]
    return "calls" if file in _CALLS else "measured" if file in _MEASURED else file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the shares: they are begun in the order in which they were collected."""
    rank = {"calls": 0, "measured": 2}
    items.sort(key=lambda item: rank.get(_share(item.nodeid), 1))


class _Shares(LoadScopeScheduling):  # type: ignore[misc]
    """Gives each share to a process that is free."""

    def _split_scope(self, nodeid: str) -> str:
        return _share(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Keep what would starve each other's pictures apart."""
    config.option.loadscopereorder = False
    return _Shares(config, log)
