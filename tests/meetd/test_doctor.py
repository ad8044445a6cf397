"""What the doctor finds, of what is really broken; and of what is not."""

from __future__ import annotations

import asyncio
import resource
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from meetd.commands.doctor import doctor_lines, examine
from meetd.doctor import host, site, stores
from meetd.doctor.finding import Finding
from meetd.doctor.ports import media_ports
from meetd.doctor.relays import lacking, relays
from support.backend import backend, settings
from support.caddy import caddy
from support.certificate import certificate
from support.coturn import coturn
from support.ports import free_port
from support.postgres import Postgres
from support.redis import redis
from worker_bridge import Installation, provision


def ills(findings: list[Finding]) -> dict[str, str]:
    """What is not well."""
    assert all(one.well or one.remedy for one in findings)
    return {one.check: one.said for one in findings if not one.well}


async def test_all_is_well_behind_a_proxy(postgres: Postgres, tmp_path: Path) -> None:
    port = free_port()
    public = f"http://localhost:{port}"
    of = settings(tmp_path, await postgres.migrated(), workers=1, public_url=public)
    async with (
        backend(of) as server,
        caddy(tmp_path, public, f"127.0.0.1:{server.server.port}"),
        coturn(tmp_path) as relay,
    ):
        turn = (f"turn:127.0.0.1:{relay.port}", f"turn:127.0.0.1:{relay.port}?transport=tcp")
        stun = (f"stun:127.0.0.1:{relay.port}",)
        helped = replace(
            of,
            port=server.server.port or 0,
            turn_urls=turn,
            turn_secret=relay.secret,
            stun_urls=stun,
        )
        findings = await examine(helped, provision.install())
    # No test may listen at the port of HTTPS.
    assert list(ills(findings)) == ["turn over tls"]
    said = {one.check: one.said for one in findings}
    for url in turn:
        assert said[f"turn {url}"] == "It relays packets from 127.0.0.1."
    assert said["worker 0"].startswith("Answers at UDP 127.0.0.1:")
    for check in ("websocket", "long polling", "clock and the public url", "clock and database"):
        assert check in said
    wrong = [line for line in doctor_lines(findings) if not line.startswith(("ok", " "))]
    assert [line.split(":")[0] for line in wrong] == ["FAIL  turn over tls"]


async def test_a_relay_with_another_secret_and_one_that_is_not_there(tmp_path: Path) -> None:
    async with coturn(tmp_path) as relay:
        url, gone = f"turn:127.0.0.1:{relay.port}", f"turn:127.0.0.1:{free_port()}?transport=tcp"
        found = ills(
            await relays(
                settings(tmp_path, turn_urls=(url, gone), turn_secret="another secret than its own")
            )
        )
    assert "its secret is not MEETD_TURN_SECRET" in found[f"turn {url}"]
    assert "Nothing answers at 127.0.0.1" in found[f"turn {gone}"]
    assert "There is no STUN server" in found["stun"]


@pytest.mark.parametrize(
    ("offered", "missing"),
    [
        (("turn:r:3478", "turn:r:3478?transport=tcp"), "over UDP and TCP alone"),
        (("turn:r", "turns:r?transport=tcp"), "at another port than 443 alone"),
        (("turn:r", "turns:r:443?transport=tcp"), None),
        ((), None),
    ],
)
def test_a_relay_that_is_not_at_the_port_of_https(
    tmp_path: Path, offered: tuple[str, ...], missing: str | None
) -> None:
    of = settings(tmp_path, turn_urls=offered, turn_secret="x", stun_urls=("stun:r",))
    [*found] = lacking(of)
    assert [one.check for one in found] == ([] if missing is None else ["turn over tls"])
    for one in found:
        assert not one.well
        assert missing is not None
        assert missing in one.said
        assert "turns:NAME:443" in one.remedy


async def test_a_relay_over_tls_that_is_trusted_or_not_or_speaks_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificate(tmp_path, "127.0.0.1")
    async with coturn(tmp_path, certificate=made) as relay:
        url = f"turns:127.0.0.1:{relay.port}?transport=tcp"
        of = settings(tmp_path, turn_urls=(url,), turn_secret=relay.secret)
        found = ills(await relays(of))
        assert found[f"turn {url}"].startswith("Its certificate is not good: self-signed")
        monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
        found = {one.check: one.said for one in await relays(of)}
        assert found[f"turn {url}"] == "It relays packets from 127.0.0.1."
        assert "at another port than 443 alone" in found["turn over tls"]
    async with coturn(tmp_path) as relay:
        url = f"turns:127.0.0.1:{relay.port}"
        of = settings(tmp_path, turn_urls=(url,), turn_secret=relay.secret)
        assert "speaks no TLS" in ills(await relays(of))[f"turn {url}"]


@pytest.mark.parametrize(
    ("transport", "check"), [("websocket", "websocket"), ("polling", "long polling")]
)
async def test_a_proxy_that_lets_one_of_the_two_ways_through(
    postgres: Postgres, tmp_path: Path, transport: str, check: str
) -> None:
    port = free_port()
    public = f"http://localhost:{port}"
    file = tmp_path / "Caddyfile"
    file.write_text(
        f"{{\n\tadmin off\n}}\n{public} {{\n\t@blocked query transport={transport}\n"
        "\trespond @blocked 403\n\treverse_proxy {$MEETD_UPSTREAM}\n}\n"
    )
    of = settings(tmp_path, await postgres.migrated(), public_url=public)
    async with (
        backend(of) as server,
        caddy(tmp_path, public, f"127.0.0.1:{server.server.port}", file=file),
    ):
        found = await site.site(of)
    assert list(ills(found)) == [check]


async def test_a_database_that_is_away_or_refuses(postgres: Postgres, tmp_path: Path) -> None:
    away = settings(tmp_path, f"postgresql://u@127.0.0.1:{free_port()}/d")
    assert "cannot be reached" in ills(await stores.database(away))["database"]
    refused = settings(tmp_path, postgres.url("nowhere"))
    assert "does not let meetd in" in ills(await stores.database(refused))["database"]
    assert stores.clock("database", -90.0).said == "This host's clock is 90 s behind it."


async def test_a_redis_that_is_stopped(tmp_path: Path) -> None:
    with redis(tmp_path) as server:
        of = settings(tmp_path, redis_url=server.url)
        assert ills(await stores.redis(of)) == {}
        server.stop()
        assert "Redis cannot be reached" in ills(await stores.redis(of))["redis"]
        assert ills(await media_ports(of)) == {
            "media ports": "They were left out: Redis does not say which servers there are."
        }


async def test_a_certificate_that_nobody_trusts_and_a_name_that_nobody_knows(
    tmp_path: Path,
) -> None:
    port = free_port()
    public = f"https://localhost:{port}"
    async with caddy(tmp_path, public, f"127.0.0.1:{free_port()}"):
        async with asyncio.timeout(60):
            while True:
                found = ills(await site.site(settings(tmp_path, public_url=public)))
                if "public url" not in found:
                    break
                # Caddy makes its certificate after it began to listen.
                await asyncio.sleep(0.1)
        assert list(found) == ["certificate"]
        assert "certificate of localhost is not good" in found["certificate"]
    found = ills(await site.site(settings(tmp_path, public_url=public)))
    assert "does not answer" in found["public url"]
    found = ills(await site.site(settings(tmp_path, public_url="https://nowhere.invalid")))
    assert found == {"name": "No address is known under the name nowhere.invalid."}


async def test_a_host_that_is_full_or_narrow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = settings(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2**20))
    assert "has 1 MiB left" in ills(await host.disk(of))["disk"]
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 1024))
    assert "1024 files may be open" in ills(await host.files(of))["open files"]


async def test_a_worker_that_does_not_run_or_listens_nowhere(tmp_path: Path) -> None:
    of = settings(tmp_path, rtc_listen_ip="203.0.113.7")
    found = ills(await host.worker_trial(of, provision.install()))
    assert found == {
        "worker": "A worker cannot listen at 203.0.113.7, which this host does not have."
    }
    broken = tmp_path / "worker"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    installation: Installation = replace(provision.install(), binary=broken)
    assert "does not start" in ills(await host.worker_trial(of, installation))["worker"]
