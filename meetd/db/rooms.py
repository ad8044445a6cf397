"""Rooms, and the codes that they are found by.

Longer than other files: it is one table, all of whose writers are fenced in one way."""

from __future__ import annotations

import json
import re
import secrets
import string
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from types import MappingProxyType
from typing import Any

import asyncpg

from meetd.db.invitees import invitations_of
from meetd.db.leases import Fenced, fence
from meetd.errors import ExternalIdTaken, NeedsAccount, RoomElsewhere, RoomQuotaReached
from meetd.model import BlockedPerson, Room, RoomId, Schedule, UserId, Visit
from meetd.room_settings import restored, stored

NONE: Mapping[str, Any] = MappingProxyType({})
COLUMNS = """id, slug, name, host_id, created_at, updated_at, settings, schedule, next_at, cohosts,
    blocked, parent_id, external_id"""
MOST_BLOCKED = 1000
"""People that a room keeps out; of more, those who were blocked first may come again."""
_CODE_PARTS = (3, 4, 3)
_CODE = re.compile("-".join(f"[a-z]{{{length}}}" for length in _CODE_PARTS))


class Rooms(Fenced):
    """The table of rooms."""

    async def add(
        self,
        host_id: UserId,
        name: str,
        most: int | None = None,
        settings: Mapping[str, Any] = NONE,
        external_id: str | None = None,
    ) -> Room:
        """A new room, with a code that no other has, and those settings that are not as by
        default. Raises RoomQuotaReached where its host has `most` already, give or take those that
        are made in the same moment; ExternalIdTaken: its host has given one that id."""
        while True:
            row = await self._add(host_id, name, most, settings, external_id)
            if row is not None:
                return room_of_row(row)
            if most is not None and await self._count(host_id) >= most:
                raise RoomQuotaReached

    async def _add(
        self,
        host_id: UserId,
        name: str,
        most: int | None,
        settings: Mapping[str, Any],
        external_id: str | None,
    ) -> asyncpg.Record | None:
        try:
            return await self._database.fetchrow(
                f"""INSERT INTO rooms
                (id, slug, name, host_id, settings, external_owner, external_id)
                SELECT $1, $2, $3, $4, $6::jsonb,
                    CASE WHEN $7::text IS NOT NULL THEN $4::uuid END, $7
                WHERE $5::int IS NULL OR $5 > (SELECT count(*) FROM
                (SELECT FROM rooms WHERE host_id = $4 AND parent_id IS NULL LIMIT $5) AS own)
                ON CONFLICT (slug) DO NOTHING RETURNING {COLUMNS}""",
                uuid.uuid4(),
                new_code(),
                name,
                host_id,
                most,
                json.dumps(stored(settings)),
                external_id,
            )
        except asyncpg.UniqueViolationError:
            raise ExternalIdTaken from None

    async def by_external_id(self, owner_id: UserId, external_id: str) -> Room | None:
        """The room that somebody gave that id."""
        row = await self._database.fetchrow(
            f"SELECT {COLUMNS} FROM rooms WHERE external_owner = $1 AND external_id = $2",
            owner_id,
            external_id,
        )
        return row and room_of_row(row)

    async def by_code(self, code: str) -> Room | None:
        """The room of that code; no other text is looked for."""
        if not _CODE.fullmatch(code):
            return None
        row = await self._database.fetchrow(f"SELECT {COLUMNS} FROM rooms WHERE slug = $1", code)
        return row and room_of_row(row)

    async def names(self, codes: Sequence[str]) -> dict[str, str]:
        """The names of rooms, by their codes."""
        rows = await self._database.fetch(
            "SELECT slug, name FROM rooms WHERE slug = ANY($1::text[])", list(codes)
        )
        return {row["slug"]: row["name"] for row in rows}

    async def of_host(
        self, host_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Room]:
        """Somebody's rooms, newest first, from behind a place in that order."""
        created_at, room_id = before or (None, None)
        rows = await self._database.fetch(
            f"""SELECT {COLUMNS} FROM rooms WHERE host_id = $1 AND parent_id IS NULL
            AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
            ORDER BY created_at DESC, id DESC LIMIT $4""",
            host_id,
            created_at,
            room_id,
            limit,
        )
        return [room_of_row(row) for row in rows]

    async def visited(
        self, user_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Visit]:
        """Others' rooms that somebody was in, the last one first, from behind a place in that
        order."""
        at, room_id = before or (None, None)
        rows = await self._database.fetch(
            f"""SELECT {COLUMNS}, at FROM
            (SELECT room_id, coalesce(last_at, first_at) AS at FROM attendance WHERE user_id = $1)
            AS visits JOIN rooms ON rooms.id = room_id
            WHERE host_id <> $1 AND parent_id IS NULL
            AND ($2::timestamptz IS NULL OR (at, id) < ($2, $3::uuid))
            ORDER BY at DESC, id DESC LIMIT $4""",
            user_id,
            at,
            room_id,
            limit,
        )
        return [Visit(room_of_row(row), row["at"]) for row in rows]

    async def coming(self, user_id: UserId, limit: int) -> list[Room]:
        """Rooms of somebody's own, or that they are invited to, that have a time which was not over
        when it was looked at; the next one first."""
        rows = await self._database.fetch(
            f"""SELECT {COLUMNS} FROM rooms WHERE next_at IS NOT NULL AND (host_id = $1
                OR NOT $1 = ANY(blocked)
                AND id IN (SELECT room_id FROM {invitations_of("$1")} AS i))
            ORDER BY next_at, id LIMIT $2""",
            user_id,
            limit,
        )
        return [room_of_row(row) for row in rows]

    async def advance(self, room: Room, next_at: datetime | None) -> None:
        """Note when it begins next, unless its schedule changed meanwhile: whoever looks may."""
        await self._database.execute(
            "UPDATE rooms SET next_at = $2 WHERE id = $1 AND next_at = $3",
            room.id,
            next_at,
            room.next_at,
        )

    async def set_schedule(
        self, room_id: RoomId, schedule: Schedule | None, next_at: datetime | None
    ) -> Room | None:
        """Say when it is; None if it is gone. Raises RoomElsewhere."""
        row = await self._database.fetchrow(
            f"""UPDATE rooms SET schedule = $2::jsonb, next_at = $3, updated_at = now()
            WHERE id = $1 AND {fence("$1", "$4")} RETURNING {COLUMNS}""",
            room_id,
            None if schedule is None else json.dumps(_saved(schedule)),
            next_at,
            self._epoch,
        )
        if row is None:
            await self._must_be_gone(room_id)
        return row and room_of_row(row)

    async def _count(self, host_id: UserId) -> int:
        count: int = await self._database.fetchval(
            "SELECT count(*) FROM rooms WHERE host_id = $1 AND parent_id IS NULL", host_id
        )
        return count

    async def change(
        self, room_id: RoomId, name: str | None = None, settings: Mapping[str, Any] = NONE
    ) -> Room | None:
        """Give it another name, or some other settings; None if it is gone. Raises
        RoomElsewhere."""
        row = await self._database.fetchrow(
            f"""UPDATE rooms SET name = coalesce($2, name), settings = settings || $4::jsonb,
            updated_at = now() WHERE id = $1 AND {fence("$1", "$3")} RETURNING {COLUMNS}""",
            room_id,
            name,
            self._epoch,
            json.dumps(stored(settings)),
        )
        if row is None:
            await self._must_be_gone(room_id)
        return row and room_of_row(row)

    async def set_leaders(
        self, room_id: RoomId, host_id: UserId, cohosts: list[UserId]
    ) -> Room | None:
        """Give it that host, and those cohosts; None if it is gone. Raises NeedsAccount: the host
        has none; RoomElsewhere."""
        try:
            row = await self._database.fetchrow(
                f"""UPDATE rooms SET host_id = $2, cohosts = $3, updated_at = now()
                WHERE id = $1 AND {fence("$1", "$4")} RETURNING {COLUMNS}""",
                room_id,
                host_id,
                cohosts,
                self._epoch,
            )
        except asyncpg.ForeignKeyViolationError:
            raise NeedsAccount from None
        if row is None:
            await self._must_be_gone(room_id)
        return row and room_of_row(row)

    async def expel(self, room_id: RoomId, user_id: UserId, *, block: bool) -> Room | None:
        """Forget that somebody was inside and what they were there, and block them if they are to
        stay out for good; None if the room is gone. Raises RoomElsewhere."""
        row = await self._database.fetchrow(
            f"""WITH forgotten AS (DELETE FROM attendance
                WHERE room_id = $1 AND user_id = $2 AND {fence("$1", "$4")})
            UPDATE rooms SET cohosts = array_remove(cohosts, $2), blocked = CASE WHEN $3
                THEN (array_remove(blocked, $2) || $2)[cardinality(blocked) + 2 - $5::int:]
                ELSE blocked END
            WHERE id = $1 AND {fence("$1", "$4")} RETURNING {COLUMNS}""",
            room_id,
            user_id,
            block,
            self._epoch,
            MOST_BLOCKED,
        )
        if row is None:
            await self._must_be_gone(room_id)
        return row and room_of_row(row)

    async def blocked(self, room_id: RoomId) -> list[BlockedPerson]:
        """List who is kept out for good, the last one first."""
        rows = await self._database.fetch(
            """SELECT b.id, u.id IS NULL AS guest, COALESCE(u.username, (
                SELECT l.name FROM meeting_log l WHERE l.room_id = r.id AND l.user_id = b.id
                    AND l.name IS NOT NULL ORDER BY l.id DESC LIMIT 1)) AS username
            FROM rooms r, unnest(r.blocked) WITH ORDINALITY AS b (id, place)
            LEFT JOIN users u ON u.id = b.id WHERE r.id = $1 ORDER BY b.place DESC""",
            room_id,
        )
        return [BlockedPerson(UserId(row["id"]), row["username"], row["guest"]) for row in rows]

    async def unblock(self, room_id: RoomId, user_id: UserId) -> Room | None:
        """Keep somebody out no longer; None if the room is gone. Raises RoomElsewhere."""
        row = await self._database.fetchrow(
            f"""WITH beside AS (UPDATE breakouts SET expelled = array_remove(expelled, $2)
                WHERE room_id = $1 AND {fence("$1", "$3")})
            UPDATE rooms SET blocked = array_remove(blocked, $2)
            WHERE id = $1 AND {fence("$1", "$3")} RETURNING {COLUMNS}""",
            room_id,
            user_id,
            self._epoch,
        )
        if row is None:
            await self._must_be_gone(room_id)
        return row and room_of_row(row)

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


def room_of_row(row: asyncpg.Record) -> Room:
    """Make a room of its columns."""
    return Room(
        row["id"],
        row["slug"],
        row["name"],
        row["host_id"],
        row["created_at"],
        row["updated_at"],
        settings=restored(json.loads(row["settings"])),
        schedule=None if row["schedule"] is None else _schedule(json.loads(row["schedule"])),
        next_at=row["next_at"],
        cohosts=frozenset(row["cohosts"]),
        blocked=frozenset(row["blocked"]),
        parent_id=row["parent_id"],
        external_id=row["external_id"],
    )


def _saved(schedule: Schedule) -> dict[str, Any]:
    return asdict(schedule) | {"starts_at": schedule.starts_at.isoformat()}


def _schedule(saved: dict[str, Any]) -> Schedule:
    return Schedule(**saved | {"starts_at": datetime.fromisoformat(saved["starts_at"])})
