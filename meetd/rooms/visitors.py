"""Remembers who was inside, off their way in."""

from __future__ import annotations

import asyncio

from meetd.errors import Unavailable
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
        self._storing: dict[tuple[RoomId, UserId], asyncio.Task[None]] = {}

    def came(self, room_id: RoomId, user_id: UserId) -> None:
        """Somebody is inside."""
        key = room_id, user_id
        if key not in self._storing:
            self._storing[key] = asyncio.create_task(self._store(room_id, user_id))

    async def has(self, room_id: RoomId, user_id: UserId) -> bool:
        """Return whether somebody is or was inside."""
        return (room_id, user_id) in self._storing or await self._attendance.has(room_id, user_id)

    async def stop(self) -> None:
        """Store what was not stored yet, as far as that is quick."""
        storing = set(self._storing.values())
        if not storing:
            return
        _, late = await asyncio.wait(storing, timeout=STOP_LIMIT)
        for task in late:
            task.cancel()

    async def _store(self, room_id: RoomId, user_id: UserId) -> None:
        try:
            for delay in (*RETRY_DELAYS, None):
                try:
                    return await self._attendance.add(room_id, user_id)
                except Unavailable:
                    if delay is None:
                        log.warning("a visit is forgotten", room=str(room_id))
                        return None
                    await asyncio.sleep(delay)
        finally:
            del self._storing[room_id, user_id]
