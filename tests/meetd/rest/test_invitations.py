"""Invitations over HTTP, and what they open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def somebody(api: Api) -> tuple[str, dict[str, Any]]:
    token = await api.token()
    user: dict[str, Any] = (await api.call("GET", "/users/me", token=token)).json["user"]
    return token, user


async def new_room(api: Api, token: str) -> dict[str, Any]:
    said = {"name": "Board", "settings": {"access": "restricted"}}
    room: dict[str, Any] = (await api.call("POST", "/rooms", said, token=token)).json
    return room


async def invite(api: Api, token: str, room: dict[str, Any], *invitees: str) -> Any:
    path = f"/rooms/{room['code']}/invitations"
    return await api.call("POST", path, {"invitees": list(invitees)}, token=token)


async def test_the_invited_find_the_meeting_among_theirs(api: Api) -> None:
    host = await api.token()
    room = await new_room(api, host)
    by_email, anna = await somebody(api)
    by_name, ben = await somebody(api)
    stranger = await api.token()
    answer = await invite(api, host, room, anna["email"].upper(), f"  {ben['username']}")
    assert answer.json["invitees"] == sorted([anna["email"], ben["username"]])
    again = await invite(api, host, room, ben["username"], "somebody@example.org")
    assert len(again.json["invitees"]) == 3
    for token, found in ((by_email, ["Board"]), (by_name, ["Board"]), (stranger, []), (host, [])):
        items = (await api.call("GET", "/users/me/invitations", token=token)).json["items"]
        assert [item["room"]["name"] for item in items] == found
    # What has a time is among what is coming, too.
    soon = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    said = {"startsAt": soon, "zone": "UTC"}
    await api.call("PUT", f"/rooms/{room['code']}/schedule", said, token=host)
    for token, names in ((by_name, ["Board"]), (stranger, [])):
        items = (await api.call("GET", "/users/me/agenda", token=token)).json["items"]
        assert [item["name"] for item in items] == names
    path = f"/rooms/{room['code']}/invitations/{anna['email']}"
    assert (await api.call("DELETE", path, token=host)).status == 204
    (await api.call("DELETE", path, token=host)).is_problem(404, "not_found")
    none = await api.call("GET", "/users/me/invitations", token=by_email)
    assert none.json == {"items": [], "nextCursor": None}


async def test_only_the_host_invites(api: Api) -> None:
    room = await new_room(api, await api.token())
    stranger, me = await somebody(api)
    refused = await invite(api, stranger, room, me["username"])
    refused.is_problem(403, "not_room_host")
    listed = await api.call("GET", f"/rooms/{room['code']}/invitations", token=stranger)
    listed.is_problem(403, "not_room_host")


@pytest.mark.parametrize("invitee", ["", "a", "no@where", "two words", "x\u202ey", "a@b.c" * 60])
async def test_who_cannot_be_is_not_invited(api: Api, invitee: str) -> None:
    token = await api.token()
    answer = await invite(api, token, await new_room(api, token), invitee)
    assert set(answer.is_problem(422, "invalid_request")["errors"]) == {"invitees.0"}


async def test_a_meeting_has_room_for_many_and_no_more(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetd.rooms.invitations.MOST", 3)
    token = await api.token()
    room = await new_room(api, token)
    assert (await invite(api, token, room, "anna", "ben")).status == 200
    assert (await invite(api, token, room, "anna", "cy")).status == 200
    (await invite(api, token, room, "dan")).is_problem(429, "invite_quota_reached")
