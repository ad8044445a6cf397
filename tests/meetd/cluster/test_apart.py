"""Nodes on machines of their own: a network that swallows what is sent, and says nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio

from support.apart import Apart, apart, impossible
from support.node_people import New, Person, at, making_people
from support.postgres import Postgres
from support.service import Service
from support.waiting import PATIENCE

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(impossible() is not None, reason=str(impossible())),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Apart]:
    async with apart(tmp_path_factory.mktemp("apart"), await postgres.migrated()) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def new(cluster: Apart) -> AsyncIterator[New]:
    async with making_people(at(cluster.a)) as somebody:
        yield somebody


async def until_metric(service: Service, name: str, value: float) -> None:
    async with asyncio.timeout(PATIENCE):
        while service.metric(name) != value:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def three_with_room(cluster: Apart, new: New) -> tuple[Person, Person, Person, str]:
    """Two who are in a room of node a, one through each node, and one who is about to come."""
    ada, ben, cy = [await new() for _ in range(3)]
    code = await ada.new_room()
    await ada.come(code, at(cluster.a))
    await ben.come(code, at(cluster.b))
    assert cluster.owner() is cluster.a
    return ada, ben, cy, code


async def test_a_network_without_redis(cluster: Apart, new: New) -> None:
    ada, ben, cy, code = await three_with_room(cluster, new)
    with cluster.without(cluster.a, "redis"), cluster.without(cluster.b, "redis"):
        for one in (cluster.a, cluster.b):
            await until_metric(one, "meetd_redis_heard", 0)
        await cy.come(code, at(cluster.b))
        await ben.say("without Redis")
        await ada.told("chat:message")
        dan = await new()
        await dan.come(await dan.new_room(), at(cluster.b))
        await dan.go()
    for one in (cluster.a, cluster.b):
        await until_metric(one, "meetd_redis_heard", 1)


async def test_an_owner_that_is_cut_off_from_the_database(cluster: Apart, new: New) -> None:
    ada, ben, cy, code = await three_with_room(cluster, new)
    dan, client_id = await new(), str(uuid4())
    with cluster.without(cluster.a, "database"):
        # It goes on, and takes who comes: through itself, and through the node that has one.
        await cy.come(code, at(cluster.a))
        await ben.told("participant:joined")
        await dan.come(code, at(cluster.b))
        its = {"clientId": client_id, "content": "once"}
        assert await ada.refused("chat:send", **its) == "unavailable"
    async with asyncio.timeout(PATIENCE):
        while not (await ada.ask("chat:send", **its))["ok"]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await ada.do("chat:send", **its)
    page = await ben.do("chat:history", limit=200)
    assert [message["clientId"] for message in page["messages"]] == [client_id]
    assert cluster.owner() is cluster.a


async def test_an_owner_that_is_cut_off_from_all_is_succeeded(cluster: Apart, new: New) -> None:
    ada, ben, cy, code = await three_with_room(cluster, new)
    with cluster.without(cluster.a, "database", "redis", "node"):
        await ben.come_back()
        await cy.come(code, at(cluster.b))
        acknowledged = await ben.say("by the new owner")
        # Ada is with the former one still, who can store nothing.
        late = str(uuid4())
        answer = await ada.ask("chat:send", clientId=late, content="too late")
        assert not answer["ok"]
    # The database says whose it is.
    assert (await ada.told("room:ended"))["code"] == "room_elsewhere"
    await ada.come_back()
    page = await ada.do("chat:history", limit=200)
    assert [message["clientId"] for message in page["messages"]] == [acknowledged]
    assert cluster.owner() is cluster.b
