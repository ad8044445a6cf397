"""A room that does not fit on its node, on real nodes: people notice nothing of where they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from support.node_people import New, Person, at
from support.nodes import Nodes, nodes
from support.postgres import Postgres
from support.sender import Sender

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Nodes]:
    """Nodes whose only worker two or three people fill."""
    folder = tmp_path_factory.mktemp("nodes")
    async with nodes(folder, await postgres.migrated(), worker_consumers="25") as running:
        yield running


def ports(transport: dict[str, Any]) -> set[int]:
    return {candidate["port"] for candidate in transport["iceCandidates"]}


async def test_people_are_on_both_nodes_and_hear_each_other(cluster: Nodes, new: New) -> None:
    people: list[Person] = [await new() for _ in range(6)]
    code = await people[0].new_room()
    for person in people:
        await person.come(code, at(cluster.a))
    assert cluster.owner() is cluster.a
    # From the third on there are routers; of those who came later it is known which.
    late = people[2:]
    routers = {person.joined["mode"]["routerId"] for person in late}
    assert len(routers) == 2
    senders = [Sender(person) for person in late]
    for sender in senders:
        await sender.open()
    near, *_ = senders
    far = next(sender for sender in senders if sender.router_id != near.router_id)
    for one, other in ((near, far), (far, near)):
        producer_id = await one.produce("microphone")
        answer = await other.consume(producer_id)
        (consumer,) = answer["consumers"]
        await other.client.do("sfu:consumer:resume", consumerIds=[consumer["id"]])
    made = [
        await sender.client.do("sfu:transport:create", routerId=sender.router_id, direction="send")
        for sender in (near, far)
    ]
    assert not ports(made[0]) & ports(made[1]), "each has the port of its own node's worker"

    # The lender dies: who was there gets another router, nobody else notices.
    cluster.b.kill()
    try:
        told = await far.client.told("mode")
        while told["routerId"] in {None, far.router_id}:
            told = await far.client.told("mode")
        assert not [mode for mode in near.client.heard("mode") if mode["mode"] != "sfu"]
        assert cluster.a.metric("meetd_participants") == 6
        again = Sender(far.client)
        again.router_id = told["routerId"]
        await again.open()
        await again.produce("microphone")
        assert not near.client.heard("room:ended")
    finally:
        await asyncio.to_thread(cluster.b.start)
