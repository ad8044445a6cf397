"""Keeps a room's media on a router: the first, and another each time that one is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from meetd.log import get_logger
from meetd.rooms.ports import RoomMedia

log = get_logger(__name__)

RETRY = 1.0
"""Seconds between two tries to get a router."""


class MediaLink:
    """Looks for a router until the room has one: a room that has people needs it."""

    def __init__(self, media: RoomMedia, code: str, found: Callable[[bool], None]) -> None:
        """`found` is called with each router, and with whether another was there before it."""
        self._media = media
        self._code = code
        self._found = found
        self._again = False
        self._search: asyncio.Task[None] | None = None
        self._closed = False

    def seek(self) -> None:
        """Look for a router, if that is not under way."""
        if self._search is None and not self._closed:
            self._search = asyncio.create_task(self._seek())

    async def wait(self, seconds: float) -> None:
        """Look for a router where there was none yet, and wait for it, but no longer than that."""
        if not self._again:
            self.seek()
        if self._search is not None:
            await asyncio.wait({self._search}, timeout=seconds)

    def close(self) -> None:
        """Look for none any more."""
        self._closed = True
        if self._search is not None:
            self._search.cancel()

    async def _seek(self) -> None:
        try:
            await self._until_found()
        finally:
            self._search = None
        if self._closed:
            return
        again, self._again = self._again, True
        self._found(again)

    async def _until_found(self) -> None:
        while True:
            try:
                return await self._media.find_router()
            except Exception:
                log.exception("no router for the room", room=self._code)
            await asyncio.sleep(RETRY)
