"""What is shipped beside the code says the truth and keeps its promises."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
import time
from pathlib import Path

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import TurnClientUdpProtocol

from support.coturn import Coturn, coturn

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"MEETD_[A-Z0-9_]+")


def configured() -> set[str]:
    """Every variable that the server reads."""
    source = (ROOT / "meetd" / "config.py").read_text()
    names = re.findall(r'(?:env\.\w+\(|\(env,)\s*"([A-Z0-9_]+)"', source)
    return {f"MEETD_{name}" for name in names}


def test_the_readme_tells_every_variable_and_no_other() -> None:
    table = (ROOT / "README.md").read_text().split("## Configuration")[1].split("## ")[0]
    assert set(VARIABLE.findall(table)) | {"MEETD_REDIS_URL"} == configured()


def test_compose_sets_what_the_server_reads() -> None:
    service = (ROOT / "docker" / "compose.yaml").read_text().split("  database:\n")[0]
    assert set(re.findall(r"^ {6}(MEETD_\w+):", service, re.MULTILINE)) <= configured()


def test_compose_needs_what_its_example_gives() -> None:
    compose = (ROOT / "docker" / "compose.yaml").read_text()
    given = re.findall(r"^(\w+)=", (ROOT / "docker" / "env.example").read_text(), re.MULTILINE)
    assert set(re.findall(r"\$\{(\w+)", compose)) == set(given)


def test_no_lock_file_names_an_address() -> None:
    for lock in [*ROOT.glob("requirements*.txt"), ROOT / "web" / "package-lock.json"]:
        text = lock.read_text()
        assert not re.search(r"--(index-url|extra-index-url|find-links)|\bfile:", text), lock
        assert not re.search(r'"resolved"', text), lock


async def permission(relay: Coturn, peer: str) -> None:
    """Ask coturn to relay to a peer. Raises TransactionFailed when it refuses."""
    username = f"{int(time.time()) + 60}:somebody"
    digest = hmac.digest(relay.secret.encode(), username.encode(), hashlib.sha1)
    server = ("127.0.0.1", relay.port)
    transport, client = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: TurnClientUdpProtocol(
            server=server,
            username=username,
            password=base64.b64encode(digest).decode(),
            lifetime=60,
            channel_refresh_time=60,
        ),
        remote_addr=server,
    )
    try:
        await client.connect()
        try:
            await client.channel_bind(0x4000, (peer, 9))
        finally:
            await client.delete()
    finally:
        transport.close()


@pytest.mark.parametrize(
    ("ipv6", "outside", "inside"),
    [
        (
            False,
            "192.0.3.1",
            ("127.0.0.1", "10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        ),
        (
            True,
            "2a00::1",
            ("::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "fd00::1", "fe80::1"),
        ),
    ],
)
async def test_the_relay_leads_nowhere_inside(
    tmp_path: Path, ipv6: bool, outside: str, inside: tuple[str, ...]
) -> None:
    async with coturn(tmp_path, loopback_peers=False, ipv6=ipv6) as relay:
        await permission(relay, outside)
        for peer in inside:
            with pytest.raises(TransactionFailed) as refusal:
                await permission(relay, peer)
            assert refusal.value.response.attributes["ERROR-CODE"][0] == 403, peer


async def test_the_relay_is_for_people_with_credentials(tmp_path: Path) -> None:
    async with coturn(tmp_path) as relay:
        await permission(relay, "127.0.0.1")
        stranger = Coturn(relay.port, "another secret")
        with pytest.raises(TransactionFailed) as refusal:
            await permission(stranger, "127.0.0.1")
        assert refusal.value.response.attributes["ERROR-CODE"][0] == 401
