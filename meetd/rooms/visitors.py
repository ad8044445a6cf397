"""Remembers who was inside, off their way in."""

from __future__ import annotations

import asyncio
from datetime import datetime

from meetd.errors import RoomElsewhere, Unavailable
from meetd.log import get_logger
from meetd.model import RoomId, UserId
from meetd.rooms.ports import AttendanceStore

log = get_logger(__name__)

RETRY_DELAYS = (1.0, 5.0, 25.0, 125.0)
"""Seconds until a visit that could not be stored is tried again."""
STOP_LIMIT = 2.0
"""Seconds that visits get to be stored when the server stops."""


class Visitors:
    """Those who may read a room's messages beside its host: whoever is or was inside."""

    def __init__(self, attendance: AttendanceStore) -> None:
        self._attendance = attendance
        self._storing: dict[tuple[RoomId, UserId, int | None], asyncio.Task[None]] = {}

    def came(self, room_id: RoomId, user_id: UserId, epoch: int | None = None) -> None:
        """Somebody is inside. `epoch`: of the lease by which the room is this server's."""
        key = room_id, user_id, epoch
        if key not in self._storing:
            self._storing[key] = asyncio.create_task(self._store(*key))

    async def has(self, room_id: RoomId, user_id: UserId) -> bool:
        """Return whether somebody is or was inside."""
        storing = any(key[:2] == (room_id, user_id) for key in self._storing)
        return storing or await self._attendance.has(room_id, user_id)

    async def first_at(self, room_id: RoomId, user_id: UserId) -> datetime | None:
        """Find when somebody came in first; None: they never did, or it is not stored yet."""
        return await self._attendance.first_at(room_id, user_id)

    async def stop(self) -> None:
        """Store what was not stored yet, as far as that is quick."""
        storing = set(self._storing.values())
        if not storing:
            return
        _, late = await asyncio.wait(storing, timeout=STOP_LIMIT)
        for task in late:
            task.cancel()

    async def _store(self, room_id: RoomId, user_id: UserId, epoch: int | None) -> None:
        store = self._attendance if epoch is None else self._attendance.under(epoch)
        try:
            for delay in (*RETRY_DELAYS, None):
                try:
                    return await store.add(room_id, user_id)
                except RoomElsewhere:
                    return None  # Who is still inside comes in there.
                except Unavailable:
                    if delay is None:
                        log.warning("a visit is forgotten", room=str(room_id))
                        return None
                    await asyncio.sleep(delay)
        finally:
            del self._storing[room_id, user_id, epoch]
