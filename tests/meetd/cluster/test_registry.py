"""What nodes say of themselves in Redis, and what they are ordered there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from meetd.cluster import nodes
from meetd.cluster.nodes import NodeRegistry
from meetd.cluster.redis import RedisAt
from meetd.db.leases import Node
from support.redis import Redis, redis
from support.waiting import PATIENCE

SECRET = "a secret key for tests that is long enough"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Redis]:
    with redis(tmp_path) as running:
        yield running


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "BEAT", 0.02)


def registry(server: Redis, name: str) -> tuple[NodeRegistry, Node]:
    node = Node(name, f"http://{name}", uuid4())
    return NodeRegistry(RedisAt(server.url, SECRET), node), node


@asynccontextmanager
async def entered(*several: NodeRegistry) -> AsyncIterator[None]:
    running = [asyncio.create_task(its.run()) for its in several]
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def listed(its: NodeRegistry, count: int) -> list[dict[str, object]]:
    async with asyncio.timeout(PATIENCE):
        while len(entries := await its.all()) != count:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return entries


async def test_a_node_is_listed_once_it_is_ready(server: Redis) -> None:
    (a, _), (b, _) = registry(server, "a"), registry(server, "b")
    async with entered(a, b):
        b.figures = lambda: {"spare": 3}
        (only,) = await listed(a, 1)
        assert (only["name"], only["spare"]) == ("b", 3)
        a.figures = lambda: {"spare": 4}
        await listed(a, 2)
        assert {entry["name"] for entry in await a.some()} == {"a", "b"}
    server.stop()
    assert await a.some() == []


async def test_of_many_some_are_drawn(server: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "SOME", 2)
    several = [registry(server, name)[0] for name in "abcd"]
    for its in several:
        its.figures = lambda: {"spare": 1}
    drawn: set[object] = set()
    async with entered(*several), asyncio.timeout(PATIENCE):
        await listed(several[0], 4)
        while len(drawn) < 4:
            entries = await several[0].some()
            assert len(entries) == 2
            drawn |= {entry["name"] for entry in entries}


async def test_an_order_to_empty_a_worker_comes_once(server: Redis) -> None:
    (its, node), (other, _) = registry(server, "a"), registry(server, "b")
    told: list[int] = []
    its.on_empty = told.append
    its.figures = lambda: {"spare": 1}
    await other.order_empty(node.instance.hex, 1)
    async with entered(its):
        await listed(other, 1)
        await other.order_empty(node.instance.hex, 0)
        async with asyncio.timeout(PATIENCE):
            while told != [1, 0]:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
    assert told == [1, 0]
