"""Keeps who was let into one room, beside what happens there: one thing after another, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable

from meetd.errors import MeetError
from meetd.log import get_logger
from meetd.model import RoomId, UserId
from meetd.rooms.ports import AdmissionStore

log = get_logger(__name__)

CLEAR_TRIES, CLEAR_RETRY = 30, 1.0
"""Tries to store that a meeting is over, and seconds between two."""


class AdmissionKeeper:
    """What is to be stored of one room's admissions."""

    def __init__(self, store: AdmissionStore, room_id: Callable[[], RoomId]) -> None:
        self._store = store
        self._room_id = room_id
        self._last: asyncio.Task[None] | None = None

    @property
    def is_settled(self) -> bool:
        """Whether all is stored that is to be."""
        return self._last is None or self._last.done()

    async def settled(self) -> None:
        """Wait until it is."""
        while self._last is not None and not self._last.done():
            await asyncio.wait({self._last})

    def add(self, people: Iterable[UserId]) -> None:
        """These are let in."""
        those = set(people)

        async def add() -> None:
            try:
                await self._store.add(self._room_id(), those)
            except MeetError as error:
                log.warning("admissions are not stored", error=error.code)

        self._then(add)

    def remove(self, user_id: UserId) -> None:
        """Somebody has to ask again."""

        async def remove() -> None:
            try:
                await self._store.remove(self._room_id(), user_id)
            except MeetError as error:
                log.warning("an admission is not taken back", error=error.code)

        self._then(remove)

    def clear(self) -> None:
        """All have to."""

        async def clear() -> None:
            for _ in range(CLEAR_TRIES):
                try:
                    await self._store.clear(self._room_id())
                except MeetError as error:
                    log.warning("admissions are not cleared", error=error.code)
                    await asyncio.sleep(CLEAR_RETRY)
                else:
                    return

        self._then(clear)

    def _then(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        before = self._last

        async def after() -> None:
            if before is not None:
                await asyncio.wait({before})
            await work()

        self._last = asyncio.get_running_loop().create_task(after())
