"""Drawing on what is presented, over sockets: who may, who sees it, and how long it lasts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from support.backend import Backend, Client

pytestmark = pytest.mark.asyncio(loop_scope="module")
LINE = [0, 0, 30_000, 40_000]


class Meeting:
    """A host, one who presents and one who watches."""

    def __init__(self, code: str, host: Client, ben: Client, cy: Client) -> None:
        self.code, self.host, self.ben, self.cy = code, host, ben, cy
        self.all = (host, ben, cy)
        self.on = ben.id


@pytest_asyncio.fixture(loop_scope="module")
async def meeting(shared: Backend) -> AsyncIterator[Meeting]:
    host, ben, cy = [await shared.client() for _ in range(3)]
    code = await host.new_room()
    for client in (host, ben, cy):
        await client.join(code)
    await ben.do("media", screen=True)
    yield Meeting(code, host, ben, cy)
    for client in (host, ben, cy):
        await client.socket.disconnect()


async def draw(client: Client, on: str, stroke_id: str = "one", **more: Any) -> None:
    said = {"tool": "pen", "points": LINE} | more
    await client.do("draw:stroke", on=on, strokeId=stroke_id, **said)


async def pieces(client: Client) -> list[dict[str, Any]]:
    return list((await client.told("draw:stroked"))["pieces"])


async def strokes(client: Client, code: str) -> list[dict[str, Any]]:
    """All that somebody finds drawn who comes in."""
    await client.join(code)
    (drawing,) = (await client.told("draw:shown"))["drawings"]
    return list(drawing["strokes"])


async def test_everybody_sees_it_who_presents_too(meeting: Meeting) -> None:
    await draw(meeting.cy, meeting.on)
    for client in meeting.all:
        (piece,) = await pieces(client)
        assert (piece["strokeId"], piece["tool"], piece["points"]) == ("one", "pen", LINE)
    await draw(meeting.cy, meeting.on, at=2, points=[7, 8])
    assert [piece["points"] for piece in await pieces(meeting.ben)] == [[7, 8]]


async def test_who_comes_later_sees_it_as_long_as_it_is_presented(
    meeting: Meeting, shared: Backend
) -> None:
    await draw(meeting.cy, meeting.on)
    await draw(meeting.cy, meeting.on, at=2, points=[7, 8])
    await draw(meeting.host, meeting.on, "two", tool="text", points=[9, 9], text="Here")
    late = await shared.client()
    found = await strokes(late, meeting.code)
    assert [(one["id"], one["points"], one["text"]) for one in found] == [
        ("one", [*LINE, 7, 8], ""),
        ("two", [9, 9], "Here"),
    ]
    await meeting.ben.do("media", screen=False)
    assert (await late.told("draw:cleared"))["on"] == meeting.on
    assert (
        await meeting.cy.refused(
            "draw:stroke", on=meeting.on, strokeId="x", tool="pen", points=LINE
        )
        == "unknown_participant"
    )
    later = await shared.client()
    await later.join(meeting.code)
    await later.do("ping")
    assert later.heard("draw:shown") == []


async def test_a_laser_leaves_nothing_behind(meeting: Meeting, shared: Backend) -> None:
    await draw(meeting.cy, meeting.on, tool="laser")
    assert (await pieces(meeting.host))[0]["tool"] == "laser"
    late = await shared.client()
    await late.join(meeting.code)
    await late.do("ping")
    assert late.heard("draw:shown") == []


async def test_what_is_said_again_after_coming_back_is_there_once(
    meeting: Meeting, shared: Backend
) -> None:
    await draw(meeting.cy, meeting.on)
    await meeting.cy.socket.disconnect()
    token = meeting.cy.joined["resumeToken"]
    resume = {"participantId": meeting.cy.id, "token": token}
    for drawn in ([LINE], []):
        again = await shared.another_window(meeting.cy)
        await again.join(meeting.code, resume=resume)
        assert again.joined["resumed"]
        # Also that nothing is: what a page had is void.
        shown = [one["strokes"] for one in (await again.told("draw:shown"))["drawings"]]
        assert [stroke["points"] for strokes in shown for stroke in strokes] == drawn
        if drawn:
            # Its answer was lost, and more came meanwhile.
            await draw(again, meeting.on, points=[*LINE, 7, 8])
            assert [piece["points"] for piece in await pieces(meeting.host)] == [LINE]
            assert [piece["points"] for piece in await pieces(meeting.host)] == [[7, 8]]
            await meeting.ben.do("draw:clear", on=meeting.on)
        await again.socket.disconnect()


async def test_each_takes_back_their_own(meeting: Meeting, shared: Backend) -> None:
    await draw(meeting.cy, meeting.on, "hers")
    await draw(meeting.host, meeting.on, "his")
    await meeting.cy.do("draw:undo", on=meeting.on)
    for client in meeting.all:
        assert (await client.told("draw:removed"))["strokeId"] == "hers"
    await meeting.cy.do("draw:undo", on=meeting.on)
    # More of what was taken back is nothing by itself.
    await draw(meeting.cy, meeting.on, "hers", at=2)
    assert [one["id"] for one in await strokes(await shared.client(), meeting.code)] == ["his"]


async def test_nobody_goes_on_with_the_stroke_of_another(meeting: Meeting) -> None:
    await draw(meeting.cy, meeting.on)
    await pieces(meeting.ben)
    await draw(meeting.host, meeting.on, at=2, points=[1, 1])
    await draw(meeting.cy, meeting.on, at=2, points=[2, 2])
    assert [piece["points"] for piece in await pieces(meeting.ben)] == [[2, 2]]


async def test_who_presents_clears_and_who_leads(meeting: Meeting) -> None:
    for clears in (meeting.ben, meeting.host):
        await draw(meeting.cy, meeting.on)
        assert await meeting.cy.refused("draw:clear", on=meeting.on) == "not_presenter"
        await clears.do("draw:clear", on=meeting.on)
        for client in meeting.all:
            assert (await client.told("draw:cleared"))["on"] == meeting.on


async def test_who_presents_may_forbid_it(meeting: Meeting) -> None:
    await meeting.ben.do("draw:allow", allowed=False)
    assert (await meeting.cy.told("draw:allowed"))["allowed"] is False
    more = {"on": meeting.on, "strokeId": "x", "tool": "laser", "points": LINE}
    assert await meeting.cy.refused("draw:stroke", **more) == "presenter_forbids"
    assert await meeting.cy.refused("draw:allow", allowed=True) == "unknown_participant"
    await draw(meeting.ben, meeting.on)
    await meeting.ben.do("media", screen=False)
    assert (await meeting.cy.told("draw:allowed"))["allowed"] is True


async def test_the_rules_of_the_meeting_may_forbid_it(meeting: Meeting) -> None:
    await meeting.host.do("room:rules", mayDraw=False)
    more = {"on": meeting.on, "strokeId": "x", "tool": "pen", "points": LINE}
    assert await meeting.cy.refused("draw:stroke", **more) == "host_forbids"
    assert "draw" not in (await meeting.cy.told("permissions"))["permissions"]
    await draw(meeting.host, meeting.on)
    await meeting.ben.do("draw:clear", on=meeting.on)


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": [1]},
        {"points": []},
        {"points": [1, 2, 3]},
        {"points": [1, 70_000]},
        {"points": [1, -1]},
        {"points": [1, 0.5]},
        {"points": [1, True]},
        {"points": [1, 1] * 101},
        {"tool": "spray"},
        {"text": "x" * 201},
        {"strokeId": ""},
        {"strokeId": "x" * 65},
    ],
)
async def test_what_is_no_stroke_is_refused(meeting: Meeting, wrong: dict[str, object]) -> None:
    said = {"on": meeting.on, "strokeId": "x", "tool": "pen", "points": LINE} | wrong
    assert await meeting.cy.refused("draw:stroke", **said) == "invalid_request"
    assert meeting.ben.heard("draw:stroked") == []
