"""When meetings are, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from support.api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")

FUTURE = datetime.now(UTC).replace(second=0, microsecond=0, tzinfo=None) + timedelta(days=3)


def schedule(**said: object) -> dict[str, object]:
    return {"startsAt": FUTURE.isoformat(timespec="minutes"), "zone": "UTC", "minutes": 30} | said


async def new_room(api: Api, token: str, name: str = "Weekly") -> dict[str, Any]:
    room: dict[str, Any] = (await api.call("POST", "/rooms", {"name": name}, token=token)).json
    return room


async def test_a_meeting_gets_a_time_and_loses_it(api: Api) -> None:
    token = await api.token()
    room = await new_room(api, token)
    assert (room["schedule"], room["nextAt"]) == (None, None)
    path = f"/rooms/{room['code']}"
    (await api.call("GET", f"{path}/calendar.ics", token=token)).is_problem(404, "not_found")
    said = schedule(rule="FREQ=DAILY;COUNT=3")
    changed = (await api.call("PUT", f"{path}/schedule", said, token=token)).json
    assert changed["schedule"] == said | {"sequence": 0}
    assert datetime.fromisoformat(changed["nextAt"]) == FUTURE.replace(tzinfo=UTC)
    assert (await api.call("GET", path, token=token)).json == changed
    assert (await api.call("GET", "/users/me/agenda", token=token)).json["items"] == [changed]
    door = (await api.call("GET", f"{path}/door")).json
    assert door["nextAt"] == changed["nextAt"]
    # A program that has it already learns that it is another by now.
    later = (await api.call("PUT", f"{path}/schedule", schedule(minutes=45), token=token)).json
    assert (later["schedule"]["sequence"], later["schedule"]["minutes"]) == (1, 45)
    ics = await api.call("GET", f"{path}/calendar.ics", token=token)
    assert ics.headers["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(ics.body).walk("VEVENT")
    assert (event["SUMMARY"], event["LOCATION"]) == ("Weekly", room["url"])
    cleared = (await api.call("DELETE", f"{path}/schedule", token=token)).json
    assert (cleared["schedule"], cleared["nextAt"]) == (None, None)
    assert (await api.call("GET", "/users/me/agenda", token=token)).json["items"] == []


async def test_only_the_host_says_when(api: Api) -> None:
    room = await new_room(api, await api.token())
    stranger, path = await api.token(), f"/rooms/{room['code']}/schedule"
    for method, said in (("PUT", schedule()), ("DELETE", None)):
        (await api.call(method, path, said, token=stranger)).is_problem(403, "not_room_host")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"zone": "Atlantis"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"startsAt": "2026-02-31T10:00"}, "startsAt"),
        ({"startsAt": "tomorrow, at 10!"}, "startsAt"),
        ({"startsAt": "2020-02-01T10:00"}, "startsAt"),
        ({"startsAt": "9999-12-31T23:59"}, "startsAt"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"rule": "FREQ=SECONDLY"}, "rule"),
        ({"rule": "FREQ=DAILY;UNTIL=20200101"}, "rule"),
        ({"rule": ""}, "rule"),
    ],
)
async def test_a_time_that_cannot_be_is_named(
    api: Api, said: dict[str, object], field: str
) -> None:
    token = await api.token()
    path = f"/rooms/{(await new_room(api, token))['code']}/schedule"
    answer = await api.call("PUT", path, schedule(**said), token=token)
    assert set(answer.is_problem(422, "invalid_request")["errors"]) == {field}


async def test_a_calendar_is_for_who_has_its_address(api: Api) -> None:
    token = await api.token()
    room = await new_room(api, token, "Mine")
    await api.call("PUT", f"/rooms/{room['code']}/schedule", schedule(), token=token)
    url = (await api.call("POST", "/users/me/calendar", token=token)).json["url"]
    path = url.partition("/api/v1")[2]
    feed = await api.call("GET", path)
    assert [e["SUMMARY"] for e in Calendar.from_ical(feed.body).walk("VEVENT")] == ["Mine"]
    assert feed.headers["Cache-Control"] == "no-store"
    newer = (await api.call("POST", "/users/me/calendar", token=token)).json["url"]
    assert newer != url
    (await api.call("GET", path)).is_problem(404, "not_found")
    (await api.call("GET", "/calendars/%FF%00.ics")).is_problem(404, "not_found")
    path = newer.partition("/api/v1")[2]
    assert (await api.call("GET", path)).status == 200
    await api.call("DELETE", "/users/me/calendar", token=token)
    (await api.call("GET", path)).is_problem(404, "not_found")


async def test_pages_of_visits_begin_where_our_cursors_say(api: Api) -> None:
    token = await api.token()
    none = (await api.call("GET", "/users/me/visits", token=token)).json
    assert none == {"items": [], "nextCursor": None}
    answer = await api.call("GET", "/users/me/visits?cursor=x", token=token)
    answer.is_problem(422, "invalid_request")
