"""Tells of each failure when it happens, as well as at the end: a run that is cut has no end."""

from __future__ import annotations

import os
import time

import pytest
from _pytest.terminal import TerminalReporter


class AtOnce:
    """Prints what failed, and when."""

    def __init__(self, terminal: TerminalReporter) -> None:
        self._terminal = terminal

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Print the failure of one phase of a test."""
        if report.failed:
            now = time.strftime("%H:%M:%S")
            self._terminal.ensure_newline()
            self._terminal.write_sep("_", f"{now} {report.nodeid}, {report.when}")
            report.toterminal(self._terminal._tw)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Print in the process that has the terminal, where several share the tests."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal and "PYTEST_XDIST_WORKER" not in os.environ and config.getoption("numprocesses"):
        config.pluginmanager.register(AtOnce(terminal))
