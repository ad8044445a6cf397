"""`meetd drain`: empties a node while its calls go on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

from meetd.cluster.nodes import NodeRegistry
from meetd.cluster.redis import RedisAt
from meetd.commands.operators import Ordering
from meetd.commands.status import counted, crowd
from meetd.config import Settings
from meetd.db.leases import Node
from meetd.errors import NotFound

LOOK_INTERVAL = 1.0
"""Seconds between two looks at what is left."""
MISSES = 3
"""Looks in a row without an answer after which a server is gone: one that is busy is not."""
ENDING = 10.0
"""Seconds behind the deadline in which the only server ends what is left."""


@dataclass(frozen=True, slots=True)
class _Left:
    """What a node that drains still has."""

    draining: bool
    rooms: int
    people: int


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

    async def look() -> _Left | None:
        found = await _entry(nodes, name)
        if found is None:
            return None
        rooms, people = int(str(found["rooms"])), int(str(found["participants"]))
        return _Left(bool(found["draining"]), rooms, people)

    return await _empty(name, look, deadline, say)


async def drain_by(
    operator: Ordering,
    name: str,
    deadline: float,
    *,
    cancel: bool = False,
    worker: int | None = None,
    say: Callable[[str], None],
) -> bool:
    """The same by the server itself. Meetings of the only one have nowhere to go: they go on until
    the deadline, and end then. False where it was told meanwhile to take rooms again. Raises
    NotFound, InvalidRequest."""
    if worker is not None:
        await operator.empty(name, worker)
        say(f"{name} moves everybody away from its worker {worker}, and starts that anew.")
        return True
    await operator.drain(name, None if cancel else deadline)
    if cancel:
        say(f"{name} takes rooms again.")
        return True

    async def look() -> _Left | None:
        try:
            report = (await operator.reports()).get(name)
        except NotFound:
            return None
        if report is None:
            return None
        return _Left(report["draining"], report["room_count"], report["people"])

    return await _empty(name, look, deadline + ENDING, say)


async def _empty(
    name: str,
    look: Callable[[], Awaitable[_Left | None]],
    limit: float,
    say: Callable[[str], None],
) -> bool:
    """Wait until a node has no rooms: False where it has some after so many seconds, or stopped to
    drain."""
    until, drained, missed = time.monotonic() + limit, False, 0
    while missed < MISSES:
        left = await look()
        if left is None:
            missed += 1
            await asyncio.sleep(LOOK_INTERVAL)
            continue
        missed = 0
        if drained and not left.draining:
            say(f"{name} takes rooms again.")
            return False
        drained = left.draining
        if left.draining and not left.rooms:
            say(f"{name} has no rooms any more. It can be stopped.")
            return True
        if time.monotonic() > until:
            say(f"{name} still has {counted(left.rooms, 'room')}.")
            return False
        say(crowd(left.rooms, left.people))
        await asyncio.sleep(LOOK_INTERVAL)
    say(f"{name} is gone.")
    return True


async def _entry(nodes: NodeRegistry, name: str) -> dict[str, object] | None:
    return next((entry for entry in await nodes.all() if entry["name"] == name), None)
