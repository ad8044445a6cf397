"""The table of all who were ever inside a room."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from meetd.db.leases import Fenced, fence
from meetd.model import RoomId, UserId


class Attendance(Fenced):
    """The table of who was inside."""

    async def add(self, room_id: RoomId, user_id: UserId) -> None:
        """Somebody came in. Nothing happens if one of both is gone."""
        try:
            await self._database.execute(
                f"""INSERT INTO attendance (room_id, user_id, last_at)
                SELECT $1, $2, now() WHERE {fence("$1", "$3")}
                ON CONFLICT (room_id, user_id) DO UPDATE SET last_at = now()""",
                room_id,
                user_id,
                self._epoch,
            )
        except asyncpg.ForeignKeyViolationError:
            return

    async def first_at(self, room_id: RoomId, user_id: UserId) -> datetime | None:
        """Find when somebody came in first."""
        found: datetime | None = await self._database.fetchval(
            "SELECT first_at FROM attendance WHERE room_id = $1 AND user_id = $2", room_id, user_id
        )
        return found

    async def has(self, room_id: RoomId, user_id: UserId) -> bool:
        """Return whether somebody was inside."""
        was: bool = await self._database.fetchval(
            "SELECT EXISTS (SELECT FROM attendance WHERE room_id = $1 AND user_id = $2)",
            room_id,
            user_id,
        )
        return was
