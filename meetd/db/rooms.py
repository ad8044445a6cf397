"""Rooms, and the codes that they are found by."""

from __future__ import annotations

import re
import secrets
import string
import uuid
from datetime import datetime

import asyncpg

from meetd.db.leases import fence
from meetd.db.pool import Database
from meetd.errors import RoomElsewhere, RoomQuotaReached
from meetd.model import Room, RoomId, UserId

_COLUMNS = "id, slug, name, host_id, created_at, updated_at"
_CODE_PARTS = (3, 4, 3)
_CODE = re.compile("-".join(f"[a-z]{{{length}}}" for length in _CODE_PARTS))


class Rooms:
    """The table of rooms."""

    def __init__(self, database: Database, epoch: int | None = None) -> None:
        self._database = database
        self._epoch = epoch

    def under(self, epoch: int) -> Rooms:
        """The same, for who owns a room in that epoch: a former owner changes nothing."""
        return Rooms(self._database, epoch)

    async def add(self, host_id: UserId, name: str, most: int | None = None) -> Room:
        """A new room, with a code that no other has. Raises RoomQuotaReached where its host has
        `most` already, give or take those that are made in the same moment."""
        while True:
            row = await self._database.fetchrow(
                f"""INSERT INTO rooms (id, slug, name, host_id) SELECT $1, $2, $3, $4
                WHERE $5::int IS NULL OR $5 > (SELECT count(*) FROM
                (SELECT FROM rooms WHERE host_id = $4 LIMIT $5) AS own)
                ON CONFLICT (slug) DO NOTHING RETURNING {_COLUMNS}""",
                uuid.uuid4(),
                new_code(),
                name,
                host_id,
                most,
            )
            if row is not None:
                return _room(row)
            if most is not None and await self._count(host_id) >= most:
                raise RoomQuotaReached

    async def by_code(self, code: str) -> Room | None:
        """The room of that code; no other text is looked for."""
        if not _CODE.fullmatch(code):
            return None
        row = await self._database.fetchrow(f"SELECT {_COLUMNS} FROM rooms WHERE slug = $1", code)
        return row and _room(row)

    async def of_host(
        self, host_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Room]:
        """Somebody's rooms, newest first, from behind a place in that order."""
        created_at, room_id = before or (None, None)
        rows = await self._database.fetch(
            f"""SELECT {_COLUMNS} FROM rooms WHERE host_id = $1
            AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
            ORDER BY created_at DESC, id DESC LIMIT $4""",
            host_id,
            created_at,
            room_id,
            limit,
        )
        return [_room(row) for row in rows]

    async def _count(self, host_id: UserId) -> int:
        count: int = await self._database.fetchval(
            "SELECT count(*) FROM rooms WHERE host_id = $1", host_id
        )
        return count

    async def rename(self, room_id: RoomId, name: str) -> Room | None:
        """Give it another name; None if it is gone. Raises RoomElsewhere."""
        row = await self._database.fetchrow(
            f"""UPDATE rooms SET name = $2, updated_at = now()
            WHERE id = $1 AND {fence("$1", "$3")} RETURNING {_COLUMNS}""",
            room_id,
            name,
            self._epoch,
        )
        if row is None:
            await self._must_be_gone(room_id)
        return row and _room(row)

    async def delete(self, room_id: RoomId) -> None:
        """Delete it, and what was said in it. Raises RoomElsewhere."""
        await self._database.execute(
            f"DELETE FROM rooms WHERE id = $1 AND {fence('$1', '$2')}", room_id, self._epoch
        )
        if self._epoch is not None:
            await self._must_be_gone(room_id)

    async def _must_be_gone(self, room_id: RoomId) -> None:
        if await self._database.fetchval("SELECT true FROM rooms WHERE id = $1", room_id):
            raise RoomElsewhere


def new_code() -> str:
    """Like `abc-defg-hij`: 26**10 of them, too many to guess one."""
    return "-".join(
        "".join(secrets.choice(string.ascii_lowercase) for _ in range(length))
        for length in _CODE_PARTS
    )


def _room(row: asyncpg.Record) -> Room:
    return Room(
        row["id"], row["slug"], row["name"], row["host_id"], row["created_at"], row["updated_at"]
    )
