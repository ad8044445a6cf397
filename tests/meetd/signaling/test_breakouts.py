"""Breakout rooms over sockets: who goes where, who may not, and how all come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from meetd.db import files
from meetd.rooms.breakout_plan import MOST_ROOMS
from support.backend import Backend, Client
from support.breakouts import breakouts, go
from support.chat_files import PNG, by_account, read, said, sent, uploaded, url

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Meeting:
    """A host, two who take part and a guest."""

    def __init__(self, code: str, host: Client, ben: Client, cy: Client, guest: Client) -> None:
        self.code = code
        self.host, self.ben, self.cy, self.guest = host, ben, cy, guest
        self.all = (host, ben, cy, guest)
        self.users: dict[str, str] = {}

    def user(self, client: Client) -> str:
        """The id by which somebody is assigned, of whom the host knows."""
        return self.users[client.name]

    async def open(self, *seats: tuple[Client, int], **more: object) -> list[str]:
        """Open two rooms; their codes."""
        await self.host.do("breakouts:plan", names=["Red", "Blue"])
        for client, place in seats:
            await self.host.do("breakouts:assign", userId=self.user(client), room=place)
        await self.host.do("breakouts:open", **more)
        shown = await breakouts(self.host, open=True)
        return [str(room["code"]) for room in shown["rooms"]]


async def gather(shared: Backend) -> Meeting:
    host, ben, cy = [await shared.client() for _ in range(3)]
    code = await host.new_room(settings={"access": "open"})
    guest = await shared.guest(code, "dee")
    meeting = Meeting(code, host, ben, cy, guest)
    for client in meeting.all:
        await client.join(code)
    for _ in (ben, cy, guest):
        came = (await host.told("participant:joined"))["participant"]
        meeting.users[str(came["username"])] = str(came["userId"])
    return meeting


@pytest_asyncio.fixture(loop_scope="module")
async def meeting(shared: Backend) -> AsyncIterator[Meeting]:
    meeting = await gather(shared)
    yield meeting
    for client in meeting.all:
        await client.socket.disconnect()


async def test_each_goes_to_their_own_and_to_no_other(meeting: Meeting) -> None:
    red, blue = await meeting.open((meeting.ben, 0), (meeting.guest, 1), (meeting.cy, 0))
    ben = await breakouts(meeting.ben, open=True)
    assert (ben["own"], [room["code"] for room in ben["rooms"]]) == (0, [red, None])
    assert [room["people"] for room in ben["rooms"]] == [[], []]
    joined = await go(meeting.ben, red)
    assert joined["room"]["name"] == "Red"
    assert joined["breakout"]["left"] > 0
    assert joined["role"] == "participant"
    here = {"code": blue, "microphone": True, "camera": True}
    await meeting.cy.do("leave")
    assert await meeting.cy.refused("join", **here) == "not_assigned"
    assert (await go(meeting.cy, red))["mode"]["mode"] == "p2p"
    # A guest of the main room is one here, and a host is host in each.
    assert (await go(meeting.guest, blue))["role"] == "participant"
    joined = await go(meeting.host, red)
    assert (joined["role"], joined["mode"]["mode"]) == ("host", "sfu")
    assert (await go(meeting.host, blue))["role"] == "host"
    back = await go(meeting.host, meeting.code)
    people = [{one["name"] for one in room["people"]} for room in back["breakouts"]["rooms"]]
    assert people == [{meeting.ben.name, meeting.cy.name}, {"dee"}]
    assert all(one["inside"] for room in back["breakouts"]["rooms"] for one in room["people"])


async def test_nobody_else_comes_in_and_rest_knows_of_none(
    meeting: Meeting, shared: Backend
) -> None:
    red, _ = await meeting.open((meeting.ben, 0))
    stranger = await shared.client()
    here = {"code": red, "microphone": True, "camera": True}
    assert await stranger.refused("join", **here) == "not_assigned"
    url = f"{stranger.url}/api/v1/rooms"
    for client in (stranger, meeting.host):
        async with client.http.get(f"{url}/{red}", headers=client.signed_in) as answer:
            assert answer.status == 404
    async with meeting.host.http.get(url, headers=meeting.host.signed_in) as answer:
        assert [room["code"] for room in (await answer.json())["items"]] == [meeting.code]
    async with stranger.http.get(f"{url}/{red}/door") as answer:
        assert answer.status == 404


async def test_all_come_back_at_the_end_and_who_reconnects_lands_in_their_own(
    meeting: Meeting,
) -> None:
    red, blue = await meeting.open((meeting.ben, 0), (meeting.cy, 1))
    await go(meeting.ben, red)
    # A reload: the main room says where one belongs.
    back = await go(meeting.ben, meeting.code)
    own = back["breakouts"]["own"]
    assert back["breakouts"]["rooms"][own]["code"] == red
    await go(meeting.ben, red)
    await go(meeting.cy, blue)
    await meeting.host.do("breakouts:close")
    for client in (meeting.ben, meeting.cy):
        assert (await client.told("room:ended"))["code"] == "breakout_ended"
        back = await go(client, meeting.code)
        assert (back["breakouts"]["open"], back["breakouts"]["left"]) == (False, None)
    await meeting.ben.do("leave")
    gone = {"code": red, "microphone": True, "camera": True}
    assert await meeting.ben.refused("join", **gone) == "room_not_found"
    # The plan is there for the next time.
    await meeting.host.do("breakouts:open")
    assert (await breakouts(meeting.cy, open=True))["own"] == 1


async def test_who_is_moved_is_told_wherever_they_are(meeting: Meeting) -> None:
    red, blue = await meeting.open((meeting.ben, 0))
    await go(meeting.ben, red)
    ben = meeting.user(meeting.ben)
    await meeting.host.do("breakouts:assign", userId=ben, room=1)
    assert (await meeting.ben.told("breakout:moved"))["code"] == blue
    await go(meeting.ben, blue)
    await meeting.host.do("breakouts:assign", userId=ben, room=None)
    assert (await meeting.ben.told("breakout:moved"))["code"] is None
    # Who came later is in the main room until somebody says otherwise.
    await meeting.host.do("breakouts:assign", userId=meeting.user(meeting.cy), room=0)
    assert (await breakouts(meeting.cy, own=0))["rooms"][0]["code"] == red


async def test_messages_help_and_time(meeting: Meeting) -> None:
    red, _ = await meeting.open((meeting.ben, 0), seconds=600)
    joined = await go(meeting.ben, red)
    assert 0 < joined["breakout"]["left"] <= 600_000
    await meeting.host.do("breakouts:say", text="Five more minutes")
    for client in (meeting.ben, meeting.cy, meeting.host):
        said = await client.told("breakouts:said")
        assert said == {"text": "Five more minutes", "byName": meeting.host.name}
    await meeting.ben.do("breakout:help")
    asked = await meeting.host.told("breakouts:help")
    assert asked == {"code": red, "roomName": "Red", "byName": meeting.ben.name}
    assert not meeting.cy.heard("breakouts:help")
    await meeting.host.do("breakouts:time", seconds=5000)
    assert (await meeting.ben.told("breakout:time"))["left"] > 600_000
    # Their time is up.
    await meeting.host.do("breakouts:time", seconds=1)
    assert (await meeting.ben.told("room:ended"))["code"] == "breakout_ended"
    assert not (await breakouts(meeting.cy, open=False))["open"]


async def test_a_removed_person_is_out_of_all(meeting: Meeting) -> None:
    red, blue = await meeting.open((meeting.ben, 0), (meeting.guest, 0))
    await go(meeting.ben, red)
    await go(meeting.guest, red)
    await go(meeting.host, red)
    await meeting.host.do("people:remove", participantId=meeting.ben.id)
    assert (await meeting.ben.told("room:ended"))["code"] == "removed"
    await meeting.ben.do("leave")
    for code in (red, blue, meeting.code):
        here = {"code": code, "microphone": True, "camera": True}
        assert await meeting.ben.refused("join", **here) == "removed", code
    # From the main room, too.
    await go(meeting.guest, meeting.code)
    await go(meeting.host, meeting.code)
    await meeting.host.do("people:remove", participantId=meeting.guest.id)
    await meeting.guest.do("leave")
    here = {"code": red, "microphone": True, "camera": True}
    assert await meeting.guest.refused("join", **here) == "removed"


async def test_who_is_blocked_in_a_breakout_room_is_out_of_the_meeting_for_good(
    meeting: Meeting,
) -> None:
    red, _ = await meeting.open((meeting.ben, 0))
    await breakouts(meeting.ben, open=True)
    for client in (meeting.ben, meeting.host):
        await go(client, red)
    await meeting.host.do("people:remove", participantId=meeting.ben.id, block=True)
    assert (await meeting.ben.told("room:ended"))["code"] == "removed"
    await meeting.ben.do("leave")
    await go(meeting.host, meeting.code)
    here = {"code": meeting.code, "microphone": True, "camera": True}
    # As soon as the main room has heard of it, for good.
    assert await meeting.ben.refused("join", **here) in {"removed", "blocked"}
    # The next meeting does not have them either.
    await meeting.host.do("room:end")
    for client in (meeting.host, meeting.cy):
        await client.told("room:ended", code="meeting_ended")
        await client.do("leave")
    await meeting.host.join(meeting.code)
    assert await meeting.ben.refused("join", **here) == "blocked"


async def test_the_end_of_one_is_the_end_of_all(shared: Backend) -> None:
    for ends_in_breakout in (False, True):
        meeting = await gather(shared)
        red, _ = await meeting.open((meeting.ben, 0), (meeting.cy, 0))
        await go(meeting.ben, red)
        if ends_in_breakout:
            await go(meeting.host, red)
        await meeting.host.do("room:end")
        for client in (meeting.ben, meeting.cy, meeting.guest):
            assert (await client.told("room:ended"))["code"] == "meeting_ended"


async def test_a_deleted_room_takes_its_breakouts_along(shared: Backend) -> None:
    meeting = await gather(shared)
    red, _ = await meeting.open((meeting.ben, 0))
    await go(meeting.ben, red)
    url = f"{meeting.host.url}/api/v1/rooms/{meeting.code}"
    async with meeting.host.http.delete(url, headers=meeting.host.signed_in) as answer:
        assert answer.status == 204
    assert (await meeting.ben.told("room:ended"))["code"] == "room_deleted"


async def test_files_are_sent_there_and_go_with_the_room(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    red, blue = await meeting.open((meeting.ben, 0), (meeting.guest, 0), (meeting.cy, 1))
    for client, code in ((meeting.ben, red), (meeting.guest, red), (meeting.cy, blue)):
        await go(client, code)
    file_id = await uploaded(meeting.ben, red, "plan.png", PNG)
    message = await said(meeting.ben, file_id)
    assert (await read(meeting.guest, red, message))[:2] == (200, PNG)
    # Who leads reads there what was said there; nobody from another room, or from outside.
    await go(meeting.host, red)
    assert (await read(meeting.host, red, message))[:2] == (200, PNG)
    assert await meeting.cy.refused("file:open", messageId=message["id"]) == "file_not_found"
    key = (await meeting.host.do("file:open", messageId=message["id"]))["key"]
    for code in (blue, meeting.code):
        async with meeting.host.http.get(
            f"{url(meeting.host, code)}/{file_id}", params={"key": key}
        ) as answer:
            assert answer.status == 404
    assert (await by_account(meeting.host, red, file_id))[0] == 404
    # All rooms of a meeting share what one has; rules are the main room's.
    monkeypatch.setattr(files, "ROOM_BYTES", len(PNG) + 100)
    assert await meeting.cy.refused("file:offer", name="a", size=101) == "file_quota_reached"
    await go(meeting.host, meeting.code)
    assert await meeting.host.refused("file:offer", name="a", size=101) == "file_quota_reached"
    offered = await meeting.cy.do("file:offer", name="a.txt", size=5)
    await meeting.host.do("breakouts:close")
    await meeting.ben.told("room:ended")
    async with meeting.ben.http.get(
        f"{url(meeting.ben, red)}/{file_id}", params={"key": key}
    ) as answer:
        assert answer.status == 404
    assert (await sent(meeting.cy, blue, offered, b"Hello"))[0] == 404
    # Nothing of them is left.
    await meeting.host.do("file:offer", name="a", size=len(PNG) + 100)


async def test_by_chance_and_by_choice(meeting: Meeting) -> None:
    host, ben = meeting.host, meeting.ben
    assert await ben.refused("breakouts:choose", room=0) == "no_breakouts"
    await host.do("breakouts:plan", names=["One", "Two", "Three"], shuffle=True)
    shown = await breakouts(host)
    # Everybody but who leads, one in each.
    people = [one["name"] for room in shown["rooms"] for one in room["people"]]
    assert sorted(people) == sorted([ben.name, meeting.cy.name, "dee"])
    assert [len(room["people"]) for room in shown["rooms"]] == [1, 1, 1]
    assert await ben.refused("breakouts:choose", room=0) == "host_forbids"
    await host.do("breakouts:plan", names=["One", "Two"], choice=True)
    await ben.do("breakouts:choose", room=1)
    await host.do("breakouts:open")
    code = (await breakouts(ben, open=True, own=1))["rooms"][1]["code"]
    await go(ben, code)
    assert await host.refused("breakouts:plan", names=["One"]) == "breakouts_open"
    assert await host.refused("breakouts:open") == "breakouts_open"
    await ben.do("leave")
    await ben.join(meeting.code)
    assert await ben.refused("breakouts:choose", room=2) == "invalid_request"
    await ben.do("breakouts:choose", room=0)
    assert (await breakouts(ben, own=0))["rooms"][0]["code"] not in {code, None}


async def test_a_viewer_is_one_in_a_breakout_room(meeting: Meeting) -> None:
    await meeting.host.do("people:role", participantId=meeting.ben.id, role="viewer")
    red, _ = await meeting.open((meeting.ben, 0))
    assert (await go(meeting.ben, red))["role"] == "viewer"
    assert await meeting.ben.refused("media", microphone=True) == "forbidden"


async def test_all_that_is_planned_is_bounded(meeting: Meeting) -> None:
    host = meeting.host
    for names in ([""], [" "], ["x" * 61], ["x"] * (MOST_ROOMS + 1), ["a\nb"]):
        assert await host.refused("breakouts:plan", names=names) == "invalid_request", names
    await host.do("breakouts:plan", names=["🙂" * 60] * MOST_ROOMS)
    nobody = "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55"
    assert await host.refused("breakouts:assign", userId=nobody, room=0) == "invalid_request"
    assert await host.refused("breakouts:say", text="x" * 501) == "invalid_request"
    assert await host.refused("breakouts:open", seconds=24 * 3600 + 1) == "invalid_request"
    assert await host.refused("breakouts:time", seconds=60) == "no_breakouts"
    assert await host.refused("breakout:help") == "no_breakouts"


async def test_who_chooses_is_nothing_to_those_who_do_not_lead(meeting: Meeting) -> None:
    """Each of a thousand chooses: all the others told of each, the server would do nothing else."""
    host, ben, cy = meeting.host, meeting.ben, meeting.cy
    await host.do("breakouts:plan", names=["One", "Two"], choice=True)
    for client in (ben, cy):
        await breakouts(client, own=None)
    for place in (0, 1, 0, 1):
        await ben.do("breakouts:choose", room=place)
        await breakouts(ben, own=place)
    ben_id = meeting.user(ben)
    async with asyncio.timeout(10):
        while ben_id not in _people((await breakouts(host))["rooms"][1]):
            """The host is told soon of all who choose."""
    assert cy.heard("breakouts:changed") == []
    # Who leads sees at once what they do.
    await host.do("breakouts:assign", userId=ben_id, room=0)
    assert ben_id in _people((await breakouts(host))["rooms"][0])
    assert cy.heard("breakouts:changed") == []


def _people(room: dict[str, Any]) -> set[str]:
    return {one["userId"] for one in room["people"]}
