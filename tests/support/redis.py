"""A real Redis, which a test stops, freezes and starts again."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from support.ports import free_port


class Redis:
    """A server on a port of its own, which keeps nothing on disk."""

    def __init__(self, folder: Path, host: str) -> None:
        self._folder = folder
        self._host = host
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://{self._host}:{self.port}"

    def start(self) -> None:
        """Run it and wait until it takes connections."""
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", self._host,
             "--protected-mode", "no", "--save", "", "--dir", str(self._folder)],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError), socket.create_connection((self._host, self.port)):
                return
            assert self._process.poll() is None, "Redis ended"
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def stop(self) -> None:
        """End it: what it knew is gone."""
        if self._process is not None:
            self.thaw()
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def freeze(self) -> None:
        """Take connections, and answer none."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        os.kill(self._process.pid, number)


@contextlib.contextmanager
def redis(folder: Path, host: str = "127.0.0.1") -> Iterator[Redis]:
    """Run one."""
    server = Redis(folder, host)
    server.start()
    try:
        yield server
    finally:
        server.stop()
