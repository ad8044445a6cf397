"""What the doctor finds of media ports, each of which is open or closed for real."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession

from meetd.cluster import control
from meetd.cluster.control import Operator
from meetd.cluster.proofs import Proofs
from meetd.config import Settings
from meetd.doctor import stun
from meetd.doctor.finding import Finding
from meetd.doctor.ports import media_ports
from meetd.errors import InvalidRequest
from meetd.media import probing
from support.apart import impossible
from support.backend import Backend, backend, settings
from support.network import HTTP_PORT, MEDIA_PORT, DistantService, Line, Namespace
from support.postgres import Postgres

TOLD = "127.0.0.9"
"""Browsers are told this address; the workers listen at another."""


def where(server: Backend) -> Settings:
    """The settings of who asks: the port is the one that was found free."""
    return replace(server.settings, port=server.server.port or 0)


def ills(findings: list[Finding]) -> dict[str, Finding]:
    """What is not well."""
    return {one.check: one for one in findings if not one.well}


async def candidates(operator: Operator) -> list[tuple[int, str, int]]:
    """Workers, protocols and ports that a browser would be told."""
    (probe,) = (await operator.probes()).values()
    assert probe is not None
    return [
        (worker["index"], one["protocol"], one["port"])
        for worker in probe["workers"]
        for one in worker["candidates"]
    ]


@contextlib.contextmanager
def silent(port: int) -> Iterator[None]:
    """A port that swallows what it gets, as a firewall does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as swallower:
        swallower.bind((TOLD, port))
        yield


@contextlib.asynccontextmanager
async def led_on(port: int) -> AsyncIterator[None]:
    """A router that leads a TCP port on to where the worker listens."""

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()

    async def lead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(pour(reader, back), pour(there, writer))

    async with await asyncio.start_server(lead, TOLD, port):
        yield


async def test_each_port_answers(postgres: Postgres, tmp_path: Path) -> None:
    async with backend(settings(tmp_path, await postgres.migrated(), workers=2)) as server:
        findings = await media_ports(where(server))
        assert ills(findings) == {}
        ports = await candidates(Operator(where(server)))
        assert len(ports) == 4
        said = {one.check: one.said for one in findings}
        for worker, protocol, port in ports:
            assert f"{protocol.upper()} 127.0.0.1:{port}" in said[f"worker {worker}"]


async def test_a_port_that_swallows_and_one_that_refuses(
    postgres: Postgres, tmp_path: Path
) -> None:
    of = settings(tmp_path, await postgres.migrated(), workers=2, rtc_announced_address=TOLD)
    async with backend(of) as server, contextlib.AsyncExitStack() as stack:
        for worker, protocol, port in await candidates(Operator(where(server))):
            if worker == 0 and protocol == "udp":
                closed = port
                stack.enter_context(silent(port))
            elif worker == 0:
                await stack.enter_async_context(led_on(port))
        findings = await media_ports(where(server))
    found = ills(findings)
    assert len(found) == 3
    udp = found[f"worker 0, udp {TOLD}:{closed}"]
    assert udp.said == f"UDP port {closed} of worker 0 does not answer at {TOLD}."
    assert udp.remedy.startswith(f"Open UDP port {closed} in the firewall")
    others = [one for check, one in found.items() if check.startswith("worker 1")]
    assert [f"is refused at {TOLD}" in one.said for one in others] == [True, True]
    assert {one.said[:3] for one in others} == {"UDP", "TCP"}


async def test_an_address_that_is_not_this_host_s(postgres: Postgres, tmp_path: Path) -> None:
    of = settings(tmp_path, await postgres.migrated(), rtc_announced_address="nowhere.invalid")
    async with backend(of) as server:
        found = ills(await media_ports(where(server)))
        assert len(found) == 2
        for one in found.values():
            assert "No address is known under the name nowhere.invalid" in one.said
            assert "MEETD_RTC_ANNOUNCED_ADDRESS" in one.remedy


async def test_without_a_server_it_says_what_was_left_out(tmp_path: Path) -> None:
    found = ills(await media_ports(settings(tmp_path, port=9, node="here")))
    assert found["media ports"].said.startswith("They were left out: no server of these settings")
    assert "Start it" in found["media ports"].remedy


async def test_transports_that_nobody_has_are_few_and_end(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def carried(server: Backend) -> int:
        (report,) = (await Operator(where(server)).reports()).values()
        assert report is not None
        return sum(int(worker["carried"]) for worker in report["workers"])

    async with backend(settings(tmp_path, await postgres.migrated())) as server:
        operator = Operator(where(server))
        for _ in range(probing.MOST):
            await operator.probes()
        with pytest.raises(InvalidRequest, match="are being looked at"):
            await operator.probes()
        assert "are being looked at" in ills(await media_ports(where(server)))["media ports"].said
        assert await carried(server) == 0
        proofs = Proofs(server.settings.secret_key)
        async with ClientSession() as http:
            async with http.post(server.url + control.PROBE) as answer:
                assert answer.status == 404
            _, proof = proofs.of_request("GET", control.PROBE, "")
            async with http.get(server.url + control.PROBE, headers=proof) as answer:
                assert answer.status == 422
    monkeypatch.setattr(probing, "LIFE", 0.0)
    monkeypatch.setattr(stun, "TRIES", 1)
    async with backend(settings(tmp_path, await postgres.migrated())) as server:
        for _ in range(probing.MOST):
            await Operator(where(server)).probes()
        # They are gone before they are asked, unless the worker hears of it too late.
        async with asyncio.timeout(60):
            while len(ills(await media_ports(where(server)))) < 2:
                continue


@pytest.mark.skipif(impossible() is not None, reason=str(impossible()))
async def test_a_firewall_that_lets_no_udp_in_is_seen_from_outside(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = await postgres.migrated()
    with contextlib.ExitStack() as stack:
        router = Namespace()
        stack.callback(router.close)
        router.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")
        lines = [Line(router, number) for number in range(2)]
        for line in lines:
            stack.callback(line.close)
        here, there = lines
        service = DistantService(
            here, tmp_path, workers="2", database_url=url,
            public_url=f"http://{here.address}:{HTTP_PORT}",
            secret_key="a secret key that both machines know",
        )  # fmt: skip
        await asyncio.to_thread(service.start)
        stack.callback(service.stop)

        for protocol, port in (("tcp", MEDIA_PORT), ("udp", MEDIA_PORT + 1)):
            there_to_here = ("--in-interface", there._end, "--out-interface", here._end)
            there._drop(*there_to_here, "--protocol", protocol, "--destination-port", str(port))
        process = await asyncio.create_subprocess_exec(
            *there.machine.entering(sys.executable, "-m", "meetd", "doctor", "--outside", "--json"),
            env=service.environment,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
    found = {
        one["check"]: one for one in json.loads(out) if one["check"].startswith(("worker", "media"))
    }
    bad = {check: one["said"] for check, one in found.items() if not one["well"]}
    assert bad == {
        f"worker {worker}, {protocol} {here.address}:{port}": (
            f"{protocol.upper()} port {port} of worker {worker} does not answer at {here.address}."
        )
        for worker, protocol, port in (
            (0, "tcp", MEDIA_PORT),
            (1, "udp", MEDIA_PORT + 1),
        )
    }
    assert found["worker 0"]["said"] == f"Answers at UDP {here.address}:{MEDIA_PORT}."
    assert found["worker 1"]["said"] == f"Answers at TCP {here.address}:{MEDIA_PORT + 1}."
    udp = found[f"worker 1, udp {here.address}:{MEDIA_PORT + 1}"]
    assert udp["remedy"].startswith(f"Open UDP port {MEDIA_PORT + 1} in the firewall")
