"""What is shipped beside the code says the truth and keeps its promises."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import itertools
import os
import re
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aioice.stun import TransactionFailed
from aioice.turn import TurnClientUdpProtocol

from meetd.doctor.relays import relays
from meetd.media import addresses
from support.backend import settings
from support.beside import relay_beside_page
from support.caddy import caddy
from support.certificate import certificate
from support.coturn import Coturn, coturn
from support.ports import free_port
from support.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"MEETD_[A-Z0-9_]+")


def configured() -> set[str]:
    """Every variable that the server reads."""
    source = (ROOT / "meetd" / "config.py").read_text()
    names = re.findall(r'(?:env\.\w+\(|\(env,)\s*"([A-Z0-9_]+)"', source)
    return {f"MEETD_{name}" for name in names}


def test_the_readme_tells_every_variable_and_no_other() -> None:
    table = (ROOT / "README.md").read_text().split("## Configuration")[1].split("## ")[0]
    assert set(VARIABLE.findall(table)) == configured() | {"MEETD_CONFIG"}, "or where they stand"


@pytest.mark.parametrize("name", ["compose.yaml", "compose.cluster.yaml"])
def test_compose_sets_what_the_server_reads(name: str) -> None:
    service = (ROOT / "docker" / name).read_text().split("\n  database:\n")[0]
    found = set(re.findall(r"^ +(MEETD_\w+):", service, re.MULTILINE))
    assert found
    assert found <= configured()


@pytest.mark.parametrize("kind", ["", "cluster."])
def test_compose_needs_what_its_example_gives(kind: str) -> None:
    compose = (ROOT / "docker" / f"compose.{kind}yaml").read_text()
    example = (ROOT / "docker" / f"env.{kind}example").read_text()
    given = re.findall(r"^(\w+)=", example, re.MULTILINE)
    assert set(re.findall(r"\$\{(\w+)", compose)) == set(given)


def test_the_nodes_of_compose_are_what_caddy_asks() -> None:
    compose = (ROOT / "docker" / "compose.cluster.yaml").read_text()
    ports = re.findall(r'MEETD_PORT: "(\d+)"', compose)
    urls = re.findall(r"MEETD_NODE_URL: (\S+)", compose)
    upstreams = re.findall(r"MEETD_UPSTREAM: (.*)", compose)
    assert len(set(ports)) == 2
    assert urls == [f"http://127.0.0.1:{port}" for port in ports]
    assert upstreams == [" ".join(f"127.0.0.1:{port}" for port in ports)]


@pytest.mark.parametrize("own", [None, "2a00::7"])
def test_compose_gives_media_over_ipv6_where_there_is_ipv6(
    monkeypatch: pytest.MonkeyPatch, own: str | None
) -> None:
    compose = (ROOT / "docker" / "compose.yaml").read_text()
    found = re.search(r'^ +MEETD_RTC_LISTEN_IP: "?([^"\n]+)', compose, re.MULTILINE)
    assert found is not None
    monkeypatch.setattr(addresses, "_own_ipv6_address", lambda: own)
    pairs = addresses.addresses(found[1], "203.0.113.10")
    assert pairs == [("0.0.0.0", "203.0.113.10"), *([(own, None)] if own else [])]


async def test_nothing_says_who_stands_in_front(tmp_path: Path) -> None:
    """What it answers by itself is guarded as all else, and names no program."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    port, plain = free_port(), free_port()
    url = f"https://localhost:{port}"
    broken = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    upstream = f"127.0.0.1:{broken.sockets[0].getsockname()[1]}"
    async with broken, caddy(tmp_path, url, upstream, plain), ClientSession() as http:
        for method, place, status in (
            ("GET", f"http://localhost:{plain}/abc-defg-hij?x=1", 308),
            ("GET", f"http://127.0.0.1:{plain}/abc-defg-hij?x=1", 308),
            ("GET", f"{url}/metrics", 404),
            ("POST", f"{url}/api/v1/rooms", 502),
        ):
            async with http.request(
                method, place, data=b"{}", ssl=False, allow_redirects=False
            ) as answer:
                assert answer.status == status
                assert "Server" not in answer.headers
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Cache-Control"] == "no-store"
                secure = place.startswith("https:")
                assert ("Strict-Transport-Security" in answer.headers) is secure
                assert secure or answer.headers["Location"] == f"{url}/abc-defg-hij?x=1"


def test_no_lock_file_names_an_address() -> None:
    for lock in [*ROOT.glob("requirements*.txt"), ROOT / "web" / "package-lock.json"]:
        text = lock.read_text()
        assert not re.search(r"--(index-url|extra-index-url|find-links)|\bfile:", text), lock
        assert not re.search(r'"resolved"', text), lock


@contextlib.asynccontextmanager
async def allocated(relay: Coturn) -> AsyncIterator[TurnClientUdpProtocol]:
    """Somebody with a place on the relay. Raises TransactionFailed when it refuses."""
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
            yield client
        finally:
            await client.delete()
    finally:
        transport.close()


OUTSIDE = ("192.0.3.1", "1.1.1.1", "100.63.255.255", "172.32.0.1", "198.20.0.1", "223.255.255.254")
INSIDE = (
    "0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.9.9.9",
    "169.254.169.254", "172.16.0.1", "172.20.0.1", "172.31.255.254", "192.0.0.8", "192.0.2.1",
    "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.254", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
)  # fmt: skip
OUTSIDE_IPV6 = ("2a00::1", "2000::1", "2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2600::1")
INSIDE_IPV6 = (
    "::", "::1", "::2", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:192.168.0.1",
    "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a01:203", "64:ff9b:1::7f00:1", "100::1",
    "1fff::1", "2001::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::1", "2002:a01:203::1",
    "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00::1", "fe80::1", "febf::1", "fec0::1",
    "ff02::1", "ff0e::1",
)  # fmt: skip


@pytest.mark.parametrize(
    ("ipv6", "outside", "inside"),
    [(False, OUTSIDE, INSIDE), (True, OUTSIDE_IPV6, INSIDE_IPV6)],
    ids=["IPv4", "IPv6"],
)
async def test_the_relay_leads_nowhere_inside(
    tmp_path: Path, ipv6: bool, outside: tuple[str, ...], inside: tuple[str, ...]
) -> None:
    channels = itertools.count(0x4000)
    async with (
        coturn(tmp_path, loopback_peers=False, ipv6=ipv6) as relay,
        allocated(relay) as client,
    ):
        for peer in outside:
            await client.channel_bind(next(channels), (peer, 9))
        for peer in inside:
            with pytest.raises(TransactionFailed) as refusal:
                await client.channel_bind(next(channels), (peer, 9))
            # What stands for no address at all is no peer in the first place.
            codes = {400, 403} if peer == "::" else {403}
            assert refusal.value.response.attributes["ERROR-CODE"][0] in codes, peer


def test_the_relay_bounds_what_it_carries() -> None:
    """coturn takes each allocation's share from the capacity, and bounds none without a share."""
    lines = (ROOT / "docker" / "turnserver.conf").read_text().splitlines()
    said = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    assert 0 < int(said["user-quota"]) < int(said["total-quota"])
    assert int(said["bps-capacity"]) == int(said["max-bps"]) * int(said["total-quota"])


async def test_the_relay_is_for_people_with_credentials(tmp_path: Path) -> None:
    async with coturn(tmp_path) as relay:
        async with allocated(relay) as client:
            await client.channel_bind(0x4000, ("127.0.0.1", 9))
        stranger = Coturn(relay.port, "another secret")
        with pytest.raises(TransactionFailed) as refusal:
            async with allocated(stranger):
                pass
        assert refusal.value.response.attributes["ERROR-CODE"][0] == 401


async def test_a_relay_over_tls_is_beside_the_page_at_one_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It starts before Caddy has a certificate, and takes each new one."""
    # coturn becomes another user, who reads its files.
    for folder in (tmp_path, *tmp_path.parents[:3]):
        if folder.stat().st_uid == os.getuid():
            folder.chmod(0o755)
    async with relay_beside_page(tmp_path) as both, ClientSession() as http:
        async with http.get(f"https://127.0.0.1:{both.port}/metrics", ssl=False) as answer:
            assert answer.status == 404
        monkeypatch.setenv("SSL_CERT_FILE", str(both.authority))
        url = f"turns:localhost:{both.port}?transport=tcp"
        of = settings(tmp_path, turn_urls=(url,), turn_secret=both.secret)
        found = {one.check: one.said for one in await relays(of)}
        assert found[f"turn {url}"] == "It relays packets from 127.0.0.1."

        stored = tmp_path / "caddy" / "certificates" / "local" / "localhost"
        made = certificate(tmp_path, "127.0.0.1")
        for file, suffix in zip(made, (".crt", ".key"), strict=True):
            shutil.copy(file, stored / f"localhost{suffix}")
        renewed = False
        async with asyncio.timeout(PATIENCE):
            while not renewed:
                renewed = any("self-signed" in one.said for one in await relays(of))
