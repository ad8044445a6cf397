"""Finds a room's owner while the database cannot say: by asking the other nodes."""

from __future__ import annotations

import asyncio
import random

from meetd.cluster.peers import Peers
from meetd.cluster.placement import Placement
from meetd.errors import MeetError

OWNED = "/node/owner"
"""Where a node says whether it has a room."""
ASKED = 32
"""Nodes that are asked: of more, some, and whoever comes again asks others."""


class Asking:
    """Asks some of the nodes that Redis knew of last, all at once."""

    def __init__(self, peers: Peers, placement: Placement) -> None:
        self._peers = peers
        self._placement = placement

    async def owner(self, code: str) -> str | None:
        """Find the node that has the room of that code live; None: none of those that were
        asked."""
        urls = await self._placement.urls()
        asked = random.sample(urls, min(ASKED, len(urls)))
        has = await asyncio.gather(*(self._has(url, code) for url in asked))
        return next((url for url, yes in zip(asked, has, strict=True) if yes), None)

    async def _has(self, url: str, code: str) -> bool:
        try:
            status, _, _ = await self._peers.exchange(
                url, "GET", f"{OWNED}?room={code}", "", {}, b""
            )
        except MeetError:
            return False
        return status == 204
