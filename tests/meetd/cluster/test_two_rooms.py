"""Rooms of two nodes, between which people go: led by a program, and into breakout rooms."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from meetd.db.pool import database
from meetd.db.users import Users
from support.node_people import New, Person, at
from support.nodes import Nodes
from support.waiting import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def call(by: Person, url: str, method: str, path: str, said: object = None) -> Any:
    """Have a node carry out something, for who leads."""
    headers = {"Authorization": f"Bearer {by.token}"}
    sent = by.http.request(method, f"{url}/api/v1{path}", json=said, headers=headers)
    async with sent as answer:
        assert answer.status < 300, await answer.text()
        return await answer.json() if answer.status != 204 else None


async def test_a_key_leads_and_moves_people_from_any_node(cluster: Nodes, new: New) -> None:
    host, ada, ben = await new(), await new(), await new()
    scopes = ["rooms:write", "live:read", "live:write"]
    said = {"name": "bridge", "scopes": scopes}
    host.token = (await call(host, cluster.url, "POST", "/keys", said))["secret"]
    rooms = [await call(host, cluster.url, "POST", "/rooms", {}) for _ in range(2)]
    here, there = [str(room["code"]) for room in rooms]
    await ada.come(here, at(cluster.a))
    await ben.come(there, at(cluster.b))
    assert all(one.metric("meetd_rooms") for one in cluster.both)
    restricted = {"settings": {"access": "restricted"}}
    await call(host, at(cluster.a), "PATCH", f"/rooms/{there}", restricted)
    await ben.told("room:changed")
    for url in map(at, cluster.both):
        (one,) = (await call(host, url, "GET", f"/rooms/{here}/participants"))["items"]
        assert one["name"] == ada.name
        off = {"microphone": False}
        await call(host, url, "PATCH", f"/rooms/{here}/participants/{ada.id}", off)
    await ada.told("media:stopped")
    # It knows already whom it lets in: somebody waits there.
    await (cy := await new()).socket.connect(
        f"{at(cluster.b)}/?room={there}", auth={"token": cy.token}
    )
    await cy.do("knock", code=there)
    move = f"/rooms/{here}/participants/{ada.id}/move"
    await call(host, at(cluster.b), "POST", move, {"to": there})
    assert await ada.told("room:moved") == {"code": there, "token": None}
    await ada.go()
    await ada.come(there)
    joined = (await ben.told("participant:joined"))["participant"]
    assert joined["username"] == ada.name
    assert await cy.refused("join", code=there, microphone=True, camera=True) == "must_ask"


async def test_an_admin_sees_and_ends_a_meeting_from_any_node(cluster: Nodes, new: New) -> None:
    admin, ada, ben = await new(), await new(), await new()
    async with database(cluster.database, 1) as db:
        assert await Users(db).set_admin(admin.name, admin=True)
    code = await ada.new_room()
    await ada.come(code, at(cluster.a))
    await ben.come(code, at(cluster.b))
    figures = {"way": "udp", "lossDown": 1, "lossUp": 2, "receives": 3, "sends": 4, "roundTrip": 5}
    await ben.do("quality", figures=figures, moments=[{"kind": "frozen", "value": 1500}])
    for url in map(at, cluster.both):
        people = await call(admin, url, "GET", f"/admin/rooms/{code}/participants")
        assert [one["figures"] for one in people["items"]] == [None, figures]
        servers = await call(admin, url, "GET", "/admin/servers")
        assert {one["name"] for one in servers["items"] if one["answers"]} == {"a", "b"}
        rooms = await call(admin, url, "GET", "/admin/rooms")
        (room,) = [one for one in rooms["items"] if one["code"] == code]
        assert room["people"] == 2
    async with asyncio.timeout(PATIENCE):
        while True:
            lines = await call(admin, at(cluster.a), "GET", f"/admin/rooms/{code}/timelines")
            if "frozen" in {line["kind"] for line in lines["items"]}:
                break
            await asyncio.sleep(0.1)
    assert lines == await call(admin, at(cluster.b), "GET", f"/admin/rooms/{code}/timelines")
    # Passed on or not, it is noted once.
    other = cluster.b if room["server"] == "a" else cluster.a
    await call(admin, at(other), "POST", f"/admin/rooms/{code}/end")
    assert (await ben.told("room:ended"))["code"] == "meeting_ended"
    log = await call(admin, cluster.url, "GET", "/admin/log")
    assert [one["action"] for one in log["items"] if one["roomCode"] == code] == ["admin_end"]


async def test_breakout_rooms_are_of_any_node(cluster: Nodes, new: New) -> None:
    host, ada, ben = await new(), await new(), await new()
    code = await host.new_room()
    for one in (host, ada, ben):
        await one.come(code, at(cluster.a))
    found = [(await host.told("participant:joined"))["participant"] for _ in range(2)]
    await host.do("breakouts:plan", names=["Red", "Blue"])
    for place, one in enumerate(found):
        await host.do("breakouts:assign", userId=one["userId"], room=place)
    await host.do("breakouts:open")
    shown = await host.told("breakouts:changed")
    while not shown["breakouts"]["open"]:
        shown = await host.told("breakouts:changed")
    names = [one["username"] for one in found]
    people = sorted((ada, ben), key=lambda one: names.index(one.name))
    for one, room, node in zip(people, shown["breakouts"]["rooms"], cluster.both, strict=True):
        await one.go()
        await one.come(room["code"], at(node))
    assert all(one.metric("meetd_rooms") for one in cluster.both)
    # What is said in one reaches all, whichever node has them, and so does the end.
    await host.do("breakouts:say", text="Five minutes left.")
    for one in people:
        assert (await one.told("breakouts:said"))["text"] == "Five minutes left."
    await people[1].do("breakout:help")
    assert (await host.told("breakouts:help"))["roomName"] == "Blue"
    await host.do("breakouts:close")
    for one in people:
        assert (await one.told("room:ended"))["code"] == "breakout_ended"
        await one.go()
        await one.come(code)
        await host.told("participant:joined")


async def test_a_plan_is_the_same_on_every_node(cluster: Nodes, new: New) -> None:
    host, ada = await new(), await new()
    code = await host.new_room()
    path = f"/rooms/{code}/breakouts"

    def of(*people: str) -> dict[str, object]:
        rooms = [{"name": "Red", "people": list(people)}, {"name": "Blue", "people": []}]
        return {"rooms": rooms, "others": "stay", "seconds": 300}

    # While it is live nowhere, and while it is on the other.
    before = of(f"{ada.name}@example.org", "zoe")
    await call(host, at(cluster.b), "PUT", path, before)
    await host.come(code, at(cluster.a))
    assert [one["expected"] for one in host.joined["breakouts"]["rooms"]] == [
        [f"{ada.name}@example.org", "zoe"],
        [],
    ]
    other = cluster.other(cluster.owner())
    assert await call(host, at(other), "GET", path) == before
    later = of("zoe", ada.name)
    await call(host, at(other), "PUT", path, later)
    for url in map(at, cluster.both):
        assert await call(host, url, "GET", path) == later
    assert (await host.told("breakouts:changed"))["breakouts"]["rooms"][0]["expected"] == [
        "zoe",
        ada.name,
    ]
    # Whichever node she comes by.
    await ada.come(code, at(other))
    assert ada.joined["breakouts"]["own"] == 0
    await host.do("breakouts:open")
    shown = await host.told("breakouts:changed")
    while not shown["breakouts"]["open"]:
        shown = await host.told("breakouts:changed")
    await ada.go()
    await ada.come(shown["breakouts"]["rooms"][0]["code"], at(other))
    assert ada.joined["room"]["name"] == "Red"
