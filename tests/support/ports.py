"""Ports on loopback: free ones, and waiting for one that is listened on."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import secrets
import socket
from collections.abc import Iterator

_PROCESSES = 16
_process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
# Lower than those that connections get by themselves, which would take one while its server is not
# there, and others than those of the tests that run beside these.
_own = range(20_000 + _process % _PROCESSES, 32_000, _PROCESSES)
_first: int = secrets.randbelow(len(_own))
_ports: Iterator[int] = itertools.cycle([*_own[_first:], *_own[:_first]])


def free_port() -> int:
    """A TCP port that was free a moment ago, and that nobody is given by chance."""
    for port in _ports:
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError


async def until_listening(port: int, process: asyncio.subprocess.Process) -> None:
    """Wait until the process takes connections. Raises RuntimeError if it ends instead."""
    while True:
        if process.returncode is not None:
            raise RuntimeError(f"ended with {process.returncode} before it listened on {port}")
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        await writer.wait_closed()
        return
