"""Keeps a room's media on routers: the first, more as it grows, another for each that is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from meetd.log import get_logger
from meetd.model import ParticipantId
from meetd.rooms.ports import RoomMedia, Router

log = get_logger(__name__)

RETRY = 1.0
"""Seconds between two tries to get a router."""


class MediaLink:
    """Looks for routers until everybody has one: a room that has people needs it."""

    def __init__(
        self,
        media: RoomMedia,
        code: str,
        people: Callable[[], int],
        found: Callable[[frozenset[ParticipantId], bool], None],
    ) -> None:
        """`people`: how many there are, or about to be. `found` is called with each who was told
        of none, or of one that was lost, and with whether the room had one before."""
        self._media = media
        self._code = code
        self._people = people
        self._found = found
        self._told: dict[ParticipantId, str | None] = {}
        """The router that each was told of."""
        self._again = False
        self._search: asyncio.Task[None] | None = None
        self._closed = False

    def router_of(self, participant_id: ParticipantId) -> Router | None:
        """Find somebody's router, to tell them of it; None while there is none."""
        router = self._media.router_for(participant_id)
        self._told[participant_id] = router.id if router else None
        return router

    def told(self, participant_id: ParticipantId) -> str | None:
        """Return the router that somebody was told of last."""
        return self._told.get(participant_id)

    def forget(self, participant_id: ParticipantId) -> None:
        """Somebody went."""
        self._told.pop(participant_id, None)

    def lost(self, router_id: str) -> None:
        """A router is gone: look for another."""
        for participant_id, told in self._told.items():
            if told == router_id:
                self._told[participant_id] = None
        self.seek()

    async def wait(self, seconds: float) -> None:
        """Look for a router where there was none yet, or too few, and wait for it, but no longer
        than that."""
        if not self._again or self._media.wants_router(self._people()):
            self.seek()
        if self._search is not None:
            await asyncio.wait({self._search}, timeout=seconds)

    def close(self) -> None:
        """Look for none any more."""
        self._closed = True
        if self._search is not None:
            self._search.cancel()

    def seek(self) -> None:
        """Look for routers, if that is not under way."""
        if self._search is None and not self._closed:
            self._search = asyncio.create_task(self._search_on())

    async def _search_on(self) -> None:
        try:
            await self._until_found()
        finally:
            self._search = None
        if self._closed:
            return
        again, self._again = self._again, True
        self._found(frozenset(who for who, told in self._told.items() if told is None), again)

    async def _until_found(self) -> None:
        while True:
            try:
                people = self._people()
                await self._media.find_router(people)
                if self._people() <= people:
                    return
            except Exception:
                log.exception("no router for the room", room=self._code)
                await asyncio.sleep(RETRY)
