"""Leading a meeting over sockets: who may do what to whom, and what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from support.backend import Backend, Client
from support.waiting import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Meeting:
    """A host, a cohost and two who take part."""

    def __init__(self, code: str, host: Client, cohost: Client, ben: Client, cy: Client) -> None:
        self.code = code
        self.host, self.cohost, self.ben, self.cy = host, cohost, ben, cy
        self.all = (host, cohost, ben, cy)


async def gather(backend: Backend) -> Meeting:
    host, cohost, ben, cy = [await backend.client() for _ in range(4)]
    code = await host.new_room()
    for client in (host, cohost, ben, cy):
        await client.join(code)
    await host.do("people:role", participantId=cohost.id, role="cohost")
    return Meeting(code, host, cohost, ben, cy)


@pytest_asyncio.fixture(loop_scope="module")
async def meeting(shared: Backend) -> AsyncIterator[Meeting]:
    meeting = await gather(shared)
    yield meeting
    for client in meeting.all:
        await client.socket.disconnect()


async def led(client: Client, **expected: Any) -> dict[str, Any]:
    """What a leader did, as this one is told."""
    return await client.told("people:led", **expected)


async def test_the_maker_is_host_and_knows_what_that_allows(shared: Backend) -> None:
    anna = await shared.client()
    joined = await anna.join(await anna.new_room())
    assert joined["role"] == "host"
    assert {"admit", "moderate", "appoint", "manage"} <= set(joined["permissions"])


async def test_a_cohost_leads_and_everybody_hears_who_made_them_one(meeting: Meeting) -> None:
    for client in meeting.all:
        told = await led(client, action="role", participantId=meeting.cohost.id)
        assert (told["role"], told["byId"]) == ("cohost", meeting.host.id)
    told = await meeting.cohost.told("permissions", role="cohost")
    assert "moderate" in told["permissions"]
    await meeting.cohost.do("people:mute")


async def test_who_is_muted_is_seen_so_and_may_unmute(meeting: Meeting) -> None:
    await meeting.host.do("people:stop", participantId=meeting.ben.id, source="microphone")
    assert (await meeting.ben.told("media:stopped"))["sources"] == ["microphone"]
    assert await updated(meeting.cy, meeting.ben, microphone=False)
    await led(meeting.cy, action="muted", participantId=meeting.ben.id)
    # What was said before the page had heard of it counts no more.
    await meeting.ben.do("media", microphone=True)
    await meeting.ben.do("media", microphone=False)
    await meeting.ben.do("media", microphone=True)
    assert await updated(meeting.cy, meeting.ben, microphone=True)


async def test_one_who_takes_part_leads_nobody(meeting: Meeting) -> None:
    ben, cy = meeting.ben, meeting.cy
    for event, more in (
        ("people:stop", {"participantId": cy.id, "source": "camera"}),
        ("people:mute", {}),
        ("people:ask", {"participantId": cy.id, "source": "camera"}),
        ("people:remove", {"participantId": cy.id}),
        ("people:role", {"participantId": ben.id, "role": "host"}),
        ("room:end", {}),
    ):
        assert await ben.refused(event, **more) == "not_moderator", event


async def test_a_cohost_does_not_rule_over_those_who_lead(meeting: Meeting) -> None:
    cohost = meeting.cohost
    for event, more in (
        ("people:remove", {"participantId": meeting.host.id}),
        ("people:role", {"participantId": meeting.host.id, "role": "viewer"}),
        ("people:role", {"participantId": meeting.ben.id, "role": "cohost"}),
        ("people:role", {"participantId": cohost.id, "role": "host"}),
    ):
        assert await cohost.refused(event, **more) == "not_room_host", (event, more)


async def test_a_viewer_sends_nothing_until_they_are_promoted(meeting: Meeting) -> None:
    cohost, ben = meeting.cohost, meeting.ben
    await cohost.do("people:role", participantId=ben.id, role="viewer")
    assert (await ben.told("permissions", role="viewer"))["permissions"] == [
        "join", "raise hand", "rename",
    ]  # fmt: skip
    assert set((await ben.told("media:stopped"))["sources"]) == {"microphone", "camera", "screen"}
    assert await ben.refused("media", camera=True) == "forbidden"
    chat = {"clientId": "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55", "content": "Hello"}
    assert await ben.refused("chat:send", **chat) == "forbidden"
    assert await cohost.refused("people:ask", participantId=ben.id, source="camera") == "forbidden"
    await cohost.do("people:role", participantId=ben.id, role="participant")
    await ben.told("permissions", role="participant")
    await ben.do("media", microphone=False, camera=False)
    await ben.do("media", camera=True)
    assert await updated(meeting.cy, ben, camera=True, role="participant")


async def test_who_is_asked_decides(meeting: Meeting) -> None:
    await meeting.host.do("people:ask", participantId=meeting.ben.id, source="microphone")
    asked = await meeting.ben.told("media:asked")
    assert (asked["source"], asked["byId"]) == ("microphone", meeting.host.id)


async def test_who_is_removed_stays_out_by_every_way(meeting: Meeting) -> None:
    ben, cy = meeting.ben, meeting.cy
    before = ben.joined
    await meeting.cohost.do("people:remove", participantId=ben.id)
    assert (await ben.told("room:ended"))["code"] == "removed"
    await led(cy, action="removed", username=ben.name)
    here = {"code": meeting.code, "microphone": True, "camera": True}
    resume = {"participantId": before["participantId"], "token": before["resumeToken"]}
    assert await ben.refused("chat:history") == "not_in_room"
    await ben.do("leave")
    assert await ben.refused("join", **here) == "removed"
    assert await ben.refused("join", **here, resume=resume) == "removed"
    assert await ben.refused("join", **here, takeOver=True) == "removed"
    # What was said there is not for them either, not even over REST.
    assert await rest(ben, f"rooms/{meeting.code}/messages") == 403


async def test_who_is_blocked_stays_out_of_the_next_meeting_too(shared: Backend) -> None:
    meeting = await gather(shared)
    ben = meeting.ben
    await meeting.host.do("people:remove", participantId=ben.id, block=True)
    await meeting.host.do("room:end")
    for client in (meeting.host, meeting.cohost, meeting.cy):
        assert (await client.told("room:ended"))["code"] == "meeting_ended"
    await ben.do("leave")
    assert await ben.refused("join", code=meeting.code, microphone=True, camera=True) == "blocked"
    assert await rest(ben, f"rooms/{meeting.code}") == 403
    await meeting.cy.do("leave")
    assert (await meeting.cy.join(meeting.code))["role"] == "participant"


async def test_a_block_is_seen_and_taken_back(shared: Backend) -> None:
    meeting = await gather(shared)
    host, ben, cy = meeting.host, meeting.ben, meeting.cy
    for client in (ben, cy):
        await host.do("people:remove", participantId=client.id, block=True)
    path = f"rooms/{meeting.code}/blocked"
    assert await rest(cy, path) == 403
    for client in (host, meeting.cohost):
        found = await listed(client, path)
        assert [one["username"] for one in found] == [cy.name, ben.name]
    assert await rest(meeting.cohost, f"{path}/{found[1]['id']}", "DELETE") == 204
    assert await rest(host, f"{path}/{found[1]['id']}", "DELETE") == 404
    assert await rest(host, f"{path}/nobody", "DELETE") == 404
    # They need not wait for the next meeting; the other one is out still.
    for client in (ben, cy):
        await client.do("leave")
    assert (await ben.join(meeting.code))["role"] == "participant"
    assert await cy.refused("join", code=meeting.code, microphone=True, camera=True) == "blocked"
    assert [one["username"] for one in await listed(host, path)] == [cy.name]


async def test_a_guest_who_is_blocked_has_a_name(shared: Backend) -> None:
    host = await shared.client()
    code = await host.new_room(settings={"access": "open"})
    await host.join(code)
    guest = await shared.guest(code, "Mara")
    await guest.join(code)
    await host.do("people:remove", participantId=guest.id, block=True)
    async with asyncio.timeout(PATIENCE):
        # The log of the meeting, which knows the name, is written beside it.
        while True:
            (found,) = await listed(host, f"rooms/{code}/blocked")
            if found["username"] is not None:
                break
            await asyncio.sleep(0.05)
    assert (found["username"], found["guest"]) == ("Mara", True)


async def test_people_at_a_time_are_limited_while_they_are_inside(shared: Backend) -> None:
    host, ben, cy = [await shared.client() for _ in range(3)]
    code = await host.new_room()
    for client in (host, ben):
        await client.join(code)
    await host.do("room:rules", limit=2)
    assert (await ben.told("room:changed"))["room"]["settings"]["limit"] == 2
    here = {"code": code, "microphone": True, "camera": True}
    assert await cy.refused("join", **here) == "room_full"
    for wrong in (1, 0, 2.5, "2"):
        assert await host.refused("room:rules", limit=wrong) == "invalid_request"
    await host.do("room:rules", limit=None)
    await cy.join(code)


async def test_the_meeting_is_handed_over_and_has_one_host(shared: Backend) -> None:
    meeting = await gather(shared)
    host, ben = meeting.host, meeting.ben
    answers = await asyncio.gather(
        host.ask("people:role", participantId=ben.id, role="host"),
        host.ask("people:role", participantId=meeting.cy.id, role="host"),
    )
    assert sorted(answer["ok"] for answer in answers) == [False, True]
    await ben.told("permissions", role="host")
    assert await updated(meeting.cy, host, role="cohost")
    # Both come back as what they are now.
    for client, role in ((ben, "host"), (host, "cohost")):
        await client.do("leave")
        assert (await client.join(meeting.code))["role"] == role
    assert await rest(ben, f"rooms/{meeting.code}", "DELETE") == 204


async def test_a_cohost_is_one_in_the_next_meeting_too_and_a_viewer_is_not(
    shared: Backend,
) -> None:
    meeting = await gather(shared)
    await meeting.host.do("people:role", participantId=meeting.ben.id, role="viewer")
    # A reload changes nothing.
    await meeting.ben.do("leave")
    assert (await meeting.ben.join(meeting.code))["role"] == "viewer"
    for client in meeting.all:
        await client.do("leave")
    assert (await meeting.cohost.join(meeting.code))["role"] == "cohost"
    assert (await meeting.ben.join(meeting.code))["role"] == "participant"


async def test_two_pass_the_server_while_one_may_not_send_everything(shared: Backend) -> None:
    host, ben = await shared.client(), await shared.client()
    code = await host.new_room()
    await host.join(code)
    assert (await ben.join(code))["mode"]["mode"] == "p2p"
    await host.do("people:role", participantId=ben.id, role="viewer")
    mode = await ben.told("mode", reason="rules")
    assert mode["mode"] == "sfu"
    stale = {"epoch": mode["epoch"] - 1, "to": host.id, "payload": {"kind": "restart"}}
    assert await ben.refused("p2p:signal", **stale) in {"stale_epoch", "invalid_request"}
    await host.do("people:role", participantId=ben.id, role="participant")
    assert (await ben.told("mode", reason="returned"))["mode"] == "p2p"


async def updated(client: Client, other: Client, **expected: Any) -> bool:
    """Wait until somebody is seen so."""
    while True:
        told = await client.told("participant:updated")
        seen = told["participant"]
        if seen["id"] == other.id and expected.items() <= seen.items():
            return True


async def rest(client: Client, path: str, method: str = "GET") -> int:
    headers = {"Authorization": f"Bearer {client.token}"}
    async with client.http.request(
        method, f"{client.url}/api/v1/{path}", headers=headers
    ) as answer:
        return answer.status


async def listed(client: Client, path: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {client.token}"}
    async with client.http.get(f"{client.url}/api/v1/{path}", headers=headers) as answer:
        assert answer.status == 200
        return list((await answer.json())["items"])


async def test_rules_bind_all_who_do_not_lead_and_are_asked_everywhere(shared: Backend) -> None:
    meeting = await gather(shared)
    cohost, ben = meeting.cohost, meeting.ben
    await cohost.do("room:rules", mayUnmute=False, mayChat=False)
    told = await ben.told("permissions")
    assert {"microphone", "chat"}.isdisjoint(told["permissions"])
    assert (await ben.told("media:stopped"))["sources"] == ["microphone"]
    assert await updated(cohost, ben, microphone=False, camera=True)
    changed = await ben.told("room:changed")
    assert changed["room"]["settings"]["mayUnmute"] is False
    await led(meeting.cy, action="rules", byId=cohost.id)
    chat = {"clientId": "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55", "content": "Hello"}
    assert await ben.refused("media", microphone=True) == "host_forbids"
    assert await ben.refused("chat:send", **chat) == "host_forbids"
    assert (await ben.ask("media", camera=True))["ok"]
    assert (await cohost.ask("chat:send", **chat))["ok"]
    # Nor by coming back, with or without the place of before.
    resume = {"participantId": ben.id, "token": ben.joined["resumeToken"]}
    await ben.socket.disconnect()
    await ben.connect()
    joined = await ben.join(meeting.code, resume=resume)
    assert joined["resumed"]
    assert (await ben.told("media:stopped"))["sources"] == ["microphone"]
    await ben.do("leave")
    await ben.join(meeting.code)
    assert (await ben.told("media:stopped"))["sources"] == ["microphone"]
    await cohost.do("room:rules", mayUnmute=True)
    await ben.told("permissions")
    await ben.do("media", microphone=False)
    await ben.do("media", microphone=True)


async def test_a_page_that_never_heard_that_it_was_muted_comes_back_muted(
    meeting: Meeting,
) -> None:
    host, ben = meeting.host, meeting.ben
    resume = {"participantId": ben.id, "token": ben.joined["resumeToken"]}
    await ben.socket.disconnect()
    await host.do("people:stop", participantId=ben.id, source="microphone")
    await ben.connect()
    await ben.join(meeting.code, resume=resume)
    assert (await ben.told("media:stopped"))["sources"] == ["microphone"]
    assert await updated(host, ben, connected=True, microphone=False)


async def test_who_comes_in_is_muted_where_that_is_the_rule(shared: Backend) -> None:
    meeting = await gather(shared)
    await meeting.host.do("room:rules", muteOnEntry=True)
    dee = await shared.client()
    await dee.join(meeting.code)
    assert (await dee.told("media:stopped"))["sources"] == ["microphone"]
    seen = (await meeting.host.told("participant:joined"))["participant"]
    while seen["id"] != dee.id:
        seen = (await meeting.host.told("participant:joined"))["participant"]
    assert (seen["microphone"], seen["camera"]) == (False, True)
    await meeting.host.do("leave")
    await meeting.host.join(meeting.code)
    assert meeting.host.heard("media:stopped") == []


async def test_hands_are_lowered_one_or_all(meeting: Meeting) -> None:
    host, ben, cy = meeting.host, meeting.ben, meeting.cy
    for client in (ben, cy):
        await client.do("hand", raised=True)
    await host.do("people:hand", participantId=ben.id)
    assert await updated(cy, ben, hand=None)
    await host.do("people:hands")
    assert await updated(ben, cy, hand=None)
    assert await ben.refused("people:hands") == "not_moderator"
