"""The log of events: what it tells of a meeting, in which order, and to whom."""

from __future__ import annotations

import asyncio

import pytest

from meetd.rest.deps import DEPS
from support.backend import Backend
from support.event_reader import EventReader
from support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_it_tells_a_meeting_from_its_making_to_its_end(shared: Backend) -> None:
    host, ben = [await shared.client() for _ in range(2)]
    code = await host.new_room(name="Plans", settings={"access": "open"})
    await host.join(code)
    guest = await shared.guest(code, "Gus")
    await ben.join(code)
    await guest.join(code)
    await ben.do("chat:send", clientId="8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55", content="psst, all")
    await host.do("people:role", participantId=ben.id, role="cohost")
    await ben.do("people:remove", participantId=guest.id)
    await ben.do("leave")
    await host.do("leave")
    await EventReader.of(host).until(1, "room.ended")
    events = await EventReader.of(host).all()
    assert [event["type"] for event in events] == [
        "room.created",
        "room.started",
        "participant.joined",
        "participant.joined",
        "participant.joined",
        "message",
        "role",
        "participant.left",
        "participant.left",
        "participant.left",
        "room.ended",
    ]
    assert {event["roomCode"] for event in events} == {code}
    seqs = [event["seq"] for event in events]
    assert seqs == sorted(set(seqs))
    meeting = {event["meetingId"] for event in events[1:]}
    assert events[0]["meetingId"] is None
    assert len(meeting) == 1
    assert events[0]["data"] == {"name": "Plans"}
    joined = [event["data"] for event in events[2:5]]
    assert [(one["name"], one["guest"], one["role"]) for one in joined] == [
        (host.name, False, "host"),
        (ben.name, False, "participant"),
        ("Gus", True, "participant"),
    ]
    assert [one["participantId"] for one in joined] == [host.id, ben.id, guest.id]
    said = events[5]["data"]
    assert (said["name"], said["guest"], said["userId"]) == (ben.name, False, joined[1]["userId"])
    assert "psst" not in str(events)
    assert events[6]["data"] | {"role": "cohost", "byName": host.name} == events[6]["data"]
    left = [(event["data"]["name"], event["data"]["reason"]) for event in events[7:10]]
    assert left == [("Gus", "removed"), (ben.name, "left"), (host.name, "left")]
    assert events[10]["data"] == {"reason": "left"}
    assert await EventReader.of(ben).all() == []


async def test_who_knocks_and_what_becomes_of_it_is_told(shared: Backend) -> None:
    host = await shared.client()
    code = await host.new_room()
    await host.join(code)
    ben, cy = [await shared.guest(code, name) for name in ("Ben", "Cy")]
    await ben.do("knock", code=code)
    await cy.do("knock", code=code)
    knocks = {
        knock["username"]: knock["id"] for knock in (await host.told("knocks", count=2))["knocks"]
    }
    await host.do("knocks:admit", knockIds=[knocks["Ben"]])
    await host.do("knocks:deny", knockIds=[knocks["Cy"]])
    events = await EventReader.of(host).until(4, "knock")
    told = [(e["data"]["name"], e["data"]["outcome"], e["data"].get("byName")) for e in events]
    assert told == [
        ("Ben", "asked", None),
        ("Cy", "asked", None),
        ("Ben", "admitted", host.name),
        ("Cy", "denied", host.name),
    ]


async def test_what_two_say_to_each_other_is_theirs(shared: Backend) -> None:
    host, ben = [await shared.client() for _ in range(2)]
    code = await host.new_room()
    await host.join(code)
    await ben.join(code)
    one, other = "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a56", "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a57"
    to = host.joined["participantId"]
    await ben.do("chat:send", clientId=one, content="between us", to=to)
    await ben.do("chat:send", clientId=other, content="for all")
    # Said again after an answer that was lost, it is told of once.
    await ben.do("chat:send", clientId=other, content="for all")
    await host.do("room:end")
    events = await EventReader.of(host).until(1, "room.ended")
    assert events[0]["data"] == {"reason": "ended"}
    every = await EventReader.of(host).all()
    assert [event["type"] for event in every].count("message") == 1
    left = [event["data"]["reason"] for event in every if event["type"] == "participant.left"]
    assert left == ["ended", "ended"]


async def test_another_window_of_the_only_one_is_the_same_meeting(shared: Backend) -> None:
    host = await shared.client()
    code = await host.new_room()
    await host.join(code)
    again = await shared.another_window(host)
    await again.join(code, takeOver=True)
    await again.do("leave")
    await EventReader.of(host).until(1, "room.ended")
    events = [(e["type"], e["data"].get("reason")) for e in await EventReader.of(host).all()]
    assert events[1:] == [
        ("room.started", None),
        ("participant.joined", None),
        ("participant.left", "replaced"),
        ("participant.joined", None),
        ("participant.left", "left"),
        ("room.ended", "left"),
    ]


async def test_a_deleted_room_has_ended(shared: Backend) -> None:
    host = await shared.client()
    code = await host.new_room()
    await host.join(code)
    async with host.http.delete(
        f"{host.url}/api/v1/rooms/{code}", headers=host.signed_in
    ) as answer:
        assert answer.status == 204
    (ended,) = await EventReader.of(host).until(1, "room.ended")
    assert ended["data"] == {"reason": "deleted"}


async def test_who_waits_is_answered_once_something_happens(shared: Backend) -> None:
    host = await shared.client()
    reader = EventReader.of(host)
    _, place = await reader.page()
    waiting = asyncio.create_task(reader.page(after=place, wait=60))
    other = await shared.client()
    await other.new_room()
    code = await host.new_room()
    events, after = await waiting
    assert [(e["type"], e["roomCode"]) for e in events] == [("room.created", code)]
    assert after >= events[-1]["seq"]
    assert await reader.page(after=after, wait=1) == ([], after)


async def test_pages_go_on_where_the_one_before_ended(shared: Backend) -> None:
    host = await shared.client()
    codes = [await host.new_room() for _ in range(3)]
    reader = EventReader.of(host)
    await reader.until(3)
    seen, place = [], 0
    while (page := await reader.page(limit=1, after=place))[0]:
        seen += [event["roomCode"] for event in page[0]]
        place = page[1]
    assert seen == codes
    of_one, _ = await reader.page(room=codes[1])
    assert [event["roomCode"] for event in of_one] == [codes[1]]
    status, answer = await reader.ask(room="aaa-aaaa-aaa")
    assert (status, answer["code"]) == (404, "room_not_found")
    status, answer = await reader.ask(after=2**50)
    assert (status, list(answer["errors"])) == (422, ["after"])


async def test_a_stream_tells_what_was_and_what_comes_and_goes_on_where_it_broke(
    shared: Backend,
) -> None:
    host = await shared.client()
    first = await host.new_room()
    reader = EventReader.of(host)
    stream = reader.stream()
    event = await anext(stream)
    assert event["roomCode"] == first
    second = await host.new_room()
    event = await anext(stream)
    assert event["roomCode"] == second
    await stream.aclose()  # type: ignore[attr-defined]
    third = await host.new_room()
    again = reader.stream(**{"Last-Event-ID": str(event["seq"])})
    assert (await anext(again))["roomCode"] == third
    await again.aclose()  # type: ignore[attr-defined]


async def test_who_came_by_a_token_has_the_id_that_its_maker_gave(shared: Backend) -> None:
    host = await shared.client()
    code = await host.new_room()
    url = f"{host.url}/api/v1/rooms/{code}/tokens"
    body = {"name": "Ada L.", "externalId": "user-7"}
    async with host.http.post(url, json=body, headers=host.signed_in) as answer:
        assert answer.status == 201, await answer.text()
        made = await answer.json()
    ada = await shared.guest(code, token=made["secret"])
    await host.join(code)
    await ada.join(code)
    await ada.do("chat:send", clientId="8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a77", content="Hello")
    await host.do("people:role", participantId=ada.id, role="viewer")
    await ada.do("leave")
    await EventReader.of(host).until(1, "participant.left")
    events = await EventReader.of(host).all()
    told = [(e["type"], e["data"]["externalId"]) for e in events if "userId" in e["data"]]
    assert told == [
        ("participant.joined", None),
        ("participant.joined", "user-7"),
        ("message", "user-7"),
        ("role", "user-7"),
        ("participant.left", "user-7"),
    ]


async def test_few_may_wait_at_a_time(shared: Backend) -> None:
    host = await shared.client()
    reader = EventReader.of(host)
    _, place = await reader.page()
    waiting = [asyncio.create_task(reader.ask(after=place, wait=60)) for _ in range(11)]
    done, others = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    assert [(task.result()[0], task.result()[1]["code"]) for task in done] == [
        (429, "too_many_requests")
    ]
    code = await host.new_room()
    for status, answer in await asyncio.gather(*others):
        assert status == 200
        assert [event["roomCode"] for event in answer["items"]] == [code]


@pytest.mark.parametrize("by_key", [True, False], ids=["key", "session"])
async def test_who_may_read_no_more_is_told_nothing_more(shared: Backend, by_key: bool) -> None:
    """They have asked already, and wait."""
    host = await shared.client()
    headers, url = host.signed_in, f"{host.url}/api/v1"
    end = "POST", f"{url}/auth/logout"
    if by_key:
        said = {"name": "k", "scopes": ["events:read"]}
        async with host.http.post(f"{url}/keys", json=said, headers=headers) as answer:
            made = await answer.json()
        headers = {"Authorization": f"Bearer {made['secret']}"}
        end = "DELETE", f"{url}/keys/{made['key']['id']}"
    code = await host.new_room(settings={"access": "open"})
    guest = await shared.guest(code, "Gus")
    waiting = shared.server.app[DEPS].events.feed._waiting  # type: ignore[attr-defined]
    await until(lambda: not waiting)
    reader = EventReader(host.url, host.http, headers)
    stream = reader.stream()
    place = (await anext(stream))["seq"]
    asked = asyncio.create_task(reader.ask(after=place, wait=20))
    await until(lambda: waiting.total() == 2)
    async with host.http.request(*end, headers=host.signed_in) as answer:
        assert answer.status == 204
    await guest.join(code)
    assert [event async for event in stream] == []
    status, problem = await asked
    assert (status, problem["code"]) == (401, "unauthorized")
