"""A real coturn on loopback, with the configuration that is shipped."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from support.ports import free_port, until_listening

SHIPPED = Path(__file__).parents[2] / "docker" / "turnserver.conf"


@dataclass(frozen=True, slots=True)
class Coturn:
    """Where it listens, and what it shares with meetd."""

    port: int
    secret: str

    @property
    def url(self) -> str:
        return f"turn:127.0.0.1:{self.port}?transport=udp"


@contextlib.asynccontextmanager
async def coturn(folder: Path) -> AsyncIterator[Coturn]:
    """Run coturn. Loopback peers are allowed here and nowhere else."""
    relay = Coturn(port=free_port(), secret=secrets.token_hex(32))
    own = {
        "listening-port": relay.port,
        "listening-ip": "127.0.0.1",
        "relay-ip": "127.0.0.1",
        "static-auth-secret": relay.secret,
        "realm": "localhost",
        "allowed-peer-ip": "127.0.0.1",
        "pidfile": folder / "coturn.pid",
        "userdb": folder / "coturn.db",
    }
    shipped = [line for line in SHIPPED.read_text().splitlines() if line.split("=")[0] not in own]
    settings = [f"{name}={value}" for name, value in own.items()]
    configuration = folder / "turnserver.conf"
    configuration.write_text("\n".join([*shipped, *settings, "allow-loopback-peers", ""]))
    process = await asyncio.create_subprocess_exec(
        "turnserver", "-c", str(configuration), "--log-file=stdout",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(10):
            await until_listening(relay.port, process)
        yield relay
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
