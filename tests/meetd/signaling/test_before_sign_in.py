"""Who has not signed in says little, and not for long."""

from __future__ import annotations

import asyncio
import json
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from meetd import metrics
from meetd.auth.sessions import Credential, Sessions
from meetd.signaling import limits
from support.backend import Backend, backend, settings
from support.polling import Polling
from support.postgres import Postgres
from support.refusals import refusals
from support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def closed(ws: ClientWebSocketResponse) -> None:
    async with asyncio.timeout(8):
        async for _ in ws:
            pass


@pytest.mark.parametrize("compress", [0, 15])
@pytest.mark.parametrize("kind", ["40", "42", "41", ""])
async def test_a_large_message_is_not_read(shared: Backend, compress: int, kind: str) -> None:
    before = refusals("early")
    async with (
        ClientSession() as http,
        http.ws_connect(
            f"{shared.url}/socket.io/?EIO=4&transport=websocket", compress=compress
        ) as ws,
    ):
        for _ in range(60):
            if ws.closed:
                break
            await ws.send_str(kind + '{"a":[' + "1," * 120_000 + "1]}")
        await closed(ws)
    assert refusals("early") == before + 1


@pytest.mark.parametrize("packet", ["3", '40/nowhere,{"token":"x"}', '42["ping",{}]'])
async def test_few_messages_are_read(shared: Backend, packet: str) -> None:
    before = refusals("early")
    async with (
        ClientSession() as http,
        http.ws_connect(f"{shared.url}/socket.io/?EIO=4&transport=websocket") as ws,
    ):
        for _ in range(limits.EARLY_MESSAGES + 1):
            await ws.send_str(packet)
        await closed(ws)
    assert refusals("early") == before + 1


@pytest.mark.parametrize("kind", [WSMsgType.PING, WSMsgType.PONG])
async def test_pings_and_pongs_of_the_websocket_are_messages_too(
    shared: Backend, kind: WSMsgType
) -> None:
    before = refusals("early")
    async with (
        ClientSession() as http,
        http.ws_connect(f"{shared.url}/socket.io/?EIO=4&transport=websocket", autoping=False) as ws,
    ):
        assert (await ws.receive()).type is WSMsgType.TEXT
        for _ in range(limits.EARLY_MESSAGES):
            await ws.send_frame(b"here", kind)
        if kind is WSMsgType.PING:
            for _ in range(limits.EARLY_MESSAGES):
                answer = await ws.receive()
                assert (answer.type, answer.data) == (WSMsgType.PONG, b"here")
        assert refusals("early") == before
        await ws.send_frame(b"here", kind)
        await closed(ws)
    assert refusals("early") == before + 1


async def test_two_tries_to_sign_in(shared: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    async def credential(_self: Sessions, token: str, *_: object) -> Credential:
        tried.append(token)
        raise AssertionError("does not get this far")

    monkeypatch.setattr(Sessions, "credential", credential)
    async with ClientSession() as http:
        session = Polling(http, shared.url)
        await session.open()
        for _ in range(5):
            await session.post('40{"token":"x"}')
    assert len(tried) == limits.MAX_TRIES


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_who_says_nothing_is_cut(
    shared: Backend, monkeypatch: pytest.MonkeyPatch, transport: str
) -> None:
    monkeypatch.setattr(limits, "SIGN_IN_LIMIT", 0.05)
    before = refusals("no sign-in")
    async with ClientSession() as http:
        if transport == "websocket":
            url = f"{shared.url}/socket.io/?EIO=4&transport=websocket"
            async with http.ws_connect(url) as ws:
                await closed(ws)
        else:
            session = Polling(http, shared.url)
            await session.open()
            await until(lambda: refusals("no sign-in") > before)
            assert await session.post("3") == 400
    assert refusals("no sign-in") == before + 1


async def test_who_signs_in_stays(shared: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SIGN_IN_LIMIT", 3.0)
    before = refusals("no sign-in")
    client = await shared.account()
    session, silent = Polling(client.http, shared.url), Polling(client.http, shared.url)
    await session.sign_in(client.token)
    # By the time that who came later and said nothing is cut, this one would have been.
    assert await silent.open() == 200
    await until(lambda: refusals("no sign-in") > before)
    assert await silent.post("3") == 400
    assert await session.post('420["ping",{}]') == 200
    assert (await session.answers(1))[0]["ok"]


@pytest.mark.asyncio(loop_scope="function")
async def test_an_address_opens_so_many_at_once(
    server: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_EARLY_PLACE", 3)
    async with ClientSession() as http:
        sessions = [Polling(http, server.url) for _ in range(5)]
        assert [await session.open() for session in sessions] == [200, 200, 200, 429, 429]
        # One that signs in makes room, and so does one that ends.
        client = await server.account()
        await sessions[0].post(f"40{json.dumps({'token': client.token})}")
        assert (await sessions[0].poll())[0].startswith("40")
        assert await sessions[3].open() == 200
        assert await sessions[4].open() == 429
        await sessions[1].post("1")
        assert await sessions[4].open() == 200


@pytest.mark.asyncio(loop_scope="function")
async def test_there_are_so_many_in_all(server: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_EARLY", 2)
    async with ClientSession() as http:
        assert [await Polling(http, server.url).open() for _ in range(3)] == [200, 200, 503]


@pytest.mark.asyncio(loop_scope="function")
async def test_whose_place_is_taken_is_cut(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_EARLY", 2)
    of = settings(tmp_path, await postgres.migrated(), trusted_proxies=(ip_network("127.0.0.1"),))
    before = refusals("crowded")
    here, there = ({"X-Forwarded-For": f"198.51.100.{number}"} for number in (1, 2))
    async with (
        backend(of) as server,
        ClientSession(headers=here) as http,
        ClientSession(headers=there) as other,
        http.ws_connect(f"{server.url}/socket.io/?EIO=4&transport=websocket") as ws,
    ):
        session = Polling(http, server.url)
        assert await session.open() == 200
        assert await Polling(http, server.url).open() == 503
        assert await Polling(other, server.url).open() == 200
        await closed(ws)
        assert refusals("crowded") == before + 1
        assert await session.post("3") == 200


async def test_who_hangs_up_while_signing_in_takes_no_place(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await shared.account()
    looked, go_on = asyncio.Event(), asyncio.Event()
    credential = Sessions.credential

    async def slowly(self: Sessions, token: str, account: str | None = None) -> Credential:
        looked.set()
        await go_on.wait()
        return await credential(self, token, account)

    monkeypatch.setattr(Sessions, "credential", slowly)
    monkeypatch.setattr(limits, "SIGN_IN_LIMIT", 0.05)
    before, open_before = refusals("no sign-in"), metrics.SOCKETS.collect()
    session = Polling(client.http, shared.url)
    await session.open()
    connecting = asyncio.create_task(session.post(f"40{json.dumps({'token': client.token})}"))
    await looked.wait()
    await until(lambda: refusals("no sign-in") > before)
    go_on.set()
    assert await connecting == 400
    assert metrics.SOCKETS.collect() == open_before
