"""A board over two nodes: what people draw while its room moves from one to the other is there
once, in its order, for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from socketio.exceptions import SocketIOError

from meetd.commands.drain import drain
from meetd.config import Settings
from support.backend import settings
from support.node_people import New, Person, at, following, frozen
from support.nodes import SECRET, Nodes
from support.waiting import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")

AWAY = {"room_elsewhere", "not_in_room"}
Points = list[int]


class Drawer(Person):
    """Sees the board as a page does, and says again what was not acknowledged."""

    resumes = True

    def __init__(self, of: Person) -> None:
        super().__init__(of.url, of.http, of.name, of.token)
        self.board: dict[str, Points] = {}
        """Points of strokes, by their ids, in the order in which they were begun."""
        self.refusals: list[str] = []
        self._seen = asyncio.Condition()

    async def draw(self, stroke_id: str, *pieces: Points) -> None:
        """Draw a stroke piece by piece, until all of it is acknowledged."""
        drawn = 0
        for points in pieces:
            said = {"on": "board", "strokeId": stroke_id, "tool": "pen", "at": drawn}
            async with asyncio.timeout(60):
                while not await self._is_taken(said | {"points": points}):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            drawn += len(points) // 2

    async def sees(self, expected: dict[str, Points]) -> None:
        """Wait until these strokes are on the board, and no others."""
        try:
            async with asyncio.timeout(PATIENCE), self._seen:
                await self._seen.wait_for(lambda: self.board == expected)
        except TimeoutError:
            raise AssertionError(f"{self.name} sees {self.board}, not {expected}") from None

    async def _is_taken(self, said: dict[str, Any]) -> bool:
        try:
            answer = await self.socket.call("draw:stroke", said, timeout=5)
        except SocketIOError:  # Away: it may have arrived or not.
            return False
        if not answer["ok"]:
            self.refusals.append(answer["error"]["code"])
            assert self.refusals[-1] in AWAY, answer
        return bool(answer["ok"])

    async def _on_event(self, event: str, data: dict[str, Any]) -> None:
        async with self._seen:
            match event:
                case "draw:shown":
                    shown = [one for one in data["drawings"] if one["on"] == "board"]
                    self.board = {
                        stroke["id"]: stroke["points"] for one in shown for stroke in one["strokes"]
                    }
                case "draw:stroked":
                    for piece in data["pieces"]:
                        self.board.setdefault(piece["strokeId"], []).extend(piece["points"])
                case "draw:removed":
                    self.board.pop(data["strokeId"], None)
            self._seen.notify_all()
        await super()._on_event(event, data)


class Board:
    """Ada and Ben at one, each by another node, and how a node is emptied."""

    def __init__(self, cluster: Nodes, operator: Settings, ada: Drawer, ben: Drawer) -> None:
        self.cluster, self.operator, self.ada, self.ben = cluster, operator, ada, ben
        self.code = ""

    async def drain(self, name: str, *, cancel: bool = False) -> bool:
        return await drain(self.operator, name, 60, cancel=cancel, say=lambda _: None)

    async def empty_owner(self) -> None:
        """The room goes to the other node; the first takes rooms again then."""
        name = "a" if self.cluster.owner() is self.cluster.a else "b"
        assert await self.drain(name)
        assert await self.drain(name, cancel=True)

    async def must_be(self, drawn: dict[str, Points], late: Drawer) -> None:
        """Everybody has each stroke once, in one order, which is that of each who drew them."""
        for one in (self.ada, self.ben):
            await one.sees(drawn)
        await late.come(self.code)
        await late.sees(drawn)
        await late.go()
        orders = {tuple(one.board) for one in (self.ada, self.ben, late)}
        assert len(orders) == 1
        (order,) = orders
        for one in (self.ada, self.ben):
            own = [stroke for stroke in order if stroke.startswith(one.name)]
            assert own == [stroke for stroke in drawn if stroke.startswith(one.name)]


@pytest_asyncio.fixture(loop_scope="module")
async def board(cluster: Nodes, new: New, tmp_path: Path) -> AsyncIterator[Board]:
    operator = settings(tmp_path, redis_url=cluster.redis.url, secret_key=SECRET)
    ada, ben = Drawer(await new()), Drawer(await new())
    found = Board(cluster, operator, ada, ben)
    found.code = await ada.new_room()
    await ada.come(found.code, at(cluster.a))
    await ben.come(found.code, at(cluster.b))
    await ada.do("board:open")
    try:
        yield found
    finally:
        for one in (ada, ben):
            await one.go()


async def test_what_is_drawn_as_the_room_is_given_away_is_not_lost(board: Board, new: New) -> None:
    """Held up in the middle of it, since the other node stands still."""
    ada, ben, cluster = board.ada, board.ben, board.cluster
    assert cluster.owner() is cluster.a
    drawn: dict[str, Points] = {}
    async with following(ada, ben):
        async with frozen(cluster.b.pid), asyncio.timeout(PATIENCE):
            order = asyncio.create_task(board.drain("a"))
            while not ada.refusals:
                # The last of these is begun on one node, and may be said to both.
                stroke = f"{ada.name}-{len(drawn)}"
                drawn[stroke] = [1, 1, len(drawn), 2, 3, 3]
                drawing = asyncio.create_task(
                    ada.draw(stroke, drawn[stroke][:2], drawn[stroke][2:])
                )
                while not (drawing.done() or ada.refusals):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        await drawing
        assert await order
        assert cluster.owner() is cluster.b
        await board.must_be(drawn, Drawer(await new()))
    await board.drain("a", cancel=True)


async def test_both_go_on_drawing_while_their_room_moves(board: Board, new: New) -> None:
    ada, ben = board.ada, board.ben
    drawn: dict[str, Points] = {}
    moved = asyncio.Event()

    async def scribble(one: Drawer) -> None:
        number = 0
        while not moved.is_set() or number % 3:
            stroke, points = f"{one.name}-{number}", [number, 1, number, 2, number, 3]
            drawn[stroke] = points
            await one.draw(stroke, points[:2], points[2:4], points[4:])
            number += 1
            await asyncio.sleep(0.1)

    async with following(ada, ben):
        async with asyncio.TaskGroup() as pens:
            for one in (ada, ben):
                pens.create_task(scribble(one))
            try:
                await board.empty_owner()
            finally:
                moved.set()
        await board.must_be(drawn, Drawer(await new()))

        # Each takes back their own, which was begun on the node before or on this one.
        for one in (ada, ben):
            last = [stroke for stroke in drawn if stroke.startswith(one.name)][-2:]
            for stroke in reversed(last):
                await one.do("draw:undo", on="board")
                del drawn[stroke]
        for one in (ada, ben):
            await one.sees(drawn)
        # What was kept of it is the same, and goes on to the next node.
        await board.empty_owner()
        await ben.draw(f"{ben.name}-last", [7, 7])
        drawn[f"{ben.name}-last"] = [7, 7]
        await board.must_be(drawn, Drawer(await new()))
