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
        self._index = f"{{{redis.prefix}}}:nodes"
        self._entry = f"{{{redis.prefix}}}:node:{node.instance.hex}"
        self.figures: Callable[[], Figures] = dict
        """What this node has to carry, and whether it takes more."""

    async def run(self) -> None:
        """Enter this node again and again."""
        await self._redis.again_and_again(self._enter)

    async def all(self) -> list[dict[str, object]]:
        """List the entries of all nodes. Raises what Redis does."""
        async with self._redis.client() as redis:
            instances: list[bytes] = await redis.zrange(self._index, 0, -1)  # type: ignore[assignment]
            keys = [f"{{{self._redis.prefix}}}:node:{one.decode()}" for one in instances]
            entries = await redis.mget(keys) if keys else []
        return [json.loads(entry) for entry in entries if entry is not None]

    async def _enter(self, redis: Redis) -> None:
        said = {"name": self._node.name, "url": self._node.url, "version": version("meetd")}
        while True:
            entry = json.dumps({**said, **self.figures()})
            count = await redis.eval(
                _ENTER, 2, self._index, self._entry, self._node.instance.hex, entry, str(KEPT)
            )
            metrics.NODES.set(int(count))
            await asyncio.sleep(BEAT)
