"""Polls, and the timer that all see, over sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from meetd.rooms.polls import MOST_OPTIONS, MOST_POLLS
from support.backend import Backend, Client
from support.waiting import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Meeting:
    """A host and two who take part."""

    def __init__(self, code: str, host: Client, ben: Client, cy: Client) -> None:
        self.code = code
        self.host, self.ben, self.cy = host, ben, cy

    async def poll(self, **more: object) -> dict[str, Any]:
        """A new poll, as its maker is told of it."""
        said: dict[str, Any] = {"question": "Tea or coffee?", "options": ["Tea", "Coffee"], **more}
        await self.host.do("polls:create", **said)
        poll: dict[str, Any] = (await self.host.told("poll:changed"))["poll"]
        return poll


async def gather(shared: Backend) -> Meeting:
    host, ben, cy = [await shared.client() for _ in range(3)]
    code = await host.new_room()
    for client in (host, ben, cy):
        await client.join(code)
    return Meeting(code, host, ben, cy)


@pytest_asyncio.fixture(loop_scope="module")
async def meeting(shared: Backend) -> AsyncIterator[Meeting]:
    meeting = await gather(shared)
    yield meeting
    for client in (meeting.host, meeting.ben, meeting.cy):
        await client.socket.disconnect()


async def results(client: Client, poll_id: str, **expected: object) -> list[int | None]:
    """What somebody is told of the answers, once it is as expected."""
    async with asyncio.timeout(PATIENCE):
        while True:
            poll = (await client.told("poll:changed"))["poll"]
            if poll["id"] == poll_id and expected.items() <= poll.items():
                return [option["votes"] for option in poll["options"]]


async def export(client: Client, code: str) -> str:
    url = f"{client.url}/api/v1/rooms/{code}/polls.csv"
    async with client.http.get(url, headers=client.signed_in) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


async def test_all_vote_once_and_may_change_that(meeting: Meeting) -> None:
    poll = await meeting.poll()
    for client in (meeting.ben, meeting.cy):
        told = (await client.told("poll:changed"))["poll"]
        assert (told["question"], told["state"]) == ("Tea or coffee?", "open")
    await meeting.ben.do("polls:vote", pollId=poll["id"], choices=[0])
    await meeting.cy.do("polls:vote", pollId=poll["id"], choices=[0])
    answer = await meeting.ben.do("polls:vote", pollId=poll["id"], choices=[1])
    assert [option["votes"] for option in answer["poll"]["options"]] == [1, 1]
    assert await results(meeting.host, poll["id"], voters=2, change=3) == [1, 1]
    await meeting.ben.do("polls:vote", pollId=poll["id"], choices=[])
    assert await results(meeting.cy, poll["id"], voters=1) == [1, 0]


async def test_one_of_them_or_several(meeting: Meeting) -> None:
    one, more = await meeting.poll(), await meeting.poll(several=True)
    ben = meeting.ben
    assert await ben.refused("polls:vote", pollId=one["id"], choices=[0, 1]) == "invalid_request"
    assert await ben.refused("polls:vote", pollId=one["id"], choices=[2]) == "invalid_request"
    await ben.do("polls:vote", pollId=more["id"], choices=[0, 1, 1])
    assert await results(meeting.cy, more["id"], voters=1) == [1, 1]


async def test_results_are_shown_after_the_end_where_they_are_not_live(meeting: Meeting) -> None:
    poll = await meeting.poll(live=False)
    assert (await meeting.ben.told("poll:changed"))["poll"]["options"][0]["votes"] is None
    answer = await meeting.ben.do("polls:vote", pollId=poll["id"], choices=[0])
    assert [option["votes"] for option in answer["poll"]["options"]] == [None, None]
    # Who asked sees how it stands; the others that somebody voted.
    assert await results(meeting.host, poll["id"], voters=1) == [1, 0]
    assert await results(meeting.cy, poll["id"], voters=1) == [None, None]
    assert await meeting.ben.refused("polls:open", pollId=poll["id"], open=False) == "not_moderator"
    await meeting.host.do("polls:open", pollId=poll["id"], open=False)
    assert await results(meeting.cy, poll["id"], state="closed") == [1, 0]
    refused = await meeting.cy.refused("polls:vote", pollId=poll["id"], choices=[0])
    assert refused == "poll_not_open"
    await meeting.host.do("polls:open", pollId=poll["id"], open=True)
    assert await results(meeting.cy, poll["id"], state="open") == [None, None]


async def test_a_draft_is_for_who_makes_polls(meeting: Meeting) -> None:
    poll = await meeting.poll(open=False)
    assert poll["state"] == "draft"
    assert poll["id"] not in {p["id"] for p in (await meeting.ben.do("polls:list"))["polls"]}
    assert await meeting.ben.refused("polls:vote", pollId=poll["id"], choices=[0]) == (
        "poll_not_found"
    )
    await meeting.host.do("polls:open", pollId=poll["id"], open=True)
    told = await results(meeting.ben, poll["id"], state="open")
    assert told == [0, 0]
    assert not [e for e in meeting.cy.heard("poll:changed") if e["poll"]["state"] == "draft"]


async def test_polls_are_there_for_who_comes_later_and_the_next_meeting(shared: Backend) -> None:
    meeting = await gather(shared)
    poll = await meeting.poll()
    await meeting.ben.do("polls:vote", pollId=poll["id"], choices=[1])
    for client in (meeting.host, meeting.ben, meeting.cy):
        await client.do("leave")
    await meeting.ben.join(meeting.code)
    listed = await meeting.ben.do("polls:list")
    assert [option["votes"] for option in listed["polls"][0]["options"]] == [0, 1]
    assert listed["votes"] == [{"pollId": poll["id"], "choices": [1]}]
    # Another window is the same person.
    await meeting.ben.do("polls:vote", pollId=poll["id"], choices=[0])
    await meeting.cy.join(meeting.code)
    listed = await meeting.cy.do("polls:list")
    assert [option["votes"] for option in listed["polls"][0]["options"]] == [1, 0]
    assert listed["votes"] == []


async def test_the_host_alone_keeps_who_voted_and_nobody_of_an_anonymous_poll(
    shared: Backend,
) -> None:
    meeting = await gather(shared)
    named = await meeting.poll(question="=Named?", options=["Yes", "No"])
    secret = await meeting.poll(question="Secret?", options=["Yes", "No"], anonymous=True)
    for poll in (named, secret):
        await meeting.ben.do("polls:vote", pollId=poll["id"], choices=[0])
    lines = (await export(meeting.host, meeting.code)).splitlines()
    assert lines == [
        "poll,question,state,voters,option,votes,names",
        f"1,'=Named?,open,1,Yes,1,{meeting.ben.name}",
        "1,'=Named?,open,1,No,0,",
        "2,Secret?,open,1,Yes,1,",
        "2,Secret?,open,1,No,0,",
    ]
    # Over the socket nobody is told of any name.
    for client in (meeting.host, meeting.cy):
        assert meeting.ben.name not in str(await client.do("polls:list"))


async def test_a_deleted_poll_is_gone_for_all(meeting: Meeting, shared: Backend) -> None:
    poll = await meeting.poll()
    await meeting.host.do("polls:delete", pollId=poll["id"])
    assert await meeting.ben.told("poll:deleted", pollId=poll["id"])
    refused = await meeting.ben.refused("polls:vote", pollId=poll["id"], choices=[0])
    assert refused == "poll_not_found"
    # Nor is one of another meeting to be found here.
    other = await (await gather(shared)).poll()
    refused = await meeting.host.refused("polls:delete", pollId=other["id"])
    assert refused == "poll_not_found"


async def test_all_that_is_asked_is_bounded(shared: Backend) -> None:
    meeting = await gather(shared)
    for wrong in (
        {"question": "", "options": ["a", "b"]},
        {"question": " ", "options": ["a", "b"]},
        {"question": "x" * 301, "options": ["a", "b"]},
        {"question": "a\nb", "options": ["a", "b"]},
        {"question": "a", "options": ["a"]},
        {"question": "a", "options": ["a", ""]},
        {"question": "a", "options": ["a"] * (MOST_OPTIONS + 1)},
        {"question": "a", "options": ["a", "b" * 151]},
    ):
        assert await meeting.host.refused("polls:create", **wrong) == "invalid_request", wrong
    most = {"question": "🙂" * 300, "options": ["🙂" * 150] * MOST_OPTIONS, "open": False}
    code = ""
    for _ in range(MOST_POLLS + 1):
        answer = await meeting.host.ask("polls:create", **most)
        while not answer["ok"] and answer["error"]["code"] == "too_many_requests":
            await asyncio.sleep(answer["error"].get("retryAfter", 1))
            answer = await meeting.host.ask("polls:create", **most)
        code = "" if answer["ok"] else answer["error"]["code"]
    assert code == "too_many_polls"


async def test_all_see_one_timer(meeting: Meeting, shared: Backend) -> None:
    host, ben = meeting.host, meeting.ben
    assert await ben.refused("timer:set", seconds=60) == "not_moderator"
    assert await host.refused("timer:add", seconds=60) == "no_timer"
    assert await host.refused("timer:set", seconds=0) == "invalid_request"
    await host.do("timer:set", seconds=300)
    told = (await ben.told("timer:changed"))["timer"]
    assert (told["seconds"], told["byName"]) == (300, host.name)
    assert 0 < told["left"] <= 300_000
    await host.do("timer:add", seconds=60)
    longer = (await ben.told("timer:changed"))["timer"]
    assert longer["seconds"] == 360
    assert longer["left"] > 300_000
    # Who comes later, or comes back, is told how much of it is left.
    dee = await shared.client()
    joined = await dee.join(meeting.code)
    assert 0 < joined["timer"]["left"] <= longer["left"]
    await host.do("timer:stop")
    assert (await dee.told("timer:changed"))["timer"] is None
    await dee.do("leave")
    assert (await dee.join(meeting.code))["timer"] is None
