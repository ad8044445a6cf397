"""`meetd drain`: empties a node while its calls go on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from uuid import uuid4

from meetd.cluster.nodes import NodeRegistry
from meetd.cluster.redis import RedisAt
from meetd.config import Settings
from meetd.db.leases import Node
from meetd.errors import NotFound

LOOK_INTERVAL = 1.0
"""Seconds between two looks at what is left."""


async def drain(
    settings: Settings,
    name: str,
    deadline: float,
    *,
    cancel: bool = False,
    worker: int | None = None,
    say: Callable[[str], None],
) -> bool:
    """Order a node to drain, and wait until its rooms are elsewhere: False where some were left at
    the deadline. With `cancel` it takes rooms again; of a `worker` alone, by its number, people are
    moved to its others, and nothing is waited for. Raises NotFound: there is no such node, and
    what Redis does."""
    redis = RedisAt(settings.redis_url or "", settings.secret_key)
    nodes = NodeRegistry(redis, Node(settings.node, settings.node_url, uuid4()))
    entry = await _entry(nodes, name)
    if entry is None:
        raise NotFound(f"No node is called {name}.")
    if worker is not None:
        await nodes.order_empty(str(entry["instance"]), worker)
        say(f"{name} moves everybody away from its worker {worker}, and starts that anew.")
        return True
    await nodes.order_drain(str(entry["instance"]), None if cancel else deadline)
    if cancel:
        say(f"{name} takes rooms again.")
        return True
    until = time.monotonic() + deadline
    while entry is not None:
        if entry["draining"] and not entry["rooms"]:
            say(f"{name} has no rooms any more. It can be stopped.")
            return True
        if time.monotonic() > until:
            say(f"{name} still has {entry['rooms']} rooms.")
            return False
        say(f"{entry['rooms']} rooms, {entry['participants']} people")
        await asyncio.sleep(LOOK_INTERVAL)
        entry = await _entry(nodes, name)
    say(f"{name} is gone.")
    return True


async def _entry(nodes: NodeRegistry, name: str) -> dict[str, object] | None:
    return next((entry for entry in await nodes.all() if entry["name"] == name), None)
