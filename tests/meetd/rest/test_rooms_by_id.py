"""Rooms by an id that the program has for them that made them."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

import pytest

from support.api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_put_room_is_there_once_and_as_it_is_put(api: Api) -> None:
    token = await api.token()
    path = "/rooms/by-id/lesson-42"
    said = {"name": "Algebra", "settings": {"access": "restricted", "mayChat": False}}
    made = await api.call("PUT", path, said, token=token)
    assert (made.status, made.json["externalId"]) == (201, "lesson-42")
    again = await api.call("PUT", path, said, token=token)
    assert (again.status, again.json) == (200, made.json)
    # What is not named is as by default.
    changed = await api.call("PUT", path, {"settings": {"mayChat": False}}, token=token)
    assert changed.json["code"] == made.json["code"]
    assert changed.json["name"] == "Algebra"
    assert (changed.json["settings"]["access"], changed.json["settings"]["mayChat"]) == (
        "trusted",
        False,
    )
    rooms = (await api.call("GET", "/rooms", token=token)).json["items"]
    assert [room["externalId"] for room in rooms] == ["lesson-42"]


async def test_it_is_had_changed_and_deleted_by_either(api: Api) -> None:
    token = await api.token()
    path = f"/rooms/by-id/{quote('Größe 7/b', safe='')}"
    made = (await api.call("PUT", path, {}, token=token)).json
    assert made["externalId"] == "Größe 7/b"
    by_code = f"/rooms/{made['code']}"
    for one in (path, by_code):
        assert (await api.call("GET", one, token=token)).json["id"] == made["id"]
        assert (await api.call("PATCH", one, {"name": one}, token=token)).json["name"] == one
    assert (await api.call("DELETE", path, token=token)).status == 204
    (await api.call("GET", by_code, token=token)).is_problem(404, "room_not_found")
    (await api.call("GET", path, token=token)).is_problem(404, "room_not_found")


async def test_each_has_ids_of_their_own(api: Api) -> None:
    path, tokens = "/rooms/by-id/same", [await api.token(), await api.token()]
    codes = {(await api.call("PUT", path, {}, token=token)).json["code"] for token in tokens}
    assert len(codes) == 2
    (await api.call("GET", path, token=await api.token())).is_problem(404, "room_not_found")


async def test_of_several_at_once_one_is_made(api: Api) -> None:
    token = await api.token()
    answers = await asyncio.gather(
        *(api.call("PUT", "/rooms/by-id/at-once", {}, token=token) for _ in range(5))
    )
    assert sorted(answer.status for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json["code"] for answer in answers}) == 1


async def test_those_inside_hear_of_what_is_put(api: Api) -> None:
    host = await api.backend.client()
    said = {"name": "Before"}
    code = (await api.call("PUT", "/rooms/by-id/heard", said, token=host.token)).json["code"]
    await host.join(code)
    await api.call("PUT", "/rooms/by-id/heard", {"name": "After"}, token=host.token)
    assert (await host.told("room:changed"))["room"]["name"] == "After"


async def test_an_id_is_one_line_that_is_not_long(api: Api) -> None:
    token = await api.token()
    for wrong in ("%00", "a%0Ab", "x" * 101):
        answer = await api.call("PUT", f"/rooms/by-id/{wrong}", {}, token=token)
        assert set(answer.is_problem(422, "invalid_request")["errors"]) == {"externalId"}


async def test_a_room_has_its_time_from_the_beginning(api: Api) -> None:
    token = await api.token()
    at = {"startsAt": "2150-03-23T10:00", "zone": "Europe/Berlin", "minutes": 45}
    its = at | {"rule": "FREQ=WEEKLY;COUNT=3"}
    made = await api.call("POST", "/rooms", {"name": "Algebra", "schedule": its}, token=token)
    assert (made.status, made.json["nextAt"]) == (201, "2150-03-23T09:00:00Z")
    path = "/rooms/by-id/lesson-43"
    for body, status, kept in (
        ({"schedule": at}, 201, at | {"rule": None, "sequence": 0}),
        ({"schedule": at}, 200, at | {"rule": None, "sequence": 0}),
        ({"name": "Geometry"}, 200, at | {"rule": None, "sequence": 0}),
        ({"schedule": its}, 200, its | {"sequence": 1}),
        ({"schedule": None}, 200, None),
    ):
        answer = await api.call("PUT", path, body, token=token)
        assert (answer.status, answer.json["schedule"]) == (status, kept), body


async def test_a_time_that_is_over_makes_no_room(api: Api) -> None:
    token = await api.token()
    over = {"schedule": {"startsAt": "2020-03-23T10:00", "zone": "Europe/Berlin"}}
    for method, path in (("POST", "/rooms"), ("PUT", "/rooms/by-id/past")):
        answer = await api.call(method, path, over, token=token)
        answer.is_problem(422, "invalid_request")
        assert "schedule.startsAt" in answer.json["errors"]
    assert (await api.call("GET", "/rooms", token=token)).json["items"] == []
