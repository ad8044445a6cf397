"""A browser's way to a worker and back, before anybody signs in: with real packets, as the page
sends them, and no more than it needs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from aiortc import RTCPeerConnection, RTCSessionDescription

from meetd.media import echo as echo_module
from meetd.rest.deps import DEPS
from support.api import Answer, Api
from support.backend import Backend, backend, settings
from support.postgres import Postgres
from support.waiting import PATIENCE, until

FINGERPRINT = {"algorithm": "sha-256", "value": ":".join(["AB"] * 32)}
DTLS = {"role": "client", "fingerprints": [FINGERPRINT]}


@pytest.fixture
async def api(server: Backend) -> AsyncIterator[Api]:
    async with ClientSession() as http:
        yield Api(server, http)


async def begun(api: Api, dtls: Any = DTLS) -> Answer:
    """What the server says to a browser with these fingerprints."""
    return await api.call("POST", "/check", {"dtlsParameters": dtls})


def answer_of(echo: Any) -> str:
    """The worker's end, as the page describes it."""
    ice = echo["iceParameters"]
    [sha256] = [f for f in echo["dtlsParameters"]["fingerprints"] if f["algorithm"] == "sha-256"]
    candidates = [
        f"a=candidate:{c['foundation']} 1 {c['protocol']} {c['priority']} {c['address']}"
        f" {c['port']} typ {c['type']}"
        for c in echo["iceCandidates"]
        if c["protocol"] == "udp"
    ]
    lines = [
        "v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite", "a=group:BUNDLE 0",
        "m=application 7 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", "a=mid:0",
        "a=setup:passive", f"a=ice-ufrag:{ice['usernameFragment']}", f"a=ice-pwd:{ice['password']}",
        f"a=fingerprint:sha-256 {sha256['value']}", *candidates, "a=end-of-candidates",
        "a=sctp-port:5000", "a=max-message-size:1200", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


@contextlib.asynccontextmanager
async def connected(api: Api) -> AsyncIterator[Any]:
    """A data channel to an echo, as a browser has one."""
    connection = RTCPeerConnection()
    try:
        channel = connection.createDataChannel(
            "check", negotiated=True, id=0, ordered=False, maxRetransmits=0
        )
        opened = asyncio.Event()
        channel.on("open", opened.set)
        offer = await connection.createOffer()
        await connection.setLocalDescription(offer)
        line = next(
            line
            for line in connection.localDescription.sdp.splitlines()
            if line.startswith("a=fingerprint:sha-256 ")
        )
        own = {"algorithm": "sha-256", "value": line.split()[1]}
        answer = await begun(api, {"role": "client", "fingerprints": [own]})
        assert answer.status == 201
        sdp = answer_of(answer.json["echo"])
        await connection.setRemoteDescription(RTCSessionDescription(sdp, "answer"))
        async with asyncio.timeout(PATIENCE):
            await opened.wait()
        yield channel
    finally:
        await connection.close()


async def test_what_is_sent_comes_back_from_a_worker(api: Api) -> None:
    async with connected(api) as channel:
        back: asyncio.Queue[bytes] = asyncio.Queue()
        channel.on("message", back.put_nowait)
        for number in range(50):
            channel.send(number.to_bytes(4, "big"))
        async with asyncio.timeout(PATIENCE):
            came = {int.from_bytes(await back.get(), "big") for _ in range(50)}
        assert came == set(range(50))


async def test_who_sends_more_than_a_look_needs_is_cut_off(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(echo_module, "LOOK_INTERVAL", 0.1)
    monkeypatch.setattr(echo_module, "MOST_BYTES", 3000)
    async with connected(api) as channel:
        closed = asyncio.Event()
        channel.on("close", closed.set)
        for _ in range(5):
            channel.send(bytes(1000))
        async with asyncio.timeout(PATIENCE):
            await closed.wait()


async def test_they_end_by_themselves_and_with_the_server(
    postgres: Postgres, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(echo_module, "LOOK_INTERVAL", 0.05)
    monkeypatch.setattr(echo_module, "LIFE", 0.2)
    async with (
        backend(settings(tmp_path, await postgres.migrated())) as server,
        ClientSession() as http,
    ):
        api = Api(server, http)
        echoes = server.server.app[DEPS].echoes  # type: ignore[attr-defined]
        assert (await begun(api)).status == 201
        await until(lambda: not echoes._open)
        monkeypatch.setattr(echo_module, "LIFE", 600)
        assert (await begun(api)).status == 201
        [task] = echoes._open
    assert task.done()


async def test_one_place_looks_so_often_and_all_together_so_many(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(echo_module, "MOST", 2)
    found = [(await begun(api)).status for _ in range(3)]
    assert found == [201, 201, 429]
    monkeypatch.setattr(echo_module, "MOST", 100)
    found = [(await begun(api)).status for _ in range(7)]
    assert found == [201] * 5 + [429] * 2


async def test_fingerprints_that_are_none_are_refused(api: Api) -> None:
    for wrong in ({}, {"role": "client", "fingerprints": []}, {"role": "client"}):
        answer = await begun(api, wrong)
        assert answer.status in {422, 400}, answer.body
