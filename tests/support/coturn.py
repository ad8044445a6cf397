"""A real coturn on loopback, with the configuration that is shipped."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from meetd.doctor import stun
from support.ports import free_port, until_listening

SHIPPED = Path(__file__).parents[2] / "docker" / "turnserver.conf"


@dataclass(frozen=True, slots=True)
class Coturn:
    """Where it listens, and the secret that it shares with meetd."""

    port: int
    secret: str

    @property
    def url(self) -> str:
        return f"turn:127.0.0.1:{self.port}?transport=udp"


@contextlib.asynccontextmanager
async def coturn(
    folder: Path,
    *,
    loopback_peers: bool = True,
    ipv6: bool = False,
    certificate: tuple[Path, Path] | None = None,
) -> AsyncIterator[Coturn]:
    """Run coturn, relaying from loopback addresses.

    Without `loopback_peers` it relays to nobody that the shipped rules deny; with `ipv6` it relays
    to that family only; with a `certificate` and its key it speaks TLS too, at the same port.
    """
    relay = Coturn(port=free_port(), secret=secrets.token_hex(32))
    own = {
        "listening-port": relay.port,
        "listening-ip": "127.0.0.1",
        "relay-ip": "::1" if ipv6 else "127.0.0.1",
        "static-auth-secret": relay.secret,
        "realm": "localhost",
        "allocation-default-address-family": "ipv6" if ipv6 else "ipv4",
        "pidfile": folder / "coturn.pid",
        "userdb": folder / "coturn.db",
    }
    shipped = [line for line in SHIPPED.read_text().splitlines() if line.split("=")[0] not in own]
    settings = [f"{name}={value}" for name, value in own.items()]
    if certificate is not None:
        shipped.remove("no-tls")
        cert, key = certificate
        settings += [f"cert={cert}", f"pkey={key}", f"tls-listening-port={relay.port}"]
    configuration = folder / "turnserver.conf"
    if loopback_peers:
        settings += ["allowed-peer-ip=127.0.0.1", "allow-loopback-peers"]
    configuration.write_text("\n".join([*shipped, *settings, ""]))
    process = await asyncio.create_subprocess_exec(
        "turnserver", "-c", str(configuration), "--log-file=stdout",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(30):
            await until_listening(relay.port, process)
            await _until_answering(relay.port)
        yield relay
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until_answering(port: int) -> None:
    """It listens for datagrams a moment later than for connections."""
    while True:
        async with stun.connected("127.0.0.1", port, tcp=False) as line:
            with contextlib.suppress(OSError, TimeoutError):
                await stun.ask(line, stun.BINDING, {})
                return
        await asyncio.sleep(0.02)
