"""A relay over TLS beside the page at one port, by the files that docker/ ships: HAProxy, Caddy and
coturn, each a real one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from support.caddy import caddy
from support.ports import free_port, until_listening

DOCKER = Path(__file__).parents[2] / "docker"
LOOPBACK = "allowed-peer-ip=127.0.0.1", "allow-loopback-peers"


@dataclass(frozen=True, slots=True)
class Beside:
    """The port of both, the relay's secret, and the authority that signs for both."""

    port: int
    secret: str
    authority: Path


@contextlib.asynccontextmanager
async def relay_beside_page(folder: Path) -> AsyncIterator[Beside]:
    """Serve the page of nobody at https://127.0.0.1 and a relay at turns:localhost, at one port."""
    port, page, tls, plain = free_port(), free_port(), free_port(), free_port()
    secret = secrets.token_hex(16)
    config = folder / "shipped.conf"
    shipped = (DOCKER / "turnserver.conf").read_text().replace("=3478", f"={plain}")
    own = ["listening-ip=127.0.0.1", "relay-ip=127.0.0.1", *LOOPBACK]
    config.write_text("\n".join([shipped, *own, ""]))
    proxy = (DOCKER / "haproxy.cfg").read_text()
    # Debian's Caddy is from before it read who is passed on, and a test may open fewer files.
    for line, instead in ((" send-proxy-v2", ""), ("maxconn 20000", "maxconn 500")):
        assert line in proxy
        proxy = proxy.replace(line, instead)
    # The user who runs tests may not become another one.
    kept = [line for line in proxy.splitlines() if not line.startswith(("    user", "    group"))]
    (folder / "haproxy.cfg").write_text("\n".join([*kept, ""]))
    turn = {
        "TURN_SECRET": secret,
        "TURN_REALM": "localhost",
        "TURN_ADDRESS": "127.0.0.1",
        "TURN_TLS_DOMAIN": "localhost",
        "TURN_TLS_PORT": str(tls),
        "CADDY_DATA": str(folder / "caddy"),
        "TURN_CONFIG": str(config),
        "TURN_FOLDER": str(folder / "turn"),
        "TURN_LOOK": "0.2",
    }
    lead = {
        "HTTPS_PORT": str(port),
        "PAGE_PORT": str(page),
        "TURN_DOMAIN": "localhost",
        "TURN_PORT": str(tls),
    }
    async with contextlib.AsyncExitStack() as stack:
        relay = await stack.enter_async_context(_program("sh", str(DOCKER / "coturn.sh"), env=turn))
        await until_listening(plain, relay)
        await stack.enter_async_context(
            caddy(
                folder,
                "https://127.0.0.1",
                f"127.0.0.1:{free_port()}",
                options=f"https_port {page}\nservers :{page} {{\nprotocols h1 h2\n}}",
                sites="https://localhost {\ntls internal\nrespond 404\n}",
            )
        )
        before = await stack.enter_async_context(
            _program("haproxy", "-f", str(folder / "haproxy.cfg"), env=lead)
        )
        await until_listening(port, before)
        await until_listening(tls, relay)
        yield Beside(port, secret, folder / "caddy" / "pki" / "authorities" / "local" / "root.crt")


@contextlib.asynccontextmanager
async def _program(*command: str, env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    path = {"PATH": f"{os.environ['PATH']}:/usr/sbin"}
    process = await asyncio.create_subprocess_exec(
        *command,
        env=env | path,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
