"""Two nodes behind a load balancer that knows nothing: a person notices none of it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from socketio.exceptions import SocketIOError

from meetd.auth.sessions import TAKEN
from meetd.cluster.control import Operator
from meetd.cluster.nodes import NodeRegistry
from meetd.cluster.proofs import ANSWER, PROOF, Proofs
from meetd.cluster.redis import RedisAt
from meetd.commands.status import resize
from meetd.db.leases import DEAD_AFTER, Node
from meetd.db.pool import database
from support.backend import PASSWORD, settings
from support.event_reader import EventReader
from support.node_people import New, Person, at, frozen
from support.nodes import SECRET, Nodes
from support.postgres import Postgres
from support.service import Service
from support.waiting import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_people_come_in_through_any_node_into_one_room(cluster: Nodes, new: New) -> None:
    people = [await new() for _ in range(5)]
    code = await people[0].new_room()
    people[4].transports = ("polling",)
    for person, via in zip(people, (at(cluster.a), at(cluster.b), None, None, None), strict=True):
        await person.come(code, via)
    assert sum(one.metric("meetd_participants") for one in cluster.both) == 5
    cluster.owner()
    assert len(people[4].joined["participants"]) == 4
    for person in people:
        await person.say(person.name)
    for person in people:
        for other in people:
            await person.told("chat:message")
            assert other.id
        assert not person.heard("chat:message")


async def test_nodes_say_what_they_carry(cluster: Nodes, new: New) -> None:
    ada = await new()
    await ada.come(await ada.new_room())
    owner = "a" if cluster.owner() is cluster.a else "b"
    registry = NodeRegistry(RedisAt(cluster.redis.url, SECRET), Node("test", "", uuid4()))
    async with asyncio.timeout(PATIENCE):
        while True:
            said = {str(one["name"]): one for one in await registry.all()}
            if said[owner]["participants"] == 1:
                break
            await asyncio.sleep(0.1)
    assert set(said) == {"a", "b"}
    assert said["a"]["url"] == at(cluster.a)
    assert [one["draining"] for one in said.values()] == [False, False]
    assert all(one["version"] for one in said.values())
    others = NodeRegistry(RedisAt(cluster.redis.url, SECRET * 2), Node("test", "", uuid4()))
    assert await others.all() == [], "another service on the same Redis"


async def test_an_operator_sees_and_changes_all_nodes_from_any(
    cluster: Nodes, tmp_path: Path
) -> None:
    operator = Operator(settings(tmp_path, redis_url=cluster.redis.url, secret_key=SECRET))
    said: list[str] = []
    assert await resize(operator, "b", 2, 60, said.append)
    reports = await operator.reports()
    wanted = {name: report and report["workers_wanted"] for name, report in reports.items()}
    assert wanted == {"a": 1, "b": 2}
    assert await resize(operator, "b", 1, 60, said.append)


async def test_who_does_not_say_where_to_is_told(cluster: Nodes, new: New) -> None:
    ada, ben = await new(), await new()
    code = await ada.new_room()
    await ada.come(code)
    elsewhere = cluster.other(cluster.owner())
    await ben.socket.connect(at(elsewhere), auth={"token": ben.token}, transports=["websocket"])
    assert await ben.refused("join", code=code, microphone=True, camera=True) == "room_elsewhere"
    async with asyncio.timeout(PATIENCE):
        await ben.socket.wait()
    await ben.come(code, at(elsewhere))
    await ada.told("participant:joined")


async def test_what_is_deleted_or_renamed_elsewhere_is(cluster: Nodes, new: New) -> None:
    ada = await new()
    code = await ada.new_room()
    await ada.come(code)
    url = f"{at(cluster.other(cluster.owner()))}/api/v1/rooms/{code}"
    bearer = {"Authorization": f"Bearer {ada.token}"}
    ben = await new()
    told = {"Authorization": f"Bearer {ben.token}"}
    async with ada.http.get(f"{url}/present", headers=told) as answer:
        present = await answer.json()
        assert (present["count"], present["names"]) == (1, [ada.name])
    async with ada.http.patch(url, json={"name": "Other"}, headers=bearer) as answer:
        assert answer.status == 200, await answer.text()
        assert (await answer.json())["name"] == "Other"
    async with ada.http.delete(url, headers=bearer) as answer:
        assert answer.status == 204
    assert (await ada.told("room:ended"))["code"] == "room_deleted"


async def test_who_signs_out_anywhere_is_out_everywhere(cluster: Nodes, new: New) -> None:
    ada = await new()
    await ada.come(await ada.new_room())
    elsewhere = at(cluster.other(cluster.owner()))
    bearer = {"Authorization": f"Bearer {ada.token}"}
    async with ada.http.post(f"{elsewhere}/api/v1/auth/logout", headers=bearer) as answer:
        assert answer.status == 204
    assert (await ada.told("session:ended"))["code"] == "unauthorized"


async def test_a_place_has_its_tries_on_all_nodes_together(cluster: Nodes, new: New) -> None:
    ada = await new()
    place = {"X-Forwarded-For": "198.51.100.7"}
    body = {"email": f"{ada.name}@example.org", "username": "other", "password": PASSWORD}

    async def status(service: Service) -> int:
        async with ada.http.post(
            f"{at(service)}/api/v1/auth/register", json=body, headers=place
        ) as answer:
            return answer.status

    for _ in range(int(TAKEN)):
        assert await status(cluster.a) == 409
    assert await status(cluster.a) == 429
    async with asyncio.timeout(PATIENCE):
        while await status(cluster.b) != 429:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_only_nodes_pass_on(cluster: Nodes, new: New) -> None:
    ada = await new()
    url, proofs = at(cluster.a), Proofs(SECRET)
    target = "/node"
    nonce, proof = proofs.of_request("GET", target, "")
    _, other = Proofs("another secret key that is long enough too").of_request("GET", target, "")
    late = Proofs(SECRET, lambda: time.time() - 60).of_request("GET", target, "")[1]
    for headers, status in (
        (proof, 204),
        (proof, 403),
        (late, 403),
        (other, 403),
        (proofs.of_request("GET", "/healthz", "")[1], 403),
        (proofs.of_request("GET", target, "")[1] | {"Meetd-Client": "192.0.2.1"}, 403),
        ({PROOF: "nonsense"}, 403),
        ({PROOF: "1.\u00e9.\u00e9"}, 403),
        ({"Meetd-Client": "192.0.2.1"}, 403),
        ({}, 404),
    ):
        async with ada.http.get(url + target, headers=headers) as answer:
            assert answer.status == status, headers
            if status == 204:
                assert proofs.is_answer(nonce, answer.headers[ANSWER])
            else:
                assert ANSWER not in answer.headers


async def test_a_killed_owner_is_succeeded(cluster: Nodes, new: New) -> None:
    people = [await new() for _ in range(4)]
    code = await people[0].new_room()
    for person in people:
        await person.come(code)
    said = [await person.say(f"before, by {person.name}") for person in people]
    owner = cluster.owner()
    await people[0].do("board:open")
    drawn = [person.name for person in people]
    line = {"on": "board", "tool": "pen", "points": [1, 1, 2, 2]}
    for person in people:
        await person.do("draw:stroke", strokeId=person.name, **line)
    owner.kill()
    try:
        await asyncio.gather(*(person.come_back() for person in people))
        # What was answered is on the board, however soon the owner died.
        assert people[1].joined["board"] is not None
        await people[1].do("ping")
        (shown,) = people[1].heard("draw:shown")[-1]["drawings"]
        assert [stroke["id"] for stroke in shown["strokes"]] == drawn
        assert cluster.other(owner).metric("meetd_participants") == 4
        said += [await person.say(f"after, by {person.name}") for person in people]
        page = await people[0].do("chat:history", limit=200)
        assert [message["clientId"] for message in page["messages"]] == said
        for person in people:
            await person.do("leave")
        await _must_be_one_meeting(people, at(cluster.other(owner)))
    finally:
        await asyncio.to_thread(owner.start)


async def _must_be_one_meeting(people: list[Person], url: str) -> None:
    """The log of events tells of one, in which all were lost with a node, and came back."""
    reader = EventReader(url, people[0].http, people[0].signed_in)
    await reader.until(1, "room.ended")
    events = await reader.all()
    kinds = {one: sum(e["type"] == one for e in events) for one in ("room.started", "message")}
    assert kinds == {"room.started": 1, "message": 8}
    names = sorted(person.name for person in people)
    for kind, reason in (("joined", None), ("left", "lost"), ("left", "left")):
        told = [e["data"] for e in events if e["type"] == f"participant.{kind}"]
        who = [one["name"] for one in told if one.get("reason") == reason]
        assert sorted(who) == sorted(names * (2 if kind == "joined" else 1)), (kind, reason)


async def test_what_was_passed_on_is_not_again(cluster: Nodes, new: New) -> None:
    ada = await new()
    code = await ada.new_room()
    await ada.come(code, at(cluster.a))
    assert cluster.owner() is cluster.a
    # Ben's socket is with the other one, which has it passed on.
    ben = await new()
    await ben.come(code, at(cluster.b))
    assert cluster.b.metric("meetd_passed_on") == 1
    target = f"/socket.io/?EIO=4&transport=polling&room={code}"

    async def opened(headers: dict[str, str]) -> str:
        async with ada.http.get(at(cluster.b) + target, headers=headers) as answer:
            assert answer.status == 200
            return (await answer.text()).split('"sid":"')[1].partition(".")[0]

    proof = Proofs(SECRET).of_request("GET", target, "192.0.2.1")[1]
    assert await opened({}) != await opened(proof)


async def test_a_node_that_stops_gives_its_rooms_back(cluster: Nodes, new: New) -> None:
    ada, ben = await new(), await new()
    code = await ada.new_room()
    await ada.come(code)
    await ben.come(code)
    owner = cluster.owner()
    await asyncio.to_thread(owner.stop)
    async with database(cluster.database) as db:
        # Nobody has to wait until it counts as dead.
        held = "SELECT count(*) FROM leases WHERE expires_at > now()"
        assert await db.fetchval(held) == 0
    try:
        await asyncio.gather(ada.come(code), ben.come(code))
        assert cluster.other(owner).metric("meetd_participants") == 2
    finally:
        await asyncio.to_thread(owner.start)


async def test_an_owner_that_was_asleep_lets_go(cluster: Nodes, new: New) -> None:
    ada, ben = await new(), await new()
    code = await ada.new_room()
    await ada.come(code, at(cluster.a))
    assert cluster.owner() is cluster.a
    async with frozen(cluster.a.pid):
        await ben.come(code, at(cluster.b))
        # It lies with the one that is asleep.
        late = asyncio.create_task(ada.ask("chat:send", clientId=str(uuid4()), content="too late"))
        await ben.say("in time")
    with contextlib.suppress(SocketIOError):  # On a busy machine she has given up waiting.
        assert (await late)["error"]["code"] in {"room_elsewhere", "not_in_room"}
        assert (await ada.told("room:ended"))["code"] == "room_elsewhere"
    await ada.come_back()
    await ben.told("participant:joined")
    page = await ada.do("chat:history", limit=200)
    assert [message["content"] for message in page["messages"]] == ["in time"]
    assert cluster.owner() is cluster.b


async def test_without_the_database_a_call_goes_on(
    cluster: Nodes, new: New, postgres: Postgres
) -> None:
    ada, ben, cy, dan, eve = [await new() for _ in range(5)]
    code = await ada.new_room()
    await ada.come(code, at(cluster.a))
    await ada.say("before")
    await ada.told("chat:message")
    await ben.come(code, at(cluster.b))
    bearer = {"Authorization": f"Bearer {eve.token}"}
    async with eve.http.post(f"{at(cluster.b)}/api/v1/auth/logout", headers=bearer) as answer:
        assert answer.status == 204
    owner = cluster.owner()
    async with frozen(*await postgres.processes()):
        # Longer than it takes to count as dead.
        await asyncio.sleep(DEAD_AFTER + 1)
        await ada.do("media", camera=False)
        await ben.told("participant:updated")
        # Who has a valid token comes in, through each node, and back in.
        await asyncio.gather(cy.come(code, at(cluster.a)), dan.come(code, at(cluster.b)))
        assert cy.joined["messages"] == dan.joined["messages"] == []
        await ben.socket.disconnect()
        await ben.come(code, at(cluster.b))
        its = {"clientId": str(uuid4()), "content": "not yet"}
        assert await ada.refused("chat:send", **its) == "unavailable"
        assert await eve.is_refused(at(cluster.a)) == "unauthorized"
    for person in (cy, dan):
        assert (await person.told("chat:message"))["message"]["content"] == "before"
    await ben.say("still here")
    await ada.told("chat:message")
    assert cluster.owner() is owner
    assert not ada.heard("room:ended")


async def test_who_comes_to_a_node_without_its_database_is_sent_to_another(
    cluster: Nodes, new: New
) -> None:
    ada = await new()
    code = await ada.new_room()
    await ada.socket.connect(f"{at(cluster.a)}/?room={code}", auth={"token": ada.token})
    cluster.to_database.cut()
    try:
        assert await ada.refused("join", code=code, microphone=True, camera=True) == "unavailable"
        async with asyncio.timeout(PATIENCE):
            await ada.socket.wait()
        # Wherever that leads: of two nodes one is the right one.
        await ada.come(code)
        assert cluster.owner() is cluster.b
        assert await ada.say("hello")
    finally:
        cluster.to_database.mend()


@pytest.mark.parametrize("how", ["stopped", "frozen"])
async def test_without_redis_all_goes_on(cluster: Nodes, new: New, how: str) -> None:
    ada, ben, cy = await new(), await new(), await new()
    code = await ada.new_room()
    await ada.come(code, at(cluster.a))
    if how == "stopped":
        cluster.redis.stop()
    else:
        cluster.redis.freeze()
    try:
        for one in cluster.both:
            await asyncio.to_thread(_until_deaf, one)
        await ben.come(code, at(cluster.b))
        await ben.say("still here")
        await ada.told("chat:message")
        await cy.come(await cy.new_room(), at(cluster.b))
        for one in cluster.both:
            async with ada.http.get(f"{at(one)}/readyz") as answer:
                assert answer.status == 200
        # What is said to all nodes meanwhile is not lost.
        elsewhere = cluster.b if cluster.a.metric("meetd_participants") else cluster.a
        bearer = {"Authorization": f"Bearer {ada.token}"}
        url = f"{at(elsewhere)}/api/v1/auth/logout"
        async with ada.http.post(url, headers=bearer) as answer:
            assert answer.status == 204
        await ben.say("and now")
    finally:
        if how == "stopped":
            cluster.redis.start()
        else:
            cluster.redis.thaw()
    async with asyncio.timeout(PATIENCE):
        await ada.socket.wait()
    for one in cluster.both:
        await asyncio.to_thread(_until_heard, one)


def _until_deaf(service: Service) -> None:
    _until(lambda: not service.metric("meetd_redis_heard"))


def _until_heard(service: Service) -> None:
    _until(lambda: service.metric("meetd_redis_heard") == 1 and service.metric("meetd_nodes") == 2)


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
