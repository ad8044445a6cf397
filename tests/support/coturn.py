"""A real coturn on loopback or on a machine of its own, with the configuration that is shipped."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from meetd.doctor import stun
from support.ports import free_port, until_listening

if TYPE_CHECKING:
    # Which brings browsers with it.
    from support.network import Line

SHIPPED = Path(__file__).parents[2] / "docker" / "turnserver.conf"
START_LIMIT = 30.0


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
        "listening-ip": "127.0.0.1",
        "relay-ip": "::1" if ipv6 else "127.0.0.1",
        "allocation-default-address-family": "ipv6" if ipv6 else "ipv4",
    }
    besides = ["allowed-peer-ip=127.0.0.1", "allow-loopback-peers"] if loopback_peers else []
    configuration = _configured(folder, relay, own, besides, certificate)
    async with _running(*_command(configuration)) as process:
        async with asyncio.timeout(START_LIMIT):
            await until_listening(relay.port, process)
            await _until_answering(relay.port)
        yield relay


@contextlib.asynccontextmanager
async def coturn_at(
    line: Line, folder: Path, port: int, secret: str, certificate: tuple[Path, Path]
) -> AsyncIterator[None]:
    """Run coturn on a machine, with TLS, for all that are on the same network."""
    own = {"listening-ip": line.address, "relay-ip": line.address}
    besides = [f"allowed-peer-ip={line.everybody}"]
    configuration = _configured(folder, Coturn(port, secret), own, besides, certificate)
    async with _running(*line.machine.entering(*_command(configuration))) as process:
        async with asyncio.timeout(START_LIMIT):
            while not line.machine.run("ss", "-Hltn", f"sport = :{port}"):
                assert process.returncode is None, "coturn ended"
                await asyncio.sleep(0.05)
        yield


def _configured(
    folder: Path,
    relay: Coturn,
    addresses: Mapping[str, str],
    besides: Sequence[str],
    certificate: tuple[Path, Path] | None,
) -> Path:
    """Write what is shipped, with what is this one's own; the file."""
    own = {
        "listening-port": relay.port,
        "static-auth-secret": relay.secret,
        "realm": "localhost",
        "pidfile": folder / "coturn.pid",
        "userdb": folder / "coturn.db",
        **addresses,
    }
    shipped = [line for line in SHIPPED.read_text().splitlines() if line.split("=")[0] not in own]
    settings = [f"{name}={value}" for name, value in own.items()]
    if certificate is not None:
        shipped.remove("no-tls")
        cert, key = certificate
        settings += [f"cert={cert}", f"pkey={key}", f"tls-listening-port={relay.port}"]
    configuration = folder / "turnserver.conf"
    configuration.write_text("\n".join([*shipped, *settings, *besides, ""]))
    return configuration


def _command(configuration: Path) -> tuple[str, ...]:
    return "turnserver", "-c", str(configuration), "--log-file=stdout"


@contextlib.asynccontextmanager
async def _running(*command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
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
