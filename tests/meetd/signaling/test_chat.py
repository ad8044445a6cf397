"""What is said is stored once, delivered to all, and found again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from meetd.db.messages import Messages
from meetd.db.pool import database
from meetd.model import RoomId, UserId
from meetd.rooms.chat import BURST, REPLAY_LIMIT
from support.backend import Backend, Client, backend, settings
from support.postgres import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def server(shared: Backend) -> Backend:
    return shared


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


async def test_what_was_pasted_becomes_what_was_meant(server: Backend) -> None:
    anna, ben, _ = await two(server)
    message = await say(anna, "a line\x0banother\x00 \ud83d\x1b")
    assert message["content"] == "a line\nanother"
    assert (await ben.told("chat:message"))["message"] == message


@pytest.mark.parametrize("content", ["", "   ", "\x00\x0b", "x" * 4001, 5, None, ["a"], {}])
async def test_what_is_no_message(server: Backend, content: object) -> None:
    anna, ben, _ = await two(server)
    refused = await anna.refused("chat:send", clientId=str(uuid4()), content=content)
    assert refused == "invalid_request"
    assert ben.heard("chat:message") == []


async def test_what_is_wrong_with_a_message_is_told_as_a_code_too(server: Backend) -> None:
    anna, *_ = await two(server)
    answer = await anna.ask("chat:send", clientId=str(uuid4()), content="x" * 4001)
    assert answer["error"]["fields"] == {"content": ["At most 4000 characters."]}
    assert answer["error"]["fieldErrors"] == {"content": [{"code": "too_long", "max": 4000}]}


async def fill(url: str, who: Client, texts: list[str]) -> None:
    """Store what somebody says in the room they are in, without the time it takes to say it."""
    room_id = RoomId(UUID(who.joined["room"]["id"]))
    user_id = UserId(UUID(who.joined["room"]["hostId"]))
    async with database(url) as db:
        for text in texts:
            await Messages(db).add(room_id, user_id, uuid4(), text)


async def test_the_newest_fifty_come_at_once_and_the_rest_by_pages(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = await postgres.migrated()
    async with backend(settings(tmp_path, url)) as server:
        anna, _, code = await two(server)
        await fill(url, anna, [str(number) for number in range(60)])
        carl = await server.client()
        joined = await carl.join(code)
        assert [m["content"] for m in joined["messages"]] == [str(n) for n in range(10, 60)]
        assert joined["moreAfter"] is False
        page = await carl.do("chat:history", before=joined["nextCursor"], limit=4)
        assert [m["content"] for m in page["messages"]] == ["6", "7", "8", "9"]
        page = await carl.do("chat:history", before=page["nextCursor"])
        assert [m["content"] for m in page["messages"]] == [str(n) for n in range(6)]
        assert page["nextCursor"] is None


async def test_who_was_away_for_long_gets_all_of_it(postgres: Postgres, tmp_path: Path) -> None:
    url = await postgres.migrated()
    said = [str(number) for number in range(REPLAY_LIMIT + 7)]
    async with backend(settings(tmp_path, url)) as server:
        anna, ben, code = await two(server)
        last = await say(anna, "before")
        await ben.socket.disconnect()
        await fill(url, anna, said)
        await ben.connect()
        joined = await ben.join(code, lastMessageId=last["id"])
        assert (joined["moreAfter"], joined["nextCursor"]) == (True, None)
        read = joined["messages"]
        for limit in (5, 50):
            page = await ben.do("chat:history", after=read[-1]["id"], limit=limit)
            assert page["nextCursor"] == (page["messages"][-1]["id"] if limit == 5 else None)
            read += page["messages"]
        assert [m["content"] for m in read] == said
        page = await ben.do("chat:history", after=read[-1]["id"])
        assert (page["messages"], page["nextCursor"]) == ([], None)
        # Exactly as many as come at once: there is no more.
        await ben.socket.disconnect()
        await ben.connect()
        joined = await ben.join(code, lastMessageId=read[6]["id"])
        assert (len(joined["messages"]), joined["moreAfter"]) == (REPLAY_LIMIT, False)


async def test_history_goes_one_way_at_a_time(server: Backend) -> None:
    anna, _, _ = await two(server)
    assert await anna.refused("chat:history", before=2, after=1) == "invalid_request"


async def test_one_person_cannot_fill_a_room(server: Backend) -> None:
    anna, ben, code = await two(server)

    async def flood(who: Client) -> list[str]:
        sent = [
            who.ask("chat:send", clientId=str(uuid4()), content=str(n))
            for n in range(int(BURST) * 2)
        ]
        return [a["error"]["code"] for a in await asyncio.gather(*sent) if not a["ok"]]

    assert set(await flood(anna)) == {"too_many_requests"}
    await say(ben, "the others may speak")
    # Another window of the same person is the same person.
    again = await server.another_window(anna)
    await again.join(code, takeOver=True)
    assert len(await flood(again)) > BURST


async def test_who_was_away_gets_just_what_was_said_meanwhile(server: Backend) -> None:
    anna, ben, code = await two(server)
    last = await say(anna, "before")
    await ben.socket.disconnect()
    for number in range(3):
        await say(anna, f"meanwhile {number}")
    await ben.connect()
    joined = await ben.join(code, lastMessageId=last["id"])
    assert [m["content"] for m in joined["messages"]] == [f"meanwhile {n}" for n in range(3)]
    assert joined["moreAfter"] is False


async def test_nobody_reads_another_room(server: Backend) -> None:
    anna, _, _ = await two(server)
    await say(anna, "private")
    eve = await server.client()
    joined = await eve.join(await eve.new_room())
    assert joined["messages"] == []
    assert (await eve.do("chat:history"))["messages"] == []
    assert eve.heard("chat:message") == []
