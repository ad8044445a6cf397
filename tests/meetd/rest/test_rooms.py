"""Rooms and their history over HTTP."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from support.api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def new_room(api: Api, token: str, **said: object) -> dict[str, Any]:
    answer = await api.call("POST", "/rooms", said, token=token)
    assert answer.status == 201, answer.body
    room: dict[str, Any] = answer.json
    return room


async def test_from_making_to_deleting(api: Api) -> None:
    token = await api.token()
    me = (await api.call("GET", "/users/me", token=token)).json["user"]
    made = await api.call("POST", "/rooms", {"name": "  Standup 👋 "}, token=token)
    room = made.json
    assert made.status == 201
    assert made.headers["Location"] == f"/api/v1/rooms/{room['code']}"
    known = {"id", "code", "name", "hostId", "url", "createdAt", "updatedAt"}
    assert set(room) == known | {"settings", "schedule", "nextAt", "externalId"}
    assert re.fullmatch("[a-z]{3}-[a-z]{4}-[a-z]{3}", room["code"])
    assert (room["name"], room["hostId"]) == ("Standup 👋", me["id"])
    assert room["url"] == f"http://localhost:8080/{room['code']}"
    path = f"/rooms/{room['code']}"
    assert (await api.call("GET", path, token=token)).json == room
    renamed = (await api.call("PATCH", path, {"name": "Retro"}, token=token)).json
    assert renamed == room | {"name": "Retro", "updatedAt": renamed["updatedAt"]}
    assert renamed["updatedAt"] > room["updatedAt"]
    gone = await api.call("DELETE", path, token=token)
    assert (gone.status, gone.body) == (204, b"")
    for method, said in (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None)):
        (await api.call(method, path, said, token=token)).is_problem(404, "room_not_found")


async def test_a_room_is_set_as_its_host_chooses(api: Api) -> None:
    token = await api.token()
    usual = (await new_room(api, token))["settings"]
    assert usual == {
        "access": "trusted", "locked": False, "waitForHost": False, "limit": None, "history": "all",
        "mayUnmute": True, "mayShowCamera": True, "mayPresent": True, "mayChat": True,
        "mayReact": True, "mayShareFiles": True, "mayDraw": True, "mayRename": True,
        "muteOnEntry": False,
    }  # fmt: skip
    room = await new_room(api, token, settings={"access": "open", "limit": 4})
    assert room["settings"] == usual | {"access": "open", "limit": 4}
    path = f"/rooms/{room['code']}"
    said = {"settings": {"locked": True, "limit": None}}
    changed = (await api.call("PATCH", path, said, token=token)).json
    assert changed["settings"] == usual | {"access": "open", "locked": True}
    assert changed["name"] == room["name"]
    assert (await api.call("GET", path, token=token)).json == changed
    wrongs: list[dict[str, object]] = [
        {"access": "everybody"}, {"limit": 1}, {"limit": "4"}, {"locked": "yes"}, {"moon": True},
    ]  # fmt: skip
    for wrong in wrongs:
        answer = await api.call("PATCH", path, {"settings": wrong}, token=token)
        assert set(answer.is_problem(422, "invalid_request")["errors"]) == {
            f"settings.{next(iter(wrong))}"
        }
    stranger = await api.call("PATCH", path, said, token=await api.token())
    stranger.is_problem(403, "not_room_host")


@pytest.mark.parametrize("said", [{}, {"name": ""}, {"name": "   "}])
async def test_a_room_without_a_name_gets_one(api: Api, said: dict[str, str]) -> None:
    token = await api.token()
    me = (await api.call("GET", "/users/me", token=token)).json["user"]["username"]
    name = (await new_room(api, token, **said))["name"]
    assert re.fullmatch(rf"{re.escape(me)}’s meeting, \d{{1,2}} [A-Z][a-z]{{2}}", name)


@pytest.mark.parametrize("name", ["", "   "])
async def test_a_room_cannot_lose_its_name(api: Api, name: str) -> None:
    token = await api.token()
    path = f"/rooms/{(await new_room(api, token))['code']}"
    answer = await api.call("PATCH", path, {"name": name}, token=token)
    assert set(answer.is_problem(422, "invalid_request")["errors"]) == {"name"}


async def test_others_may_look_and_not_touch(api: Api) -> None:
    room = await new_room(api, await api.token())
    path, stranger = f"/rooms/{room['code']}", await api.token()
    assert (await api.call("GET", path, token=stranger)).json == room
    renamed = await api.call("PATCH", path, {"name": "Mine"}, token=stranger)
    renamed.is_problem(403, "not_room_host")
    (await api.call("DELETE", path, token=stranger)).is_problem(403, "not_room_host")
    assert (await api.call("GET", path, token=stranger)).json == room
    assert (await api.call("GET", "/rooms", token=stranger)).json["items"] == []


async def test_pages_hold_every_room_once(api: Api) -> None:
    token = await api.token()
    made = [(await new_room(api, token, name=str(n)))["code"] for n in range(7)]
    found: list[str] = []
    path = "/rooms?limit=3"
    while True:
        page = (await api.call("GET", path, token=token)).json
        found += [room["code"] for room in page["items"]]
        if page["nextCursor"] is None:
            break
        path = f"/rooms?limit=3&cursor={page['nextCursor']}"
    assert found == made[::-1]
    whole = (await api.call("GET", "/rooms?limit=7", token=token)).json
    assert (len(whole["items"]), whole["nextCursor"]) == (7, None)


async def test_a_cursor_shows_nobody_elses_rooms(api: Api) -> None:
    token = await api.token()
    for _ in range(3):
        await new_room(api, token)
    cursor = (await api.call("GET", "/rooms?limit=1", token=token)).json["nextCursor"]
    page = await api.call("GET", f"/rooms?cursor={cursor}", token=await api.token())
    assert page.json == {"items": [], "nextCursor": None}


async def test_history_comes_page_by_page(api: Api) -> None:
    anna = await api.backend.client()
    code = await anna.new_room()
    await anna.join(code)
    said = [
        (await anna.do("chat:send", clientId=str(uuid4()), content=f"no. {n}"))["message"]
        for n in range(5)
    ]
    path = f"/rooms/{code}/messages"
    assert (await api.call("GET", path, token=anna.token)).json == {
        "items": [message | {"roomId": anna.joined["room"]["id"]} for message in said],
        "nextCursor": None,
    }
    page = (await api.call("GET", f"{path}?limit=2", token=anna.token)).json
    assert [m["content"] for m in page["items"]] == ["no. 3", "no. 4"]
    page = (
        await api.call("GET", f"{path}?limit=2&before={page['nextCursor']}", token=anna.token)
    ).json
    assert [m["content"] for m in page["items"]] == ["no. 1", "no. 2"]
    page = (
        await api.call("GET", f"{path}?limit=2&before={page['nextCursor']}", token=anna.token)
    ).json
    assert ([m["content"] for m in page["items"]], page["nextCursor"]) == (["no. 0"], None)


async def test_history_of_no_room(api: Api) -> None:
    answer = await api.call("GET", "/rooms/abc-defg-hij/messages", token=await api.token())
    answer.is_problem(404, "room_not_found")


async def test_history_is_for_those_who_are_or_were_inside(api: Api) -> None:
    anna, ben, eve = [await api.backend.client() for _ in range(3)]
    code = await anna.new_room()
    path = f"/rooms/{code}/messages"
    assert (await api.call("GET", path, token=anna.token)).status == 200
    await anna.join(code)
    await anna.do("chat:send", clientId=str(uuid4()), content="between us")
    (await api.call("GET", path, token=ben.token)).is_problem(403, "never_inside")
    await ben.join(code)
    assert (await api.call("GET", path, token=ben.token)).status == 200
    await ben.do("leave")
    shown = await api.call("GET", path, token=ben.token)
    assert [message["content"] for message in shown.json["items"]] == ["between us"]
    (await api.call("GET", path, token=eve.token)).is_problem(403, "never_inside")
    # One who was refused was not inside.
    assert await eve.refused("join", code=code, microphone=0, camera=0) == "invalid_request"
    (await api.call("GET", path, token=eve.token)).is_problem(403, "never_inside")
