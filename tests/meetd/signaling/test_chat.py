"""What is said is stored once, delivered to all, and found again."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from support.backend import Backend, Client


async def two(server: Backend) -> tuple[Client, Client, str]:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    await ben.join(code)
    return anna, ben, code


async def say(who: Client, text: str) -> dict[str, object]:
    answer = await who.do("chat:send", clientId=str(uuid4()), content=text)
    message: dict[str, object] = answer["message"]
    return message


async def test_a_message_reaches_all_and_its_sender(server: Backend) -> None:
    anna, ben, _ = await two(server)
    message = await say(anna, "  Grüße 👋\r\nzweite Zeile  ")
    assert message["content"] == "Grüße 👋\nzweite Zeile"
    assert (await ben.told("chat:message"))["message"] == message
    assert (await anna.told("chat:message"))["message"] == message


async def test_sent_twice_is_stored_and_delivered_once(server: Backend) -> None:
    anna, ben, code = await two(server)
    client_id = str(uuid4())
    first, second = await asyncio.gather(
        *(anna.do("chat:send", clientId=client_id, content="once") for _ in range(2))
    )
    assert first["message"] == second["message"]
    await say(anna, "after")
    assert (await ben.told("chat:message"))["message"]["content"] == "once"
    assert (await ben.told("chat:message"))["message"]["content"] == "after"
    carl = await server.client()
    joined = await carl.join(code)
    assert [m["content"] for m in joined["messages"]] == ["once", "after"]


@pytest.mark.parametrize(
    "content", ["", "   ", "\x00", "a\x07b", "x" * 4001, "\x1b[31mred", 5, None, ["a"], {}]
)
async def test_what_is_no_message(server: Backend, content: object) -> None:
    anna, ben, _ = await two(server)
    refused = await anna.refused("chat:send", clientId=str(uuid4()), content=content)
    assert refused == "invalid_request"
    assert ben.heard("chat:message") == []


async def test_the_newest_fifty_come_at_once_and_the_rest_by_pages(server: Backend) -> None:
    anna, _, code = await two(server)
    for number in range(60):
        await say(anna, str(number))
    carl = await server.client()
    joined = await carl.join(code)
    assert [m["content"] for m in joined["messages"]] == [str(n) for n in range(10, 60)]
    page = await carl.do("chat:history", before=joined["nextCursor"], limit=4)
    assert [m["content"] for m in page["messages"]] == ["6", "7", "8", "9"]
    page = await carl.do("chat:history", before=page["nextCursor"])
    assert [m["content"] for m in page["messages"]] == [str(n) for n in range(6)]
    assert page["nextCursor"] is None


async def test_who_was_away_gets_just_what_was_said_meanwhile(server: Backend) -> None:
    anna, ben, code = await two(server)
    last = await say(anna, "before")
    await ben.socket.disconnect()
    for number in range(3):
        await say(anna, f"meanwhile {number}")
    await ben.connect()
    joined = await ben.join(code, lastMessageId=last["id"])
    assert [m["content"] for m in joined["messages"]] == [f"meanwhile {n}" for n in range(3)]


async def test_nobody_reads_another_room(server: Backend) -> None:
    anna, _, _ = await two(server)
    await say(anna, "private")
    eve = await server.client()
    joined = await eve.join(await eve.new_room())
    assert joined["messages"] == []
    assert (await eve.do("chat:history"))["messages"] == []
    assert eve.heard("chat:message") == []
