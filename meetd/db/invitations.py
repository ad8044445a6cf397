"""The table of those who are invited to rooms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from meetd.db.invitees import invitations_of
from meetd.db.pool import Database
from meetd.db.rooms import COLUMNS, room_of_row
from meetd.model import RoomId, UserId, Visit


class Invitations:
    """The table of invitations: emails and usernames in small letters."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_room(self, room_id: RoomId) -> list[str]:
        """List who is invited, by their names."""
        rows = await self._database.fetch(
            "SELECT invitee FROM invitations WHERE room_id = $1 ORDER BY invitee", room_id
        )
        return [row["invitee"] for row in rows]

    async def add(self, room_id: RoomId, invitees: Iterable[str]) -> None:
        """Invite them. Nothing happens if the room is gone, or for those who are already."""
        await self._database.execute(
            """INSERT INTO invitations (room_id, invitee)
            SELECT id, invitee FROM rooms, unnest($2::text[]) AS invitee WHERE id = $1
            ON CONFLICT DO NOTHING""",
            room_id,
            list(invitees),
        )

    async def remove(self, room_id: RoomId, invitee: str) -> bool:
        """Invite somebody no longer; False if they were not."""
        removed = await self._database.fetchval(
            "DELETE FROM invitations WHERE room_id = $1 AND invitee = $2 RETURNING true",
            room_id,
            invitee,
        )
        return removed is True

    async def of_person(
        self, user_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Visit]:
        """List others' rooms that somebody is invited to, the newest invitation first, from behind
        a place in that order."""
        at, room_id = before or (None, None)
        rows = await self._database.fetch(
            f"""SELECT {COLUMNS}, at FROM (
                SELECT room_id, max(i.created_at) AS at FROM {invitations_of("$1")} AS i
                GROUP BY room_id
            ) AS invited JOIN rooms ON rooms.id = room_id
            WHERE host_id <> $1 AND NOT $1 = ANY(blocked)
            AND ($2::timestamptz IS NULL OR (at, id) < ($2, $3::uuid))
            ORDER BY at DESC, id DESC LIMIT $4""",
            user_id,
            at,
            room_id,
            limit,
        )
        return [Visit(room_of_row(row), row["at"]) for row in rows]
