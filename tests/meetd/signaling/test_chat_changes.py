"""What becomes of messages, and who is told of it."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from meetd.rooms.chat import BURST
from support.backend import Backend, Client

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def server(shared: Backend) -> Backend:
    return shared


async def three(server: Backend) -> tuple[Client, Client, Client, str]:
    """Anna, the host, and Ben and Carl."""
    anna, ben, carl = [await server.client() for _ in range(3)]
    code = await anna.new_room()
    for who in (anna, ben, carl):
        await who.join(code)
    return anna, ben, carl, code


async def say(who: Client, text: str, **more: object) -> dict[str, Any]:
    answer = await who.do("chat:send", clientId=str(uuid4()), content=text, **more)
    message: dict[str, Any] = answer["message"]
    return message


async def test_all_are_told_of_a_change_and_its_sender(server: Backend) -> None:
    anna, ben, _, _ = await three(server)
    message = await say(anna, "Good mroning")
    answer = await anna.do("chat:edit", messageId=message["id"], content=" Good morning\r\n")
    changed = answer["message"]
    assert (changed["content"], changed["edited"]) == ("Good morning", True)
    assert changed["change"] > message["id"]
    for who in (anna, ben):
        assert (await who.told("chat:changed"))["message"] == changed
    # The same again is no change.
    await anna.do("chat:edit", messageId=message["id"], content="Good morning")
    await anna.do("chat:delete", messageId=message["id"])
    gone = (await ben.told("chat:changed"))["message"]
    assert (gone["content"], gone["deleted"], gone["edited"]) == ("", True, False)


async def test_who_may_change_and_delete_what(server: Backend) -> None:
    anna, ben, carl, _ = await three(server)
    of_ben = (await say(ben, "rude"))["id"]
    of_anna = (await say(anna, "polite"))["id"]
    assert await carl.refused("chat:edit", messageId=of_ben, content="x") == "not_message_author"
    assert await anna.refused("chat:edit", messageId=of_ben, content="x") == "not_message_author"
    assert await carl.refused("chat:delete", messageId=of_ben) == "not_message_author"
    assert await ben.refused("chat:delete", messageId=of_anna) == "not_message_author"
    assert carl.heard("chat:changed") == []
    # Who leads the meeting deletes what anybody said.
    assert (await anna.do("chat:delete", messageId=of_ben))["message"]["deleted"]
    assert (await ben.told("chat:changed"))["message"]["id"] == of_ben
    for refused in (
        await ben.refused("chat:edit", messageId=of_ben, content="x"),
        await ben.refused("chat:react", messageId=of_ben, emoji="👍", on=True),
        await ben.refused("chat:delete", messageId=2**40),
        await ben.refused("chat:send", clientId=str(uuid4()), content="x", replyTo=of_ben),
    ):
        assert refused == "message_not_found"
    for content in ("", " ", "x" * 4001):
        refused = await anna.refused("chat:edit", messageId=of_anna, content=content)
        assert refused == "invalid_request"


async def test_who_was_away_gets_what_was_changed_meanwhile(server: Backend) -> None:
    anna, ben, _, code = await three(server)
    texts = ("first", "second", "third")
    first, second, third = [await say(anna, text) for text in texts]
    await ben.socket.disconnect()
    await anna.do("chat:edit", messageId=first["id"], content="first!")
    await anna.do("chat:delete", messageId=second["id"])
    new = await say(anna, "fourth")
    await ben.connect()
    joined = await ben.join(code, lastMessageId=third["id"])
    seen = [(m["id"], m["content"], m["deleted"]) for m in joined["messages"]]
    assert seen == [
        (first["id"], "first!", False),
        (second["id"], "", True),
        (new["id"], "fourth", False),
    ]
    # By pages too, each going on at the change of the last.
    page = await ben.do("chat:history", after=third["id"], limit=1)
    assert [m["id"] for m in page["messages"]] == [first["id"]]
    assert page["nextCursor"] == page["messages"][0]["change"]
    page = await ben.do("chat:history", after=page["nextCursor"])
    assert [m["id"] for m in page["messages"]] == [second["id"], new["id"]]


async def test_reactions_are_told_and_counted(server: Backend) -> None:
    anna, ben, _, _ = await three(server)
    message = await say(anna, "cake")
    react = {"messageId": message["id"], "emoji": "🎉"}
    await ben.do("chat:react", **react, on=True)
    await ben.do("chat:react", **react, on=True)
    await anna.do("chat:react", **react, on=True)
    told = [await ben.told("chat:reacted") for _ in range(2)]
    assert [(one["count"], one["on"]) for one in told] == [(1, True), (2, True)]
    assert told[0]["userId"] != told[1]["userId"]
    page = await ben.do("chat:history")
    assert page["messages"][0]["reactions"] == [{"emoji": "🎉", "count": 2, "own": True}]
    await ben.do("chat:react", **react, on=False)
    back = await anna.told("chat:reacted", on=False)
    assert (back["count"], back["change"] > told[1]["change"]) == (1, True)
    for emoji in ("", "x", "🎉🎉", "🦄"):
        refused = await ben.refused("chat:react", messageId=message["id"], emoji=emoji, on=True)
        assert refused == "invalid_request"


async def test_one_person_cannot_flood_a_room_with_changes(server: Backend) -> None:
    anna, *_ = await three(server)
    message = await say(anna, "cake")
    reacts = {"messageId": message["id"], "emoji": "🎉"}
    # At once: one after another they may take as long as a share of them needs to come back.
    answers = await asyncio.gather(
        *(anna.ask("chat:react", **reacts, on=number % 2 == 0) for number in range(2 * int(BURST)))
    )
    codes = {"ok" if answer["ok"] else answer["error"]["code"] for answer in answers}
    assert codes == {"ok", "too_many_requests"}


async def test_an_answer_bears_what_it_answers(server: Backend) -> None:
    anna, ben, _, _ = await three(server)
    message = await say(anna, "Shall we begin?")
    answer = await say(ben, "Yes", replyTo=message["id"])
    assert answer["replyTo"] == {
        "id": message["id"], "userId": message["userId"], "username": message["username"],
        "content": "Shall we begin?",
    }  # fmt: skip
    told = [(await anna.told("chat:message"))["message"] for _ in range(2)]
    assert told == [message, answer]


async def test_a_private_message_reaches_two_on_every_way(server: Backend) -> None:
    anna, ben, carl, code = await three(server)
    private = await say(ben, "between us", to=carl.id)
    assert private["to"]["username"] == carl.name
    for who in (ben, carl):
        assert (await who.told("chat:message"))["message"] == private
    react = {"messageId": private["id"], "emoji": "👍", "on": True}
    await carl.do("chat:react", **react)
    await ben.do("chat:edit", messageId=private["id"], content="just between us")
    answer = await say(carl, "sure", to=ben.id, replyTo=private["id"])
    assert answer["replyTo"]["content"] == "just between us"
    await say(ben, "for all")
    # The host hears nothing of it, live, on coming in, back, in the history, by search, over REST.
    assert (await anna.told("chat:message"))["message"]["content"] == "for all"
    for event in ("chat:changed", "chat:reacted"):
        assert anna.heard(event) == []
        await carl.told(event)
    late = await server.client()
    joined = await late.join(code)
    assert [m["content"] for m in joined["messages"]] == ["for all"]
    joined = await (await server.another_window(anna)).join(
        code, takeOver=True, lastMessageId=private["id"] - 1
    )
    assert [m["content"] for m in joined["messages"]] == ["for all"]
    for way in ({}, {"after": 0}, {"before": 2**50}):
        page = await late.do("chat:history", **way)
        assert [m["content"] for m in page["messages"]] == ["for all"]
    assert (await late.do("chat:search", words="us"))["messages"] == []
    assert [m["content"] for m in (await carl.do("chat:search", words="us"))["messages"]] == [
        "just between us"
    ]
    for refused in (
        await late.refused("chat:react", **react),
        await late.refused("chat:edit", messageId=private["id"], content="x"),
        await late.refused("chat:delete", messageId=private["id"]),
        await late.refused("chat:send", clientId=str(uuid4()), content="x", replyTo=private["id"]),
        await ben.refused("chat:send", clientId=str(uuid4()), content="x", replyTo=private["id"]),
    ):
        assert refused == "message_not_found"
    # The two find it again.
    await carl.socket.disconnect()
    await carl.connect()
    joined = await carl.join(code)
    assert [m["content"] for m in joined["messages"]] == ["just between us", "sure", "for all"]


async def test_a_private_message_is_for_somebody_else_who_is_inside(server: Backend) -> None:
    anna, ben, carl, _ = await three(server)
    gone = carl.id
    await carl.do("leave")
    for to in (gone, anna.id, "nobody"):
        refused = await anna.refused("chat:send", clientId=str(uuid4()), content="x", to=to)
        assert refused == "unknown_participant"
    assert ben.heard("chat:message") == []


async def read(who: Client, path: str) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {who.token}"}
    async with who.http.get(f"{who.url}/api/v1/rooms/{path}", headers=headers) as answer:
        return answer.status, await answer.text()


async def test_the_host_exports_what_they_may_read(server: Backend) -> None:
    anna, ben, carl, code = await three(server)
    first = await say(ben, "first\nsecond line")
    await say(ben, "between us", to=carl.id)
    await say(ben, "for you", to=anna.id)
    gone = await say(carl, "a secret")
    await carl.do("chat:delete", messageId=gone["id"])
    await ben.do("chat:edit", messageId=first["id"], content="first\nchanged line")
    status, text = await read(anna, f"{code}/messages/export")
    assert status == 200
    said = [line.partition("] ")[2] for line in text.splitlines() if line.startswith("[")]
    assert said == [
        f"{ben.name}: first",
        f"{ben.name} (to {anna.name} alone): for you",
        f"{carl.name}: (deleted)",
    ]
    assert "    changed line\n" in text
    for who in (ben, await server.account()):
        status, text = await read(who, f"{code}/messages/export")
        assert (status, "first" in text) == (403, False)
    # By pages of JSON too, each sees their own.
    for who, sees in ((anna, False), (ben, True), (carl, True)):
        status, text = await read(who, f"{code}/messages")
        assert (status, "between us" in text, "a secret" in text) == (200, sees, False)


@pytest.mark.parametrize("words", ["", "  ", "x" * 201, "a b c d e f g h i", 5, "a\0"])
async def test_what_is_no_search(server: Backend, words: object) -> None:
    anna, *_ = await three(server)
    assert await anna.refused("chat:search", words=words) == "invalid_request"


async def test_who_comes_later_reads_what_comes_after_them(server: Backend) -> None:
    anna = await server.client()
    code = await anna.new_room()
    await anna.join(code)
    await anna.do("room:rules", history="joined")
    old = await say(anna, "salaries")
    ben = await server.client()
    joined = await ben.join(code)
    assert (joined["messages"], joined["nextCursor"]) == ([], None)
    new = await say(anna, "welcome", replyTo=old["id"])
    told = (await ben.told("chat:message"))["message"]
    assert (told["content"], told["replyTo"]) == ("welcome", None)
    assert (await anna.told("chat:message"))["message"]["content"] == "salaries"
    assert (await anna.told("chat:message"))["message"]["replyTo"]["content"] == "salaries"

    async def reads(who: Client) -> list[str]:
        pages = [
            await who.do("chat:history"),
            await who.do("chat:history", after=0),
            await who.do("chat:search", words="a"),
        ]
        texts = {m["content"] for page in pages for m in page["messages"]}
        return sorted(texts)

    assert await reads(ben) == ["welcome"]
    page = await ben.do("chat:history")
    assert (page["messages"][0]["replyTo"], page["nextCursor"]) == (None, None)
    # The host reads all of it, and a change of what was said before is not news to Ben.
    assert await reads(anna) == ["salaries", "welcome"]
    await anna.do("chat:react", messageId=old["id"], emoji="👍", on=True)
    assert await reads(ben) == ["welcome"]
    for limit in (50, 1):
        async with ben.http.get(
            f"{ben.url}/api/v1/rooms/{code}/messages?limit={limit}",
            headers={"Authorization": f"Bearer {ben.token}"},
        ) as answer:
            items = (await answer.json())["items"]
        assert [(m["id"], m["replyTo"]) for m in items] == [(new["id"], None)]


async def test_who_comes_later_gets_nothing_of_before_by_other_ways(server: Backend) -> None:
    """To answer it, to react to it, to hear of a change of it."""
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    await anna.do("room:rules", history="joined")
    old = await say(anna, "salaries")
    await ben.join(code)
    reacts = {"messageId": old["id"], "emoji": "👍", "on": True}
    assert await ben.refused("chat:react", **reacts) == "message_not_found"
    sends = {"clientId": str(uuid4()), "content": "What?", "replyTo": old["id"]}
    assert await ben.refused("chat:send", **sends) == "message_not_found"
    await anna.do("chat:react", **reacts)
    await anna.do("chat:edit", messageId=old["id"], content="our salaries")
    await anna.do("chat:delete", messageId=old["id"])
    await say(anna, "welcome")
    assert (await ben.told("chat:message"))["message"]["content"] == "welcome"
    assert ben.heard("chat:changed") == ben.heard("chat:reacted") == []
    assert len(anna.heard("chat:changed")) == 2
    # What is said while somebody is inside is theirs.
    said = await say(anna, "Hello")
    await ben.do("chat:react", **reacts | {"messageId": said["id"]})
    await say(ben, "Hi", replyTo=said["id"])
    await anna.do("chat:edit", messageId=said["id"], content="Hello!")
    assert (await ben.told("chat:changed"))["message"]["content"] == "Hello!"
