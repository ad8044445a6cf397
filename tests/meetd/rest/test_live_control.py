"""Meetings under way over HTTP: seen and led from outside, by the same rules as from inside."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from meetd.scopes import OF_PEOPLE
from support.api import Answer, Api
from support.backend import Client

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Meeting:
    """Two inside a room whose host is a program outside."""

    def __init__(self, api: Api, key: str, code: str) -> None:
        self.api, self.key, self.code = api, key, code
        self.ada: Client
        self.bob: Client

    async def call(self, method: str, path: str, said: object = None) -> Answer:
        url = f"/rooms/{self.code}{path}"
        return await self.api.call(method, url, said, token=self.key)

    async def names(self) -> list[str]:
        items = (await self.call("GET", "/participants")).json["items"]
        return [one["name"] for one in items]


async def meeting(api: Api, **settings: object) -> Meeting:
    account = await api.backend.account()
    scopes = [scope.value for scope in OF_PEOPLE]
    body = {"name": "bridge", "scopes": scopes}
    key = (await api.call("POST", "/keys", body, token=account.token)).json["secret"]
    room = await api.call("POST", "/rooms", {"settings": settings}, token=key)
    its = Meeting(api, key, room.json["code"])
    its.ada, its.bob = await api.backend.client(), await api.backend.client()
    await its.ada.join(its.code)
    await its.bob.join(its.code)
    return its


async def test_who_is_inside_is_told_from_memory(api: Api) -> None:
    its = await meeting(api)
    page = (await its.call("GET", "/participants?limit=1")).json
    assert (page["count"], page["nextCursor"]) == (2, its.ada.id)
    after = await its.call("GET", f"/participants?cursor={page['nextCursor']}")
    assert [one["id"] for one in after.json["items"]] == [its.bob.id]
    await its.ada.do("hand", raised=True)
    await its.ada.do("media", camera=False)
    one = (await its.call("GET", f"/participants/{its.ada.id}")).json
    assert (one["hand"], one["camera"], one["microphone"]) == (1, False, True)
    assert (one["role"], one["guest"], one["externalId"]) == ("participant", False, None)
    await its.ada.do("leave")
    gone = await its.call("GET", f"/participants/{its.ada.id}")
    gone.is_problem(404, "unknown_participant")
    assert await its.names() == [its.bob.name]


async def test_a_room_in_which_nobody_is_has_nobody_inside(api: Api) -> None:
    token = await api.token()
    code = (await api.call("POST", "/rooms", {}, token=token)).json["code"]
    answer = await api.call("GET", f"/rooms/{code}/participants", token=token)
    assert answer.json == {"items": [], "count": 0, "nextCursor": None}
    for action in ("mute", "end"):
        assert (await api.call("POST", f"/rooms/{code}/{action}", token=token)).status == 204
    gone = await api.call("DELETE", f"/rooms/{code}/participants/x", token=token)
    gone.is_problem(404, "unknown_participant")


async def test_somebody_is_turned_off_by_the_name_of_the_key(api: Api) -> None:
    its = await meeting(api)
    path = f"/participants/{its.ada.id}"
    answer = await its.call("PATCH", path, {"microphone": False, "camera": False})
    assert (answer.json["microphone"], answer.json["camera"]) == (False, False)
    assert (await its.ada.told("media:stopped"))["sources"] == ["microphone"]
    led = await its.bob.told("people:led", action="muted")
    assert led["byName"].endswith(" (bridge)")
    on = await its.call("PATCH", path, {"microphone": True})
    assert set(on.is_problem(422, "invalid_request")["errors"]) == {"microphone"}
    (await its.call("PATCH", path, {})).is_problem(422, "invalid_request")


async def test_all_are_muted_and_hands_lowered(api: Api) -> None:
    its = await meeting(api)
    await its.ada.do("hand", raised=True)
    assert (await its.call("POST", "/mute")).status == 204
    for one in (its.ada, its.bob):
        assert (await one.told("media:stopped"))["sources"] == ["microphone"]
    lowered = await its.call("PATCH", f"/participants/{its.ada.id}", {"hand": False})
    assert lowered.json["hand"] is None


async def test_somebody_gets_another_role_and_is_put_out(api: Api) -> None:
    its = await meeting(api)
    path = f"/participants/{its.ada.id}"
    assert (await its.call("PATCH", path, {"role": "cohost"})).json["role"] == "cohost"
    # Who leads inside is no more than who leads from outside.
    await its.ada.do("people:role", participantId=its.bob.id, role="viewer")
    assert (await its.call("DELETE", path)).status == 204
    assert (await its.ada.told("room:ended"))["code"] == "removed"
    assert await its.names() == [its.bob.name]
    here: dict[str, Any] = {"code": its.code, "microphone": True, "camera": True}
    await its.ada.do("leave")
    assert await its.ada.refused("join", **here) == "removed"
    assert (await its.call("DELETE", f"/participants/{its.bob.id}?block=true")).status == 204
    await its.bob.do("leave")
    assert await its.bob.refused("join", **here) == "blocked"


async def test_the_room_is_handed_over(api: Api) -> None:
    its = await meeting(api)
    given = await its.call("PATCH", f"/participants/{its.ada.id}", {"role": "host"})
    assert given.json["role"] == "host"
    refused = await its.call("DELETE", f"/participants/{its.ada.id}")
    refused.is_problem(403, "not_room_host")
    # Whose room it was is a cohost from then on.
    assert (await its.call("POST", "/mute")).status == 204


async def another_room(its: Meeting, **settings: object) -> str:
    made = await its.api.call("POST", "/rooms", {"settings": settings}, token=its.key)
    code: str = made.json["code"]
    return code


async def inside(its: Meeting, code: str) -> list[dict[str, Any]]:
    answer = await its.api.call("GET", f"/rooms/{code}/participants", token=its.key)
    items: list[dict[str, Any]] = answer.json["items"]
    return items


async def test_somebody_is_moved_to_another_room_where_they_need_not_ask(api: Api) -> None:
    its = await meeting(api)
    other = await another_room(its, access="restricted")
    here = {"code": other, "microphone": True, "camera": True}
    # It is live, and knows already who was let in.
    host = await api.backend.client()
    assert await host.refused("join", **here) == "must_ask"
    moved = await its.call("POST", f"/participants/{its.ada.id}/move", {"to": other})
    assert moved.status == 204, moved.body
    assert await its.ada.told("room:moved") == {"code": other, "token": None}
    led = await its.bob.told("people:led", action="moved")
    assert (led["username"], led["byName"].endswith(" (bridge)")) == (its.ada.name, True)
    assert its.bob.heard("room:moved") == []
    await its.ada.do("leave")
    await its.ada.join(other)
    await its.bob.do("leave")
    assert await its.bob.refused("join", **here) == "must_ask", "that was for ada alone"
    assert [one["name"] for one in await inside(its, other)] == [its.ada.name]


async def test_who_was_asked_to_wait_there_is_let_in_when_moved(api: Api) -> None:
    its = await meeting(api)
    other = await another_room(its, access="restricted")
    lead = await api.call("POST", f"/rooms/{other}/tokens", {"name": "Lea"}, token=its.key)
    lea = await api.backend.guest(other, token=lead.json["secret"])
    await lea.join(other)
    again = await api.backend.client()
    await again.do("knock", code=other)
    assert (await its.call("POST", f"/participants/{its.ada.id}/move", {"to": other})).status == 204
    await its.ada.do("leave")
    await its.ada.join(other)


async def test_a_guest_is_moved_as_who_they_are(api: Api) -> None:
    its = await meeting(api, access="open")
    said = {"name": "Grace", "externalId": "user-9", "role": "cohost"}
    made = await its.call("POST", "/tokens", said)
    grace = await its.api.backend.guest(its.code, token=made.json["secret"])
    stranger = await its.api.backend.guest(its.code, "Stranger")
    other = await another_room(its, access="restricted")
    for one, name in ((grace, "Grace"), (stranger, "Stranger")):
        await one.join(its.code)
        assert (await its.call("POST", f"/participants/{one.id}/move", {"to": other})).status == 204
        token = (await one.told("room:moved"))["token"]
        there = await its.api.backend.guest(other, token=token)
        await there.join(other)
        # It is theirs alone.
        again = await api.call("POST", f"/rooms/{other}/guest", {"token": token})
        again.is_problem(403, "join_token_void")
        (found,) = [each for each in await inside(its, other) if each["name"] == name]
        ids = ("user-9", "cohost") if one is grace else (None, "participant")
        assert (found["externalId"], found["role"], found["guest"]) == (*ids, True)


async def test_only_who_leads_both_rooms_moves_somebody(api: Api) -> None:
    its, theirs = await meeting(api), await meeting(api)
    path = f"/participants/{its.ada.id}/move"
    (await its.call("POST", path, {"to": theirs.code})).is_problem(403, "not_moderator")
    (await its.call("POST", path, {"to": "aaa-bbbb-ccc"})).is_problem(404, "room_not_found")
    (await its.call("POST", path, {"to": its.code})).is_problem(422, "invalid_request")
    (await its.call("POST", path, {})).is_problem(422, "invalid_request")
    other = await another_room(its)
    gone = await its.call("POST", "/participants/x/move", {"to": other})
    gone.is_problem(404, "unknown_participant")
    await its.call("PATCH", f"/participants/{its.ada.id}", {"role": "host"})
    (await its.call("POST", path, {"to": other})).is_problem(403, "not_room_host")
    assert its.ada.heard("room:moved") == []


async def test_something_is_said_to_everybody(api: Api) -> None:
    its = await meeting(api, mayChat=False)
    said = {"content": "The room closes in five minutes.", "clientId": str(uuid.uuid4())}
    first = await its.call("POST", "/messages", said)
    assert first.status == 201
    delivered = (await its.ada.told("chat:message"))["message"]
    assert (delivered["content"], delivered["id"]) == (said["content"], first.json["id"])
    assert (await its.call("POST", "/messages", said)).json == first.json
    assert its.ada.heard("chat:message") == []


async def test_something_is_said_before_anybody_comes(api: Api) -> None:
    token = await api.token()
    code = (await api.call("POST", "/rooms", {}, token=token)).json["code"]
    said = await api.call("POST", f"/rooms/{code}/messages", {"content": "Welcome"}, token=token)
    assert said.status == 201
    reader = await api.backend.client()
    joined = await reader.join(code)
    assert [message["content"] for message in joined["messages"]] == ["Welcome"]


async def test_the_meeting_ends(api: Api) -> None:
    its = await meeting(api)
    assert (await its.call("POST", "/end")).status == 204
    assert (await its.ada.told("room:ended"))["code"] == "meeting_ended"
    assert await its.names() == []


async def test_who_waits_is_let_in(api: Api) -> None:
    its = await meeting(api)
    await its.call("PATCH", "", {"settings": {"locked": True}})
    late = await api.backend.client()
    await late.do("knock", code=its.code)
    others = [await api.backend.client() for _ in range(2)]
    for one in others:
        await one.do("knock", code=its.code)
    first = (await its.call("GET", "/knocks?limit=1")).json
    (knock,) = first["items"]
    assert (knock["username"], first["count"]) == (late.name, 3)
    # Behind one who does not wait any more the next ones are the same.
    rest = f"/knocks?cursor={first['nextCursor']}"
    for _ in range(2):
        page = (await its.call("GET", rest)).json
        assert [one["username"] for one in page["items"]] == [one.name for one in others]
        assert page["nextCursor"] is None
        said = {"admit": False, "knockIds": [knock["id"]]}
        assert (await its.call("POST", "/knocks", said)).status == 204
    (knock, _) = page["items"]
    late = others[0]
    said = {"admit": True, "knockIds": [knock["id"]]}
    assert (await its.call("POST", "/knocks", said)).status == 204
    await late.join(its.code)
    assert len(await its.names()) == 3
