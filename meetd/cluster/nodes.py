"""The registry of nodes in Redis: what each one says of itself, for people and for placement. Who
lives and who owns what is in the database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from redis.asyncio import Redis

from meetd import metrics
from meetd.cluster.redis import FAILURES, RedisAt
from meetd.db.leases import Node

BEAT = 2.0
"""Seconds from one entry to the next."""
READY_INTERVAL = 0.1
"""Seconds between two looks whether this node is ready to be entered."""
KEPT = 6
"""Seconds that an entry lasts."""
SOME = 32
"""Nodes of which placement draws: it needs two, and some more where those are full or drain."""
ORDER_LASTS = 60
"""Seconds that an order to drain lasts beyond its deadline."""

Figures = Mapping[str, int | bool]

_ENTER = """
local now = tonumber(redis.call('TIME')[1])
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
return redis.call('ZCARD', KEYS[1])
"""
"""By Redis' own clock, since no two nodes have the same."""


class NodeRegistry:
    """Enters this node, and lists all."""

    def __init__(self, redis: RedisAt, node: Node) -> None:
        self._redis = redis
        self._node = node
        self._own = node.instance.hex
        self._index = self._key("nodes")
        self.on_order: Callable[[float | None], None] = lambda _: None
        """Told again and again of the order to drain this node: in how many seconds; None: none."""
        self.on_empty: Callable[[int], None] = lambda _: None
        """Told once of each order to empty a worker, by its number."""
        self.figures: Callable[[], Figures] | None = None
        """What this node has to carry, and whether it takes more; None until it is ready."""

    async def run(self) -> None:
        """Enter this node again and again."""
        await self._redis.again_and_again(self._enter)

    async def all(self) -> list[dict[str, object]]:
        """List the entries of all nodes. Raises what Redis does."""
        async with self._redis.client() as redis:
            return await self._entries(redis, await redis.zrange(self._index, 0, -1))

    async def some(self) -> list[dict[str, object]]:
        """List the entries of some nodes, of few all, drawn anew each time; none while Redis is
        away."""
        try:
            async with self._redis.client() as redis:
                return await self._entries(redis, await redis.zrandmember(self._index, SOME))
        except FAILURES:
            return []

    async def _entries(self, redis: Redis, instances: Any) -> list[dict[str, object]]:
        keys = [self._key("node", one.decode()) for one in instances]
        entries = await redis.mget(keys) if keys else []
        return [json.loads(entry) for entry in entries if entry is not None]

    async def order_drain(self, instance: str, deadline: float | None) -> None:
        """Order a node to drain within so many seconds, or not to (None). Who starts again under
        its name is not meant. Raises what Redis does."""
        order = self._key("drain", instance)
        async with self._redis.client() as redis:
            if deadline is None:
                await redis.delete(order)
            else:
                await redis.set(order, str(deadline), ex=int(deadline) + ORDER_LASTS)

    async def order_empty(self, instance: str, worker: int) -> None:
        """Order a node to empty one of its workers. Raises what Redis does."""
        async with self._redis.client() as redis:
            await redis.set(self._key("empty", instance), worker, ex=ORDER_LASTS)

    def _key(self, *parts: str) -> str:
        # All in one slot of a cluster.
        return ":".join((f"{{{self._redis.prefix}}}", *parts))

    async def _enter(self, redis: Redis) -> None:
        said = {
            "name": self._node.name,
            "instance": self._own,
            "url": self._node.url,
            "version": version("meetd"),
        }
        keys = (self._index, self._key("node", self._own))
        while self.figures is None:  # noqa: ASYNC110
            await asyncio.sleep(READY_INTERVAL)
        while True:
            entry = json.dumps({**said, **self.figures()})
            count = await redis.eval(_ENTER, len(keys), *keys, self._own, entry, str(KEPT))
            metrics.NODES.set(int(count))
            order = await redis.get(self._key("drain", self._own))
            self.on_order(None if order is None else float(order))
            worker = await redis.getdel(self._key("empty", self._own))
            if worker is not None:
                self.on_empty(int(worker))
            await asyncio.sleep(BEAT)
