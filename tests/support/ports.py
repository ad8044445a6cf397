"""Ports on loopback: free ones, and waiting for one that is listened on."""

from __future__ import annotations

import asyncio
import socket


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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
