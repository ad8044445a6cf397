"""A room's board, over sockets: who opens it, who sees it, and that it stays with the room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from support.backend import Backend, Client

pytestmark = pytest.mark.asyncio(loop_scope="module")
LINE = [0, 0, 30_000, 40_000]


class Meeting:
    """A host, and one who takes part."""

    def __init__(self, code: str, host: Client, ben: Client) -> None:
        self.code, self.host, self.ben = code, host, ben


@pytest_asyncio.fixture(loop_scope="module")
async def meeting(shared: Backend) -> AsyncIterator[Meeting]:
    host, ben = [await shared.client() for _ in range(2)]
    code = await host.new_room()
    for client in (host, ben):
        await client.join(code)
    yield Meeting(code, host, ben)
    for client in (host, ben):
        await client.socket.disconnect()


async def draw(client: Client, stroke_id: str = "one", **more: Any) -> None:
    said = {"tool": "pen", "points": LINE} | more
    await client.do("draw:stroke", on="board", strokeId=stroke_id, **said)


async def shown(client: Client) -> list[str]:
    """What somebody is told to be on the board."""
    (drawing,) = (await client.told("draw:shown"))["drawings"]
    assert drawing["on"] == "board"
    return [stroke["id"] for stroke in drawing["strokes"]]


async def test_everybody_sees_it_and_who_comes_later(meeting: Meeting, shared: Backend) -> None:
    one = {"on": "board", "strokeId": "x", "tool": "pen", "points": LINE}
    assert await meeting.ben.refused("draw:stroke", **one) == "unknown_participant"
    await meeting.ben.do("board:open")
    opened = await meeting.host.told("board:opened")
    assert await shown(meeting.host) == []
    await draw(meeting.ben)
    await draw(meeting.host, "two", tool="text", points=[9, 9], text="Here")
    stroked = await meeting.host.told("draw:stroked")
    assert (stroked["on"], stroked["pieces"][0]["points"]) == ("board", LINE)
    late = await shared.client()
    joined = await late.join(meeting.code)
    assert joined["board"] == opened["by"]
    assert await shown(late) == ["one", "two"]
    await late.do("leave")
    await late.socket.disconnect()
    await meeting.ben.do("board:close")
    assert await meeting.host.told("board:closed") == {}


async def test_what_is_answered_is_in_the_database(meeting: Meeting, shared: Backend) -> None:
    """Whatever becomes of the server in the next moment."""
    await meeting.ben.do("board:open")
    connection = await asyncpg.connect(shared.settings.database_url)
    try:

        async def kept() -> list[tuple[str, int]]:
            rows = await connection.fetch(
                """SELECT s.id, length(points) / 4 AS points FROM board_strokes s
                JOIN rooms r ON r.id = s.room_id WHERE slug = $1 ORDER BY place""",
                meeting.code,
            )
            return [(row["id"], row["points"]) for row in rows]

        await draw(meeting.ben)
        assert await kept() == [("one", 2)]
        # Several at once, of several people.
        await asyncio.gather(
            draw(meeting.ben, at=2),
            *(draw(meeting.host, f"host-{number}") for number in range(5)),
        )
        assert sorted(await kept()) == [*((f"host-{number}", 2) for number in range(5)), ("one", 4)]
        await meeting.ben.do("draw:undo", on="board")
        assert ("one", 4) not in await kept()
        await meeting.ben.do("draw:clear", on="board")
        assert await kept() == []
    finally:
        await connection.close()
    await meeting.ben.do("board:close")


async def test_the_next_meeting_has_it_and_begins_without(
    meeting: Meeting, shared: Backend
) -> None:
    await meeting.host.do("board:open")
    await draw(meeting.ben)
    await draw(meeting.host, "two")
    await meeting.ben.do("draw:undo", on="board")
    for client in (meeting.host, meeting.ben):
        await client.do("leave")
    assert (await meeting.ben.join(meeting.code))["board"] is None
    await meeting.ben.do("ping")
    assert meeting.ben.heard("draw:shown")[1:] == []
    await meeting.ben.do("board:open")
    opened = await shown(meeting.ben)
    # The first was told of the empty board of before.
    assert (opened, await shown(meeting.ben)) == ([], ["two"])


async def test_who_may_not(meeting: Meeting) -> None:
    await meeting.host.do("room:rules", mayDraw=False, mayPresent=False)
    assert await meeting.ben.refused("board:open") == "host_forbids"
    await meeting.host.do("board:open")
    one = {"on": "board", "strokeId": "x", "tool": "laser", "points": LINE}
    assert await meeting.ben.refused("draw:stroke", **one) == "host_forbids"
    for name, data in (("board:close", {}), ("draw:clear", {"on": "board"})):
        assert await meeting.ben.refused(name, **data) == "not_presenter"
    await meeting.host.do("room:rules", mayDraw=True, mayPresent=True)
    await meeting.host.do("people:role", participantId=meeting.ben.id, role="viewer")
    assert await meeting.ben.refused("board:open") == "forbidden"
    assert await meeting.ben.refused("draw:stroke", **one) == "forbidden"
    await draw(meeting.host)
    await meeting.host.do("draw:clear", on="board")
    assert (await meeting.ben.told("draw:cleared"))["on"] == "board"


@pytest.mark.parametrize(
    "wrong", [{"strokeId": "a\0"}, {"strokeId": "😀"}, {"tool": "text", "text": "a\0b"}]
)
async def test_what_no_table_takes_is_refused(meeting: Meeting, wrong: dict[str, str]) -> None:
    await meeting.host.do("board:open")
    said = {"on": "board", "strokeId": "x", "tool": "pen", "points": LINE} | wrong
    assert await meeting.host.refused("draw:stroke", **said) == "invalid_request"
