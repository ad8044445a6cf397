"""The registry of nodes in Redis: what each one says of itself, for people and for placement. Who
lives and who owns what is in the database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from importlib.metadata import version

from redis.asyncio import Redis

from meetd import metrics
from meetd.cluster.redis import RedisAt
from meetd.db.leases import Node

BEAT = 2.0
"""Seconds from one entry to the next."""
KEPT = 6
"""Seconds that an entry lasts."""
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
        self.figures: Callable[[], Figures] = dict
        """What this node has to carry, and whether it takes more."""

    async def run(self) -> None:
        """Enter this node again and again."""
        await self._redis.again_and_again(self._enter)

    async def all(self) -> list[dict[str, object]]:
        """List the entries of all nodes. Raises what Redis does."""
        async with self._redis.client() as redis:
            instances: list[bytes] = await redis.zrange(self._index, 0, -1)  # type: ignore[assignment]
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
        while True:
            entry = json.dumps({**said, **self.figures()})
            count = await redis.eval(_ENTER, len(keys), *keys, self._own, entry, str(KEPT))
            metrics.NODES.set(int(count))
            order = await redis.get(self._key("drain", self._own))
            self.on_order(None if order is None else float(order))
            await asyncio.sleep(BEAT)
