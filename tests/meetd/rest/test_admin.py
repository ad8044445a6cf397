"""Those who help to run the service: what they see of all meetings, what they do, and that it is
kept."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, DummyCookieJar

from meetd.commands.keys import create_key
from meetd.commands.users import list_admins, set_admin
from meetd.db.admin_log import LONGEST, AdminLog
from meetd.db.pool import database
from meetd.db.timelines import TimelineTable
from meetd.scopes import Scope
from support.api import Api
from support.backend import Client, backend, settings
from support.postgres import Postgres
from support.waiting import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def promoted(api: Api, *, admin: bool = True, name: str | None = None) -> tuple[str, str]:
    """The name and the token of somebody who is an admin, or not any more."""
    token = ""
    if name is None:
        account = await api.backend.account()
        name, token = account.name, account.token
    await set_admin(api.backend.settings, name, admin=admin)
    return name, token


async def lines(api: Api, token: str, code: str, query: str = "") -> list[dict[str, Any]]:
    page = await api.call("GET", f"/admin/rooms/{code}/timelines{query}", token=token)
    assert page.status == 200, page.body
    found: list[dict[str, Any]] = page.json["items"]
    return found


async def kept(api: Api, token: str, code: str, kind: str, query: str = "") -> list[dict[str, Any]]:
    """The lines, once one of that kind is among them."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await lines(api, token, code, query)
            if kind in {one["kind"] for one in found}:
                return found
            await asyncio.sleep(0.05)


async def two(api: Api) -> tuple[Client, Client, str]:
    ada, bob = await api.backend.client(), await api.backend.client()
    code = await ada.new_room(name="Standup")
    await ada.join(code)
    await bob.join(code)
    return ada, bob, code


FIGURES = {
    "way": "relayTcp", "lossDown": 3, "lossUp": 0, "receives": 1200, "sends": 300, "roundTrip": 40,
}  # fmt: skip


async def test_it_is_told_why_a_call_was_bad(api: Api) -> None:
    _, token = await promoted(api)
    ada, bob, code = await two(api)
    await bob.do("media", limited="processor")
    moments: list[dict[str, object]] = [
        {"kind": "stepFrame", "value": 830},
        {"kind": "lossDown", "value": 12, "ago": 4000},
        {"kind": "pathRelayTcp", "value": 4},
    ]
    await bob.do("quality", moments=moments, figures=FIGURES)
    await bob.do("media", limited=None, camera=False)
    await ada.do("media", screen=True)
    await bob.do("leave")

    mine = (await kept(api, token, code, "left", f"?participant={bob.id}"))[::-1]
    own = [(one["kind"], one["value"]) for one in mine if one["participantId"] == bob.id]
    assert own == [
        ("joined", 0),
        ("limitedProcessor", 0),
        ("stepFrame", 830),
        ("lossDown", 12),
        ("pathRelayTcp", 4),
        ("cameraOff", 0),
        ("unlimited", 0),
        ("left", 0),
    ]
    assert {one["name"] for one in mine if one["participantId"]} == {bob.name}
    times = {one["kind"]: one["at"] for one in mine}
    assert times["lossDown"] < times["limitedProcessor"]
    # Of all: in pages, the newest first.
    everybody = await lines(api, token, code)
    assert "screenOn" in {one["kind"] for one in everybody}
    first = (await api.call("GET", f"/admin/rooms/{code}/timelines?limit=2", token=token)).json
    assert [one["id"] for one in first["items"]] == [one["id"] for one in everybody[:2]]
    rest = await lines(api, token, code, f"?before={first['nextCursor']}")
    assert rest == everybody[2:]


async def test_addresses_are_kept_where_the_operator_says_so_alone(
    api: Api, postgres: Postgres, tmp_path: Path
) -> None:
    _, token = await promoted(api)
    _, _, code = await two(api)
    for one in await kept(api, token, code, "joined"):
        assert (one["kind"] == "address", one["address"]) == (False, None)

    keeping = settings(tmp_path, await postgres.migrated(), timeline_addresses=True)
    async with backend(keeping) as running, ClientSession(cookie_jar=DummyCookieJar()) as http:
        other = Api(running, http)
        _, token = await promoted(other)
        _, bob, code = await two(other)
        found = await kept(other, token, code, "address", f"?participant={bob.id}")
        (line,) = [one for one in found if one["kind"] == "address"]
        assert (line["address"], line["name"]) == ("127.0.0.1", bob.name)
        # Another participant hears nothing of it.
        assert "127.0.0.1" not in str(bob.joined["participants"])


async def test_reports_are_numbers_of_known_kinds(api: Api) -> None:
    ada, _, _ = await two(api)
    for wrong in (
        {"moments": [{"kind": "camera limited by processor"}]},
        {"moments": [{"kind": "joined"}]},
        {"moments": [{"kind": "frozen", "value": "1"}]},
        {"moments": [{"kind": "frozen", "value": -1}]},
        {"moments": [{"kind": "frozen", "ago": 10**9}]},
        {"moments": [{"kind": "frozen", "text": "secret"}]},
        {"moments": [{"kind": "frozen"}] * 25},
        {"figures": FIGURES | {"way": "192.0.2.7"}},
        {"figures": FIGURES | {"lossDown": 101}},
    ):
        assert await ada.refused("quality", **wrong) == "invalid_request", wrong
    await ada.do("quality")


async def test_people_and_how_they_fare_are_seen(api: Api) -> None:
    name, token = await promoted(api)
    ada, bob, code = await two(api)
    await bob.do("quality", figures=FIGURES)
    await ada.do("media", limited="network")
    page = (await api.call("GET", f"/admin/rooms/{code}/participants", token=token)).json
    assert page["count"] == 2
    seen = {one["participant"]["name"]: (one["limited"], one["figures"]) for one in page["items"]}
    assert seen == {ada.name: ("network", None), bob.name: (None, FIGURES)}
    rooms = (await api.call("GET", "/admin/rooms", token=token)).json["items"]
    here = next(one for one in rooms if one["code"] == code)
    assert (here["name"], here["people"], here["mode"]) == ("Standup", 2, "p2p")
    (server,) = (await api.call("GET", "/admin/servers", token=token)).json["items"]
    assert (server["answers"], server["people"] >= 2) == (True, True)
    assert [one["state"] for one in server["workers"]] == ["runs"]
    found = (await api.call("GET", f"/admin/users?search={name.upper()}", token=token)).json
    assert (name, True) in {(one["username"], one["admin"]) for one in found["items"]}
    assert (await api.call("GET", "/users/me", token=token)).json["admin"] is True
    assert "admin" not in (await api.call("GET", "/users/me", token=ada.token)).json


async def test_any_meeting_is_led_and_that_is_kept(api: Api) -> None:
    name, token = await promoted(api)
    ada, bob, code = await two(api)
    said = await api.call(
        "POST", f"/admin/rooms/{code}/messages", {"content": "Back at ten."}, token=token
    )
    assert said.status == 201
    for one in (ada, bob):
        message = (await one.told("chat:message"))["message"]
        assert (message["content"], message["username"]) == ("Back at ten.", name)
    path = f"/admin/rooms/{code}/participants/"
    refused = await api.call("DELETE", path + ada.id, token=token)
    refused.is_problem(403, "not_room_host")  # The host stays, as for a cohost.
    muted = await api.call("PATCH", path + bob.id, {"microphone": False}, token=token)
    assert muted.json["microphone"] is False
    assert (await api.call("DELETE", path + bob.id, token=token)).status == 204
    assert (await bob.told("room:ended"))["code"] == "removed"
    assert (await api.call("POST", f"/admin/rooms/{code}/end", token=token)).status == 204
    assert (await ada.told("room:ended"))["code"] == "meeting_ended"
    log = (await api.call("GET", "/admin/log?limit=5", token=token)).json["items"]
    assert [(one["action"], one["about"], one["refused"]) for one in log] == [
        ("admin_end", None, None),
        ("admin_remove_participant", bob.id, None),
        ("admin_change_participant", bob.id, None),
        ("admin_remove_participant", ada.id, "not_room_host"),
        ("admin_say", None, None),
    ]
    assert {(one["adminName"], one["roomCode"]) for one in log} == {(name, code)}
    # Elsewhere than there an admin is as anybody.
    elsewhere = await api.call("POST", f"/rooms/{code}/end", token=token)
    elsewhere.is_problem(403, "not_moderator")


@pytest.mark.parametrize("id_", ["x" * 5000, "%00x", "%ed%a0%80", "%E2%80%AE"])
async def test_of_whom_an_admin_names_no_more_is_kept_than_a_name_takes(api: Api, id_: str) -> None:
    name, token = await promoted(api)
    _, _, code = await two(api)
    path = f"/admin/rooms/{code}/participants/{id_}"
    (await api.call("DELETE", path, token=token)).is_problem(404, "unknown_participant")
    (line,) = [
        one
        for one in (await api.call("GET", "/admin/log", token=token)).json["items"]
        if one["adminName"] == name
    ]
    assert (line["roomCode"], line["refused"]) == (code, "unknown_participant")
    assert 0 < len(line["about"]) <= LONGEST


async def test_who_is_admin_no_more_sees_nothing_more(api: Api) -> None:
    name, token = await promoted(api)
    assert (await api.call("GET", "/admin/log", token=token)).status == 200
    await promoted(api, admin=False, name=name)
    (await api.call("GET", "/admin/log", token=token)).is_problem(403, "not_admin")


async def only_admins(api: Api, *names: str) -> None:
    for one in await list_admins(api.backend.settings):
        await promoted(api, admin=one in names, name=one)


async def test_admins_make_admins_and_the_last_one_stays(api: Api) -> None:
    (ada, token), ben = await promoted(api), await api.backend.account()
    await only_admins(api, ada)
    mine = (await api.call("GET", "/users/me", token=token)).json["user"]["id"]
    theirs = (await api.call("GET", "/users/me", token=ben.token)).json["user"]["id"]
    path, own = f"/admin/users/{theirs}/admin", f"/admin/users/{mine}/admin"
    (await api.call("PUT", path, token=ben.token)).is_problem(403, "not_admin")
    # Not without saying that it is oneself, nor the last one.
    (await api.call("DELETE", own, token=token)).is_problem(409, "own_rights")
    sure = await api.call("DELETE", f"{own}?oneself=true", token=token)
    sure.is_problem(409, "last_admin")
    made = await api.call("PUT", path, token=token)
    assert (made.json["username"], made.json["admin"]) == (ben.name, True)
    assert (await api.call("DELETE", f"{own}?oneself=true", token=token)).status == 204
    (await api.call("GET", "/admin/log", token=token)).is_problem(403, "not_admin")
    nobody = path.replace(theirs, mine.translate(str.maketrans("0123", "3210")))
    (await api.call("DELETE", nobody, token=ben.token)).is_problem(404, "not_found")
    log = (await api.call("GET", "/admin/log?limit=5", token=ben.token)).json["items"]
    assert [(one["action"], one["aboutName"], one["refused"]) for one in log[:0:-1]] == [
        ("admin_demote", ada, "own_rights"),
        ("admin_demote", ada, "last_admin"),
        ("admin_promote", ben.name, None),
        ("admin_demote", ada, None),
    ]
    # No key may, whatever it opens.
    secret = await create_key(
        api.backend.settings, "k", [Scope.ADMIN], owner=ben.name, service=False, expires_at=None
    )
    for method in ("PUT", "DELETE"):
        (await api.call(method, own, token=secret)).is_problem(403, "scope_missing")


async def test_of_two_who_take_it_from_each_other_one_stays(api: Api) -> None:
    both = [await promoted(api) for _ in range(2)]
    await only_admins(api, *(name for name, _ in both))
    ids = [
        (await api.call("GET", "/users/me", token=token)).json["user"]["id"] for _, token in both
    ]
    for _ in range(3):
        answers = await asyncio.gather(
            *(
                api.call("DELETE", f"/admin/users/{id_}/admin", token=token)
                for id_, (_, token) in zip(ids, both[::-1], strict=True)
            )
        )
        assert len(await list_admins(api.backend.settings)) == 1, answers
        await only_admins(api)
        for name, _ in both:
            await promoted(api, name=name)


async def test_limits_are_told_as_they_are(api: Api) -> None:
    _, token = await promoted(api)
    items = (await api.call("GET", "/admin/limits", token=token)).json["items"]
    told = {one["name"]: (one["value"], one["unit"], one["variable"]) for one in items}
    assert len(told) == len(items)
    limit = api.backend.settings.room_limit
    assert told["peopleOfRoom"] == (limit, "count", "MEETD_ROOM_LIMIT")
    assert told["keysOfAccount"] == (50, "count", None)
    assert told["fileSize"] == (25 * 2**20, "bytes", None)
    assert told["roomsMade"] == (10, "perMinute", None)


async def test_a_key_needs_the_scope_and_an_admin_behind_it(api: Api) -> None:
    # People cannot give it: the operator makes such a key.
    name, token = await promoted(api)
    body = {"name": "board", "scopes": ["admin"]}
    (await api.call("POST", "/keys", body, token=token)).is_problem(422, "invalid_request")
    body = {"name": "live", "scopes": [Scope.LIVE_WRITE.value]}
    other = (await api.call("POST", "/keys", body, token=token)).json["secret"]
    (await api.call("GET", "/admin/rooms", token=other)).is_problem(403, "scope_missing")
    secret = await create_key(
        api.backend.settings, "board", [Scope.ADMIN], owner=name, service=False, expires_at=None
    )
    assert (await api.call("GET", "/admin/rooms", token=secret)).status == 200
    await promoted(api, admin=False, name=name)
    (await api.call("GET", "/admin/rooms", token=secret)).is_problem(403, "not_admin")


async def test_what_was_kept_for_long_enough_goes(api: Api) -> None:
    _, token = await promoted(api)
    _, _, code = await two(api)
    await api.call("POST", f"/admin/rooms/{code}/mute", token=token)
    # The last that there is to keep.
    await kept(api, token, code, "microphoneOff")
    assert api.backend.settings.database_url is not None
    async with database(api.backend.settings.database_url) as db:
        tables = TimelineTable(db, timedelta(days=30)), AdminLog(db, timedelta(days=30))
        for age in ("29 days", "2 days"):
            for table in tables:
                await table.purge()
            assert await lines(api, token, code) != []
            assert (await api.call("GET", "/admin/log", token=token)).json["items"] != []
            await db.execute(f"UPDATE timelines SET at = at - interval '{age}'")
            await db.execute(f"UPDATE admin_log SET at = at - interval '{age}'")
        for table in tables:
            await table.purge()
        assert await lines(api, token, code) == []
        assert (await api.call("GET", "/admin/log", token=token)).json["items"] == []
