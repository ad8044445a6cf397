"""Breakout rooms that were planned before anybody came: who is expected is where they belong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from support.backend import Backend, Client, backend, settings
from support.breakouts import breakouts, go
from support.postgres import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def call(
    by: Client, method: str, path: str, said: object = None, status: int = 200
) -> dict[str, Any]:
    """Have something carried out over REST."""
    sent = by.http.request(method, f"{by.url}/api/v1{path}", json=said, headers=by.signed_in)
    async with sent as answer:
        assert answer.status == status, await answer.text()
        return {} if status == 204 else dict(await answer.json())


async def planned(host: Client, *people: list[str], **more: object) -> str:
    """The code of a new room with one breakout room for each of these groups."""
    code = await host.new_room(settings={"access": "open"})
    await plan(host, code, *people, **more)
    return code


async def plan(host: Client, code: str, *people: list[str], **more: object) -> None:
    rooms = [{"name": f"Room {n}", "people": group} for n, group in enumerate(people, 1)]
    await call(host, "PUT", f"/rooms/{code}/breakouts", {"rooms": rooms} | more)


def names(shown: dict[str, Any], key: str = "people") -> list[list[str]]:
    """Of each room, who is in it by the plan, or is yet to come."""
    return [
        [one if isinstance(one, str) else one["name"] for one in room[key]]
        for room in shown["rooms"]
    ]


async def test_who_is_expected_goes_to_theirs(shared: Backend) -> None:
    host, ada, ben, dan = [await shared.client() for _ in range(4)]
    code = await planned(
        host, [f"{ada.name.upper()}@Example.ORG", "Cy of Paris"], [ben.name, "zoe"]
    )
    joined = await host.join(code)
    # The dialog has the plan before anybody is there.
    shown = joined["breakouts"]
    assert (shown["open"], shown["others"], shown["seconds"]) == (False, "stay", None)
    assert names(shown, "expected")[1] == [ben.name, "zoe"]
    for client, own in ((ada, 0), (ben, 1), (dan, None)):
        its = (await client.join(code))["breakouts"]
        assert its["own"] == own
        assert names(its, "expected") == names(its) == [[], []]
    cy = await shared.guest(code, "Cy of Paris")
    assert (await cy.join(code))["breakouts"]["own"] == 0
    await host.do("breakouts:open")
    shown = await breakouts(host, open=True)
    assert names(shown) == [[ada.name, "Cy of Paris"], [ben.name]]
    assert names(shown, "expected") == [[], ["zoe"]]
    first, second = [room["code"] for room in shown["rooms"]]
    for client, room in ((ada, first), (cy, first), (ben, second)):
        await go(client, room)
    assert await dan.refused("breakouts:choose", room=0) == "host_forbids"
    # Who comes later finds them open, and theirs.
    zoe = await shared.guest(code, "Zoe")
    its = (await zoe.join(code))["breakouts"]
    assert (its["open"], its["own"], its["rooms"][1]["code"]) == (True, 1, second)
    assert (await go(zoe, second))["room"]["name"] == "Room 2"
    # And lands there again.
    again = await shared.same_guest(zoe)
    await zoe.do("leave")
    assert (await again.join(code))["breakouts"]["own"] == 1


async def test_a_guest_is_no_account_and_a_token_is_itself(shared: Backend) -> None:
    host, ada = [await shared.client() for _ in range(2)]
    code = await host.new_room(settings={"access": "open"})
    made = await call(host, "POST", f"/rooms/{code}/tokens", {"name": "Pat"}, 201)
    await plan(host, code, [ada.name], [made["token"]["id"]])
    await host.join(code)
    # By that name somebody has an account.
    false = await shared.guest(code, ada.name)
    assert (await false.join(code))["breakouts"]["own"] is None
    pat = await shared.guest(code, token=made["secret"])
    assert (await pat.join(code))["breakouts"]["own"] == 1
    other = await shared.guest(code, "Pat")
    assert (await other.join(code))["breakouts"]["own"] is None
    assert (await ada.join(code))["breakouts"]["own"] == 0


async def test_all_others_are_put_somewhere_by_chance(shared: Backend) -> None:
    host, ada, ben, cy = [await shared.client() for _ in range(4)]
    code = await planned(host, [ada.name], [], [], others="random", seconds=600)
    for client in (host, ada, ben):
        await client.join(code)
    assert ben.joined["breakouts"]["own"] is None
    await host.do("breakouts:open")
    shown = await breakouts(host, open=True)
    # For as long as was planned.
    assert 0 < shown["left"] <= 600_000
    ben_in = (await breakouts(ben, open=True))["own"]
    assert (ben_in, names(shown)[0]) == (names(shown).index([ben.name]), [ada.name])
    # The room that is empty has whoever comes next; who leads is in none.
    assert (await cy.join(code))["breakouts"]["own"] == 3 - ben_in
    while names(shown)[3 - ben_in] != [cy.name]:
        shown = await breakouts(host, open=True)
    await go(cy, cy.joined["breakouts"]["rooms"][3 - ben_in]["code"])
    assert (await go(host, code))["breakouts"]["own"] is None
    await host.do("breakouts:close")
    shown = await breakouts(host, open=False)
    assert names(shown) == [[ada.name], [], []]


async def test_a_host_changes_it_in_the_meeting_before_they_open(shared: Backend) -> None:
    host, ada = [await shared.client() for _ in range(2)]
    code = await planned(host, [ada.name], ["zoe", "pat"], ["max"], others="choose")
    await host.join(code)
    await ada.join(code)
    ada_id = (await host.told("participant:joined"))["participant"]["userId"]
    await host.do("breakouts:assign", userId=ada_id, room=1)
    await host.do("breakouts:expect", name="zoe", room=0)
    await host.do("breakouts:expect", name="pat", room=None)
    await host.do("breakouts:expect", name="new@example.org", room=2)
    # One room goes, and its people with it; an older page says nothing of the rest.
    await host.do("breakouts:plan", names=["Room 1", "Room 3"], choice=True)
    shown = await breakouts(host)
    while len(shown["rooms"]) > 2:
        shown = await breakouts(host)
    assert (names(shown), names(shown, "expected")) == (
        [[], []],
        [["zoe"], ["max", "new@example.org"]],
    )
    await host.do("breakouts:plan", names=["Red", "Blue"], others="random", seconds=120)
    expected = {
        "rooms": [
            {"name": "Red", "people": ["zoe"]},
            {"name": "Blue", "people": ["max", "new@example.org"]},
        ],
        "others": "random",
        "seconds": 120,
    }
    path = f"/rooms/{code}/breakouts"
    assert await call(host, "GET", path) == expected
    # And the other way: what is planned meanwhile is in the dialog.
    await plan(host, code, [], [ada.name])
    shown = await breakouts(host, others="stay", seconds=None)
    while not shown["rooms"][1]["people"]:
        shown = await breakouts(host)
    assert names(shown) == [[], [ada.name]]
    await host.do("breakouts:open", seconds=None)
    for method in ("PUT", "DELETE"):
        refused = await call(host, method, path, expected, 409)
        assert refused["code"] == "breakouts_open"
    await host.do("breakouts:close")
    await call(host, "DELETE", path, status=204)
    assert (await host.told("breakouts:changed", breakouts=None))["breakouts"] is None
    assert await host.refused("breakouts:open") == "no_breakouts"


async def test_who_chooses_is_expected_next_time_where_they_were(shared: Backend) -> None:
    host, ada = [await shared.client() for _ in range(2)]
    code = await planned(host, [ada.name], [], others="choose")
    await host.join(code)
    await ada.join(code)
    await ada.do("breakouts:choose", room=1)
    assert (await breakouts(ada, own=1))["choice"]
    shown = await call(host, "GET", f"/rooms/{code}/breakouts")
    assert [room["people"] for room in shown["rooms"]] == [[ada.name], []]


async def test_only_who_leads_sees_who_is_expected(shared: Backend) -> None:
    host, ada = [await shared.client() for _ in range(2)]
    code = await planned(host, ["zoe@example.org"], [])
    await host.join(code)
    await ada.join(code)
    assert names(ada.joined["breakouts"], "expected") == [[], []]
    await host.do("people:role", participantId=ada.id, role="cohost")
    await ada.do("breakouts:plan", names=["Room 1", "Room 2"])
    assert names(await breakouts(ada), "expected") == [["zoe@example.org"], []]


async def test_a_plan_outlives_the_server_and_the_meeting(
    postgres: Postgres, tmp_path: Path
) -> None:
    of = settings(tmp_path, await postgres.migrated())
    async with backend(of) as server:
        host = await server.client()
        code = await planned(host, ["ada@example.org"], ["zoe"], others="random", seconds=300)
        await host.join(code)
        await host.do("breakouts:open")
        await host.do("breakouts:close")
    async with backend(of) as server, ClientSession() as http:
        again = Client(server.url, http, host.name, host.token)
        await again.connect()
        shown = (await again.join(code))["breakouts"]
        assert (shown["others"], shown["seconds"]) == ("random", 300)
        assert names(shown, "expected") == [["ada@example.org"], ["zoe"]]
        assert [room["name"] for room in shown["rooms"]] == ["Room 1", "Room 2"]
        await again.socket.disconnect()
