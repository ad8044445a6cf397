"""How the tests share a machine of two cores, which may be busy with anything else."""

from __future__ import annotations

import contextlib
import os

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

pytest_plugins = ("support.at_once", "support.limits")

# A busy machine makes no test fail: neither a slow example nor slow ones before it.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

_CALLS = frozenset(
    f"tests/e2e/test_{name}.py"
    for name in ("coming_back", "devices", "firefox", "networks", "sharing")
)
"""Long calls of several people, who want half of the machine: one at a time, beside the rest."""
_MEASURE = "measured"
_MEASURED = tuple(
    f"tests/{name}.py"
    for name in (
        "e2e/test_leaks", "e2e/test_long_call", "e2e/test_picture", "e2e/test_codecs",
        "e2e/test_voices", "worker_bridge/test_browser_media", "e2e/test_draining",
        "e2e/test_moving", "e2e/test_modes", "e2e/test_recovery", "e2e/test_narrow_lines",
        "e2e/test_quality",
    )
)  # fmt: skip
"""What counts frames and bytes, or wants all of the machine: one at a time and beside no other
browser. In this order: first what only counts what is left over, while tests without a browser run
beside it, and last what is watched frame by frame, which most likely has the machine to itself."""


def _share(nodeid: str) -> str:
    """What runs in one process, one after another: a file, or several."""
    file = nodeid.partition("::")[0]
    return "calls" if file in _CALLS else _MEASURE if file in _MEASURED else file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the shares: they are begun in the order in which they were collected."""
    with_browsers = {
        _share(item.nodeid) for item in items if "browsers" in getattr(item, "fixturenames", ())
    }

    def place(item: pytest.Item) -> tuple[int, int]:
        file, share = item.nodeid.partition("::")[0], _share(item.nodeid)
        if share == _MEASURE:
            return 2, _MEASURED.index(file)
        return (0 if share == "calls" else 1 if share in with_browsers else 3), 0

    items.sort(key=place)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let calls go first: what needs no browser takes what they leave of the machine."""
    niceness = 0 if "browsers" in getattr(item, "fixturenames", ()) else 10
    if os.getpriority(os.PRIO_PROCESS, 0) != niceness:
        # Not everybody may go first again; then this process has met its last browser most likely.
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, niceness)


class _Shares(LoadScopeScheduling):  # type: ignore[misc]
    """Gives each share to a process that is free. What is measured is begun beside no browser, as
    long as there is something without one to do first."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        self._without_browsers: frozenset[str] = frozenset()

    def _split_scope(self, nodeid: str) -> str:
        return _share(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        waiting = list(self.workqueue)
        if _MEASURE in waiting and not self._without_browsers:
            self._without_browsers = frozenset(waiting[waiting.index(_MEASURE) + 1 :])
        first_another = waiting[0] == _MEASURE and self._is_beside_browsers(node)
        if first_another:
            self.workqueue.move_to_end(_MEASURE)
        super()._assign_work_unit(node)
        if first_another and _MEASURE in self.workqueue:
            self.workqueue.move_to_end(_MEASURE, last=False)

    def _is_beside_browsers(self, node: WorkerController) -> bool:
        return any(
            share not in self._without_browsers and not all(tests.values())
            for other, shares in self.assigned_work.items()
            if other is not node
            for share, tests in shares.items()
        )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Keep what would starve each other's pictures apart."""
    config.option.loadscopereorder = False
    return _Shares(config, log)
