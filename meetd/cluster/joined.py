"""This server as one node of several: all that it needs for that, started and stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from meetd.client_address import ClientAddresses
from meetd.cluster.asking import Asking
from meetd.cluster.leases import LeaseDirectory
from meetd.cluster.nodes import NodeRegistry
from meetd.cluster.passing import Passing
from meetd.cluster.peers import Peers, connected
from meetd.cluster.placement import Placement
from meetd.cluster.proofs import Proofs
from meetd.cluster.redis import RedisAt
from meetd.cluster.redis_bus import RedisBus
from meetd.cluster.routing import Routing
from meetd.config import Settings
from meetd.db.leases import Leases, Node
from meetd.db.pool import database
from meetd.log import get_logger

log = get_logger(__name__)

CONNECTIONS = 2
"""To the database, for leases alone: renewals wait behind nothing else."""
LOOKS, LOOK_INTERVAL = 15, 2.0
"""Times that this node is looked for at its own address, and seconds between two."""


class NodeNameTakenError(Exception):
    """Each node has a name of its own: see MEETD_NODE."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a node has that a single server has not."""

    node: Node
    directory: LeaseDirectory
    bus: RedisBus
    nodes: NodeRegistry
    leases: Leases
    peers: Peers
    placement: Placement
    passing: Passing
    routing: Routing


@asynccontextmanager
async def joined(
    settings: Settings, database_url: str, addresses: ClientAddresses
) -> AsyncIterator[Cluster]:
    """Be one of the nodes, while inside. Raises NodeNameTakenError."""
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(database(database_url, CONNECTIONS))
        node = Node(settings.node, settings.node_url, uuid4())
        leases = Leases(db, node)
        if not await leases.beat():
            raise NodeNameTakenError(f"Another node is called {node.name}. Set MEETD_NODE.")
        proofs = Proofs(settings.secret_key)
        peers = await stack.enter_async_context(connected(proofs))
        directory = LeaseDirectory(leases, peers.answers)
        await stack.enter_async_context(directory.running())
        redis = RedisAt(settings.redis_url or "", settings.secret_key)
        bus, nodes = RedisBus(redis, node.instance), NodeRegistry(redis, node)
        await stack.enter_async_context(bus.running())
        entering = asyncio.create_task(nodes.run())
        stack.callback(entering.cancel)
        looking = asyncio.create_task(_find_oneself(node, peers))
        stack.callback(looking.cancel)
        passing = Passing(proofs, peers, addresses)
        placement = Placement(nodes.some, node.url)
        asking = Asking(peers, placement)
        routing = Routing(node, leases, proofs, peers, passing, addresses, asking)
        yield Cluster(node, directory, bus, nodes, leases, peers, placement, passing, routing)


async def _find_oneself(node: Node, peers: Peers) -> None:
    """Say so in the log where others are led to somebody else, or nowhere."""
    found: str | None = None
    for _ in range(LOOKS):
        await asyncio.sleep(LOOK_INTERVAL)
        found = await peers.instance_at(node.url)
        if found is not None:
            break
    if found == node.instance.hex:
        return
    where = "nowhere" if found is None else "to another node"
    log.error("others do not reach this node's rooms by its MEETD_NODE_URL", leads=where)
