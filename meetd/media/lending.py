"""This node's workers for other nodes' rooms, and theirs for the rooms of this one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import worker_bridge
from meetd.cluster.joined import Cluster
from meetd.cluster.routing import LENT
from meetd.log import get_logger
from meetd.media.borrower import Borrower
from meetd.media.lender import Lender
from meetd.media.pool import WorkerPool
from worker_bridge import ListenInfo

log = get_logger(__name__)


@asynccontextmanager
async def lending(
    cluster: Cluster,
    installation: worker_bridge.Installation,
    workers: WorkerPool,
    accepting: Callable[[], bool],
) -> AsyncIterator[None]:
    """Lend and borrow, while inside. `accepting`: whether this node takes anything new."""
    cluster.nodes.on_empty = workers.empty
    listens = await listens_at(cluster.node.url)
    if listens is None:
        log.warning("no routers are lent or borrowed: MEETD_NODE_URL is not this host's address")
        yield
        return
    borrower = Borrower(installation, cluster.peers, cluster.placement, LENT, listens)
    lender = Lender(workers, cluster.leases.superseded, accepting)
    workers.borrow, workers.lends_at = borrower.borrow, listens
    cluster.routing.lend = lender.lend
    watching = asyncio.create_task(lender.watch())
    try:
        yield
    finally:
        workers.borrow = workers.lends_at = cluster.routing.lend = None
        watching.cancel()
        await borrower.stop()


async def listens_at(node_url: str) -> ListenInfo | None:
    """Find where the host of a node's address can hear other nodes: None where that is somewhere
    else."""
    loop = asyncio.get_running_loop()
    host = urlsplit(node_url).hostname or ""
    with suppress(OSError):
        for family, _, _, _, address in await loop.getaddrinfo(host, 0, type=socket.SOCK_DGRAM):
            with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as trying:
                trying.bind((address[0], 0))
                return {"protocol": "udp", "ip": str(address[0])}
    return None
