"""Who goes while they still come in: nothing is left of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from meetd import metrics
from meetd.db.messages import Messages
from meetd.model import Message
from meetd.rooms.live_room import LiveRoom
from support.backend import Backend, Client
from support.waiting import until


class Door:
    """Whoever comes in waits at it while it is shut."""

    def __init__(self) -> None:
        self.waiting = asyncio.Event()
        self.passed = asyncio.Event()
        self._open = asyncio.Event()
        self._open.set()

    def shut(self) -> None:
        self._open.clear()
        self.waiting.clear()
        self.passed.clear()

    def open(self) -> None:
        self._open.set()

    async def wait(self) -> None:
        self.waiting.set()
        await self._open.wait()


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    door = Door()
    page, join = Messages.page, LiveRoom.join

    async def slowly(*args: Any, **how: Any) -> list[Message]:
        await door.wait()
        return await page(*args, **how)

    async def noted(*args: Any, **how: Any) -> Any:
        try:
            return await join(*args, **how)
        finally:
            door.passed.set()

    monkeypatch.setattr(Messages, "page", slowly)
    monkeypatch.setattr(LiveRoom, "join", noted)
    return door


async def two(server: Backend) -> tuple[Client, Client, str]:
    """Two in a room, and its code."""
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    await ben.join(code)
    await anna.told("participant:joined")
    return anna, ben, code


def open_sockets() -> float:
    """How many the server knows of."""
    (gauge,) = metrics.SOCKETS.collect()
    return gauge.samples[0].value


async def heard_nothing(anna: Client, ben: Client) -> None:
    """Nothing was said of anybody before what Ben does now."""
    await ben.do("media", camera=False)
    told = await anna.told("participant:updated")
    assert told["participant"]["id"] == ben.id
    assert anna.heard("participant:joined") == anna.heard("participant:left") == []


async def test_who_closes_while_coming_in_is_seen_by_nobody(server: Backend, door: Door) -> None:
    anna, ben, code = await two(server)
    carl = await server.client()
    door.shut()
    await carl.socket.emit("join", {"code": code, "microphone": True, "camera": True})
    await door.waiting.wait()
    sockets = open_sockets()
    await carl.socket.disconnect()
    await until(lambda: open_sockets() < sockets)
    door.open()
    await door.passed.wait()
    await heard_nothing(anna, ben)


async def test_who_leaves_while_coming_in_is_seen_by_nobody(server: Backend, door: Door) -> None:
    anna, ben, code = await two(server)
    carl = await server.client()
    door.shut()
    joining = asyncio.create_task(carl.refused("join", code=code, microphone=True, camera=True))
    await door.waiting.wait()
    await carl.do("leave")
    door.open()
    assert await joining == "not_in_room"
    assert await carl.refused("media", camera=False) == "not_in_room"
    await heard_nothing(anna, ben)
    await carl.join(code)


async def test_who_leaves_while_coming_back_is_gone(server: Backend, door: Door) -> None:
    anna, ben, code = await two(server)
    resume = {"participantId": ben.id, "token": ben.joined["resumeToken"]}
    await ben.socket.disconnect()
    await ben.connect()
    door.shut()
    joining = asyncio.create_task(
        ben.refused("join", code=code, microphone=True, camera=True, resume=resume)
    )
    await door.waiting.wait()
    await ben.do("leave")
    door.open()
    assert await joining == "not_in_room"
    assert (await anna.told("participant:left"))["participantId"] == ben.id


async def test_who_is_signed_out_while_coming_in_is_seen_by_nobody(
    server: Backend, door: Door
) -> None:
    anna, ben, code = await two(server)
    carl = await server.client()
    door.shut()
    await carl.socket.emit("join", {"code": code, "microphone": True, "camera": True})
    await door.waiting.wait()
    headers = {"Authorization": f"Bearer {carl.token}"}
    async with carl.http.post(f"{server.url}/api/v1/auth/logout", headers=headers) as answer:
        assert answer.status == 204
    door.open()
    await door.passed.wait()
    await heard_nothing(anna, ben)
