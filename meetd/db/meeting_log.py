"""The table of what happened in meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import asyncpg

from meetd.db.pool import Database
from meetd.model import LogLine, RoomId, UserId

_COLUMNS = "id, at, action, user_id, name, guest, by_name, role"


class Entry(Protocol):
    """What is stored of something that happened."""

    @property
    def room_id(self) -> RoomId: ...
    @property
    def at(self) -> datetime: ...
    @property
    def action(self) -> str: ...
    @property
    def user_id(self) -> UserId | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def guest(self) -> bool: ...
    @property
    def by_name(self) -> str | None: ...
    @property
    def role(self) -> str | None: ...


class MeetingLogs:
    """The table of the logs of all meetings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, entries: Sequence[Entry]) -> None:
        """Store entries in their order, but those of rooms that are gone."""
        rows = [
            (e.room_id, e.at, str(e.action), e.user_id, e.name, e.guest, e.by_name, e.role)
            for e in entries
        ]
        await self._database.execute(
            """INSERT INTO meeting_log (room_id, at, action, user_id, name, guest, by_name, role)
            SELECT e.room_id, e.at, e.action, e.user_id, e.name, e.guest, e.by_name, e.role
            FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::uuid[], $5::text[],
                $6::boolean[], $7::text[], $8::text[]) WITH ORDINALITY
                AS e (room_id, at, action, user_id, name, guest, by_name, role, place)
            JOIN rooms ON rooms.id = e.room_id ORDER BY e.place""",
            *(list(column) for column in zip(*rows, strict=True)),
        )

    async def page(self, room_id: RoomId, before: int | None, limit: int) -> list[LogLine]:
        """The newest lines of a room, or those before one; the newest first."""
        rows = await self._database.fetch(
            f"""SELECT {_COLUMNS} FROM meeting_log
            WHERE room_id = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3""",
            room_id,
            before,
            limit,
        )
        return [_line(row) for row in rows]

    async def following(self, room_id: RoomId, after: int, limit: int) -> list[LogLine]:
        """The first lines of a room after one, in their order."""
        rows = await self._database.fetch(
            f"""SELECT {_COLUMNS} FROM meeting_log
            WHERE room_id = $1 AND id > $2 ORDER BY id LIMIT $3""",
            room_id,
            after,
            limit,
        )
        return [_line(row) for row in rows]

    async def before_newest(self, room_id: RoomId, count: int) -> int:
        """Find the line before a room's newest so many; 0: it has no more than those."""
        found: int | None = await self._database.fetchval(
            "SELECT id FROM meeting_log WHERE room_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1",
            room_id,
            count,
        )
        return found or 0


def _line(row: asyncpg.Record) -> LogLine:
    return LogLine(*row)
