"""Keeps boards beside what is drawn on them: who drew waits for that, and nobody who sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from meetd.board import BoardChange, KeptBoard
from meetd.errors import RoomDeleted, RoomElsewhere, Unavailable
from meetd.log import get_logger
from meetd.model import RoomId

log = get_logger(__name__)

GATHERING = 0.05
"""Seconds between two times at which a board is kept: so much of it waits, together, to be said to
be there. The first change after a while is kept at once."""
RETRY = 2.0
"""Seconds until what could not be kept is tried again."""
LAST_TRIES = 30
"""Tries, once the meeting is over."""
STOP_LIMIT = 2.0
"""Seconds that boards get to be kept when the server stops."""


class BoardStore(Protocol):
    """Boards of all rooms."""

    def under(self, epoch: int) -> BoardStore:
        """The same, for who owns a room in that epoch: a former owner writes nothing."""

    async def read(self, room_id: RoomId) -> KeptBoard:
        """Read a room's board, which may be empty. Raises Unavailable."""

    async def write(self, room_id: RoomId, change: BoardChange) -> None:
        """Keep a change. Raises RoomDeleted, RoomElsewhere, Unavailable."""


class Changes(Protocol):
    """What a board has to be kept of it."""

    @property
    def over(self) -> asyncio.Event:
        """Set once nothing will come any more: it is kept at once then."""

    def take(self) -> BoardChange | None:
        """Take all that is to be kept; None: nothing."""

    def settle(self, refusal: RoomElsewhere | None = None) -> None:
        """It is kept; or refused, and nobody needs it any more."""

    def put_back(self, change: BoardChange) -> None:
        """It cannot be kept now."""


class BoardKeeper:
    """Keeps each room's changes one after another."""

    def __init__(self, store: BoardStore) -> None:
        self._store = store
        self._writing: dict[RoomId, tuple[Changes, asyncio.Task[None]]] = {}

    async def read(self, room_id: RoomId) -> KeptBoard:
        """Read a board, once all of it is kept. Raises Unavailable."""
        while (writing := self._writing.get(room_id)) is not None:
            await asyncio.wait({writing[1]})
        return await self._store.read(room_id)

    def keep(self, room_id: RoomId, epoch: int | None, changes: Changes) -> None:
        """Keep what changed, soon. `epoch`: of the lease by which the room is this server's."""
        known, before = self._writing.get(room_id, (None, None))
        if known is not changes:
            store = self._store if epoch is None else self._store.under(epoch)
            work = self._keep(room_id, store, changes, before)
            self._writing[room_id] = changes, asyncio.create_task(work)

    async def stop(self) -> None:
        """Keep what is not kept yet, as far as that is quick."""
        tasks = {task for _, task in self._writing.values()}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_LIMIT)
            for task in late:
                task.cancel()

    async def _keep(
        self,
        room_id: RoomId,
        store: BoardStore,
        changes: Changes,
        before: asyncio.Task[None] | None,
    ) -> None:
        try:
            if before is not None:
                await asyncio.wait({before})
            await _keep_all(room_id, store, changes)
        except Exception:
            log.exception("what was drawn on a board is lost", room=str(room_id))
        finally:
            # At once: what is drawn after the last look begins another one.
            if self._writing[room_id][0] is changes:
                del self._writing[room_id]


@asynccontextmanager
async def keeping_boards(store: BoardStore) -> AsyncIterator[BoardKeeper]:
    """Keep them while inside, and afterwards what is not kept yet."""
    keeper = BoardKeeper(store)
    try:
        yield keeper
    finally:
        await keeper.stop()


async def _keep_all(room_id: RoomId, store: BoardStore, changes: Changes) -> None:
    tries = 0
    while (change := changes.take()) is not None:
        try:
            await store.write(room_id, change)
        except RoomElsewhere as refusal:
            # Who has the room by now has its board.
            changes.settle(refusal)
            return
        except RoomDeleted:
            changes.settle()
            return
        except Unavailable:
            changes.put_back(change)
            tries += changes.over.is_set()
            if tries > LAST_TRIES:
                log.warning("what was drawn on a board is lost", room=str(room_id))
                return
            await asyncio.sleep(RETRY)
        else:
            changes.settle()
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHERING):
                    await changes.over.wait()
