"""The server as an operator runs it: a process, with its own database and its own workers."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from support.ports import free_port
from support.ready_data import fill

START_LIMIT = 60.0
STOP_LIMIT = 60.0


class Served(Protocol):
    """A server that people reach, wherever it runs."""

    @property
    def url(self) -> str:
        """Where people find it."""

    @property
    def port(self) -> int:
        """Where it listens."""


class Service:
    """`meetd serve`, which can be stopped, killed and started again on the same port and data."""

    loopback = "127.0.0.1"
    address = "127.0.0.1"
    """Where others reach it."""
    command: tuple[str, ...] = (sys.executable, "-m", "meetd", "serve")
    from_nothing = False
    """Makes its database itself at its first start, as an operator's does."""

    def __init__(self, folder: Path, port: int, **settings: str) -> None:
        self.port = port
        self.output = folder / "meetd.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MEETD_")}
        self._environment = kept | {
            "MEETD_HOST": "127.0.0.1",
            "MEETD_PORT": str(port),
            "MEETD_DATA_DIR": str(folder / "data"),
            "MEETD_RTC_LISTEN_IP": "127.0.0.1",
            "MEETD_RTC_PORT": "0",
            "MEETD_P2P_RETURN_DELAY": "1",
            **{f"MEETD_{name.upper()}": value for name, value in settings.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where browsers find it."""
        return self._environment.get("MEETD_PUBLIC_URL", f"http://localhost:{self.port}")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Run it and wait until it is ready. Raises RuntimeError with its log if it is not."""
        if not self.from_nothing and "MEETD_DATABASE_URL" not in self._environment:
            fill(Path(self._environment["MEETD_DATA_DIR"]))
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                self.command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_LIMIT
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"meetd is not ready:\n{self.output.read_text()[-4000:]}")
            time.sleep(0.05)

    @property
    def environment(self) -> dict[str, str]:
        """What it is run with, for commands that are to find it."""
        return dict(self._environment)

    def stop(self) -> None:
        """Ask it to stop, and wait."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_LIMIT)
            finally:
                self.kill()

    def kill(self) -> None:
        """End it without asking."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _ready(self) -> bool:
        try:
            with urlopen(f"http://{self.loopback}:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except HTTPError as refusal:
            refusal.close()
            return False
        except OSError:
            return False

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that have these labels."""
        with urlopen(f"http://{self.loopback}:{self.port}/metrics", timeout=5) as answer:
            families = text_string_to_metric_families(answer.read().decode())
            return sum(
                sample.value
                for family in families
                for sample in family.samples
                if sample.name == name and labels.items() <= sample.labels.items()
            )


@contextlib.contextmanager
def serving(folder: Path, port: int | None = None, **settings: str) -> Iterator[Service]:
    """Run a server of one's own; settings are `MEETD_*` variables without their prefix."""
    service = Service(folder, port or free_port(), **settings)
    service.start()
    try:
        yield service
    finally:
        service.stop()
