"""The database is away for a while: who may come in does, and nothing that was said is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from socketio.exceptions import ConnectionError as SocketRefused

from meetd.db import pulse
from meetd.db.migrate import migrate
from support.backend import PASSWORD, Backend, Client, backend, settings
from support.event_reader import EventReader
from support.postgres import OwnPostgres
from support.waiting import PATIENCE


@pytest.fixture
async def own_postgres(tmp_path: Path) -> AsyncIterator[OwnPostgres]:
    own = OwnPostgres(tmp_path)
    yield own
    await own.stop()


@pytest.fixture
async def server(
    own_postgres: OwnPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Backend]:
    """One that finds out within a second that its database is silent."""
    monkeypatch.setattr(pulse, "LOOK_INTERVAL", 0.1)
    monkeypatch.setattr(pulse, "LONG", 0.2)
    monkeypatch.setattr(pulse, "ANSWER_LIMIT", 0.4)
    url = await own_postgres.start()
    await migrate(url)
    async with backend(settings(tmp_path, url)) as running:
        yield running


async def post(who: Client, path: str, **body: str) -> None:
    headers = {"Authorization": f"Bearer {who.token}", "Origin": "http://localhost:8080"}
    url = f"{who.url}/api/v1/{path}"
    async with who.http.post(url, json=body, headers=headers) as answer:
        assert answer.status < 300, await answer.text()


async def is_refused(who: Client) -> str:
    """The code with which a socket is refused."""
    told: list[dict[str, Any]] = []
    who.socket.on("connect_error", told.append)
    with pytest.raises(SocketRefused):
        await who.connect()
    return str(told[0]["data"]["code"])


async def contents(who: Client, count: int) -> list[str]:
    """What the next so many messages say."""
    return [(await who.told("chat:message"))["message"]["content"] for _ in range(count)]


@pytest.mark.parametrize("how", ["stopped", "frozen"])
async def test_open_rooms_go_on(server: Backend, own_postgres: OwnPostgres, how: str) -> None:
    anna, ben, dora, erin = [await server.account() for _ in range(4)]
    for who in (anna, ben):
        await who.connect()
    code, closed = await anna.new_room(), await anna.new_room()
    await anna.join(code)
    before = await anna.do("chat:send", clientId=str(uuid4()), content="before")
    joined = await ben.join(code)
    assert [message["content"] for message in joined["messages"]] == ["before"]
    await anna.do("chat:send", clientId=str(uuid4()), content="while Ben was away")
    # Those who are out stay out.
    fred, old = await server.account(), await server.account()
    await post(fred, "auth/logout")
    old_token = old.token
    await post(old, "auth/password", currentPassword=PASSWORD, newPassword=PASSWORD + " 2")

    await own_postgres.leave(how)
    try:
        client_id = str(uuid4())
        assert await anna.refused("chat:send", clientId=client_id, content="later") == "unavailable"
        # Somebody who was never seen here, and somebody who comes back.
        await dora.connect()
        assert (await dora.join(code))["messages"] == []
        await anna.told("participant:joined")
        await ben.socket.disconnect()
        await ben.connect()
        resume = {"participantId": ben.id, "token": ben.joined["resumeToken"]}
        last = before["message"]["id"]
        assert (await ben.join(code, resume=resume, lastMessageId=last))["resumed"]
        await dora.do("media", camera=False)
        await ben.told(
            "participant:updated",
        )
        # Rooms that nobody is in need the database.
        await erin.connect()
        assert (
            await erin.refused("join", code=closed, microphone=True, camera=True) == "unavailable"
        )
        assert await is_refused(fred) == "unauthorized"
        old.token = old_token
        assert await is_refused(old) == "unavailable"
        assert not dora.heard("chat:message")
    finally:
        await own_postgres.come_back()
    # What they had missed comes by itself, and what was not sent is sent once.
    assert await contents(dora, 2) == ["before", "while Ben was away"]
    async with asyncio.timeout(PATIENCE):
        while not (await anna.ask("chat:send", clientId=client_id, content="later"))["ok"]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await anna.do("chat:send", clientId=client_id, content="later")
    assert await contents(dora, 1) == ["later"]
    page = await ben.do("chat:history", limit=200)
    said = ["before", "while Ben was away", "later"]
    assert [message["content"] for message in page["messages"]] == said
    assert said[1] in await contents(ben, 2)
    # So it is with the log of events.
    events = await EventReader.of(anna).until(3, "participant.joined")
    assert [event["data"]["name"] for event in events] == [anna.name, ben.name, dora.name]
    types = [e["type"] for e in await EventReader.of(anna).all() if e["roomCode"] == code]
    assert (types.count("message"), types.count("room.started")) == (3, 1)
    assert types.count("participant.left") == types.count("room.ended") == 0
