"""A room moves live from one node to another: what people change in that very moment is there
afterwards, once."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from socketio.exceptions import SocketIOError

from meetd.commands.drain import drain
from support.backend import settings
from support.node_people import New, Person, at, following, frozen
from support.nodes import SECRET, Nodes

pytestmark = pytest.mark.asyncio(loop_scope="module")

AWAY = {"room_elsewhere", "not_in_room"}


class Insisting(Person):
    """Says again what a room refuses because it moves, as a page does; and asks over REST as a
    program does."""

    resumes = True

    def __init__(self, of: Person) -> None:
        super().__init__(of.url, of.http, of.name, of.token)
        self.refusals: list[str] = []
        """What was, by its name."""

    async def insist(self, event: str, **said: object) -> dict[str, Any]:
        async with asyncio.timeout(60):
            while True:
                with contextlib.suppress(SocketIOError):  # There is no connection.
                    answer: dict[str, Any] = await self.socket.call(event, said, timeout=20)
                    if answer["ok"]:
                        return answer
                    assert answer["error"]["code"] in AWAY, (event, answer)
                    self.refusals.append(event)
                await asyncio.sleep(0.05)

    async def call(self, url: str, method: str, path: str, said: object = None) -> int:
        target, headers = f"{url}/api/v1/rooms/{self.code}{path}", self.signed_in
        async with asyncio.timeout(60):
            while True:
                async with self.http.request(method, target, json=said, headers=headers) as answer:
                    if answer.status != 503:
                        assert answer.ok, await answer.text()
                        return answer.status
                    assert (await answer.json())["code"] == "room_elsewhere"
                    assert answer.headers["Retry-After"] == "1"
                    self.refusals.append(f"{method} {path}")
                await asyncio.sleep(0.05)


async def test_what_is_changed_as_the_room_is_given_away_is_there_once(
    cluster: Nodes, new: New, tmp_path: Path
) -> None:
    """The other node stands still in the middle of taking it."""
    operator = settings(tmp_path, redis_url=cluster.redis.url, secret_key=SECRET)
    ada, ben, cy, dee, late = [Insisting(await new()) for _ in range(5)]
    code = await ada.new_room()
    first = at(cluster.a)
    # The first node knows that the other one lives, and so does not ask before it gives.
    eve = Insisting(await new())
    await eve.come(await eve.new_room(), at(cluster.b))
    for one in (ada, ben, cy, dee):
        await one.come(code, first)
    await ada.do("timer:set", seconds=600)
    said = {"clientId": str(uuid4()), "content": "From outside"}
    async with following(ada, ben, cy):
        await eve.call(first, "GET", "/participants")
        await eve.go()
        assert cluster.owner() is cluster.a
        async with frozen(cluster.b.pid), asyncio.timeout(50):
            order = asyncio.create_task(drain(operator, "a", 60, cancel=False, say=lambda _: None))
            while not ben.refusals:
                # Until it is under way.
                probe = asyncio.create_task(ben.insist("media", camera=True))
                while not (probe.done() or ben.refusals):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            changes = [
                ada.insist("timer:add", seconds=60),
                ada.insist("spotlight", participantId=ben.id),
                ada.insist("people:role", participantId=ben.id, role="cohost"),
                ada.insist("room:rules", mayDraw=False),
                ada.insist("breakouts:plan", names=["Red", "Blue"]),
                ada.insist("polls:create", question="Tea?", options=["Yes", "No"]),
                ben.insist("hand", raised=True),
                ben.insist("rename", username="Benjamin"),
                ben.insist("chat:send", clientId=str(uuid4()), content="From inside"),
                ada.call(first, "PATCH", f"/participants/{cy.id}", {"microphone": False}),
                ada.call(first, "PATCH", "", {"name": "Moved"}),
                ada.call(first, "POST", "/messages", said),
            ]
            under_way = [asyncio.create_task(change) for change in changes]
            # Who goes cannot be asked to go once more.
            await dee.do("leave")
            # What is held back is refused in the end, while the other node stands still.
            while not (len({*ada.refusals, *ben.refusals}) > 8 or all(o.done() for o in under_way)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await asyncio.gather(probe, *under_way)
        assert await order
        assert cluster.owner() is cluster.b
        await late.come(code, at(cluster.b))
        inside = {one["id"]: one for one in late.joined["participants"]}
        assert set(inside) == {ada.id, ben.id, cy.id}
        its = inside[ben.id]
        assert (its["hand"], its["spotlight"]) == (1, True)
        assert (its["username"], its["role"]) == ("Benjamin", "cohost")
        assert not inside[cy.id]["microphone"]
        assert late.joined["timer"]["seconds"] == 660
        assert late.joined["room"]["name"] == "Moved"
        assert "draw" not in late.joined["permissions"]
        texts = [one["content"] for one in late.joined["messages"]]
        assert sorted(texts) == ["From inside", "From outside"]
        assert [one["question"] for one in (await late.do("polls:list"))["polls"]] == ["Tea?"]
        await ada.insist("breakouts:expect", name="zoe", room=1)
        async with asyncio.timeout(20):
            shown: dict[str, Any] = {}
            while not shown or not shown["rooms"][1]["expected"]:
                shown = (await ada.told("breakouts:changed"))["breakouts"]
        assert [one["name"] for one in shown["rooms"]] == ["Red", "Blue"]
    for one in (ada, ben, cy, late):
        await one.go()
    await drain(operator, "a", 60, cancel=True, say=lambda _: None)
