"""Breakout rooms that are planned before anybody comes, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from meetd.rooms.breakout_plan import MOST_EXPECTED, MOST_ROOMS
from meetd.wire.breakouts import MOST_IN_ONE
from support.api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLAN: dict[str, Any] = {
    "rooms": [
        {"name": "Red", "people": ["Ada@example.org", "ben", "Cy of Paris"]},
        {"name": "Blue", "people": []},
    ],
    "others": "random",
    "seconds": 900,
}
NONE: dict[str, Any] = {"rooms": [], "others": "stay", "seconds": None}


async def new_path(api: Api, token: str) -> str:
    room = (await api.call("POST", "/rooms", {"name": "Class"}, token=token)).json
    return f"/rooms/{room['code']}/breakouts"


async def test_a_plan_is_made_changed_and_taken_away(api: Api) -> None:
    token = await api.token()
    path = await new_path(api, token)
    assert (await api.call("GET", path, token=token)).json == NONE
    for _ in range(2):
        assert (await api.call("PUT", path, PLAN, token=token)).json == PLAN
    assert (await api.call("GET", path, token=token)).json == PLAN
    # What is left out is as by default, and names are without what is around them.
    said = {"rooms": [{"name": " Green ", "people": [" zoe   of  Rome "]}]}
    other = {"rooms": [{"name": "Green", "people": ["zoe of Rome"]}]} | {
        "others": "stay",
        "seconds": None,
    }
    assert (await api.call("PUT", path, said, token=token)).json == other
    assert (await api.call("GET", path, token=token)).json == other
    for _ in range(2):
        assert (await api.call("DELETE", path, token=token)).status == 204
    assert (await api.call("GET", path, token=token)).json == NONE


async def test_it_is_the_hosts(api: Api) -> None:
    token, stranger = await api.token(), await api.token()
    path = await new_path(api, token)
    for method, said in (("GET", None), ("PUT", PLAN), ("DELETE", None)):
        (await api.call(method, path, said, token=stranger)).is_problem(403, "not_room_host")
    gone = "/rooms/abc-defg-hij/breakouts"
    for method, said in (("GET", None), ("PUT", PLAN), ("DELETE", None)):
        (await api.call(method, gone, said, token=token)).is_problem(404, "room_not_found")


async def test_a_key_plans_by_its_scopes_and_once(api: Api) -> None:
    token = await api.token()
    path = await new_path(api, token)
    keys = {}
    for scope in ("rooms:read", "rooms:write"):
        said = {"name": "school", "scopes": [scope]}
        keys[scope] = (await api.call("POST", "/keys", said, token=token)).json["secret"]
    once = {"Idempotency-Key": str(uuid4())}
    for replayed in (None, "true"):
        answer = await api.call("PUT", path, PLAN, token=keys["rooms:write"], headers=once)
        assert (answer.json, answer.headers.get("Idempotency-Replayed")) == (PLAN, replayed)
    assert (await api.call("GET", path, token=keys["rooms:read"])).json == PLAN
    for method, scope in (("GET", "rooms:write"), ("DELETE", "rooms:read")):
        (await api.call(method, path, token=keys[scope])).is_problem(403, "scope_missing")


def rooms(*people: str, name: str = "Red") -> dict[str, Any]:
    return {"rooms": [{"name": name, "people": list(people)}]}


def crowd(count: int, of: int = 0) -> list[str]:
    return [f"person{of}-{number}" for number in range(count)]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"rooms": []}, "rooms"),
        ({"rooms": [{"name": f"Room {n}"} for n in range(MOST_ROOMS + 1)]}, "rooms"),
        (rooms(name=" "), "rooms.0.name"),
        (rooms(name="x" * 61), "rooms.0.name"),
        (rooms(name="a\nb"), "rooms.0.name"),
        (rooms("ada", "not an email@"), "rooms.0.people.1"),
        (rooms("ada", ""), "rooms.0.people.1"),
        (rooms("Cy & Zoe"), "rooms.0.people.0"),
        (rooms(*crowd(MOST_IN_ONE + 1)), "rooms.0.people"),
        ({"rooms": [{"name": "A", "people": ["ada"]}, {"name": "B", "people": ["ADA"]}]}, "rooms"),
        (
            {"rooms": [{"name": "A", "people": crowd(MOST_IN_ONE, of)} for of in range(6)]},
            None,
        ),
        (rooms() | {"others": "anywhere"}, "others"),
        (rooms() | {"seconds": 0}, "seconds"),
        (rooms() | {"seconds": 24 * 3600 + 1}, "seconds"),
        (rooms() | {"hat": 1}, "hat"),
    ],
)
async def test_what_is_no_plan_is_named(api: Api, said: dict[str, Any], field: str | None) -> None:
    token = await api.any_token()
    path = await new_path(api, token)
    answer = await api.call("PUT", path, said, token=token)
    problem = answer.is_problem(422, "invalid_request")
    assert field is None or field in problem["errors"], problem


async def test_as_many_as_there_may_be_are_taken(api: Api) -> None:
    token = await api.any_token()
    path = await new_path(api, token)
    each = MOST_EXPECTED // MOST_ROOMS
    said = {
        "rooms": [
            {"name": f"Room {number}", "people": crowd(each, number)}
            for number in range(MOST_ROOMS)
        ],
        "others": "choose",
        "seconds": 24 * 3600,
    }
    assert (await api.call("PUT", path, said, token=token)).json == said
    assert (await api.call("GET", path, token=token)).json == said


async def test_it_goes_with_its_room(api: Api) -> None:
    token = await api.token()
    path = await new_path(api, token)
    assert (await api.call("PUT", path, PLAN, token=token)).status == 200
    room = path.removesuffix("/breakouts")
    assert (await api.call("DELETE", room, token=token)).status == 204
    (await api.call("GET", path, token=token)).is_problem(404, "room_not_found")
