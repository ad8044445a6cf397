"""The table of plans of breakout rooms, and those rooms."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from meetd.db.leases import Fenced, fence
from meetd.db.pool import Connection, ending_with_its_writer
from meetd.db.rooms import MOST_BLOCKED, new_code
from meetd.errors import RoomElsewhere
from meetd.model import Room, RoomId, StoredPlan, UserId


class Breakouts(Fenced):
    """The table of plans, by the rooms whose plans they are."""

    async def plan(self, room_id: RoomId) -> StoredPlan | None:
        """Find a room's plan, and whom it concerns."""
        row = await self._database.fetchrow(
            """SELECT b.plan, b.expelled, array_append(r.cohosts, r.host_id) AS leaders
            FROM breakouts b JOIN rooms r ON r.id = b.room_id WHERE b.room_id = $1""",
            room_id,
        )
        if row is None:
            return None
        expelled, leaders = frozenset(row["expelled"]), frozenset(row["leaders"])
        return StoredPlan(json.loads(row["plan"]), expelled, leaders)

    async def names_of(self, user_ids: Sequence[UserId]) -> dict[UserId, frozenset[str]]:
        """Find the emails and the usernames of accounts, in small letters."""
        rows = await self._database.fetch(
            """SELECT id, lower(email) AS email, lower(username) AS username
            FROM users WHERE id = ANY($1::uuid[])""",
            list(user_ids),
        )
        return {UserId(row["id"]): frozenset((row["email"], row["username"])) for row in rows}

    async def usernames(self, names: Sequence[str]) -> frozenset[str]:
        """Find which of these names, in small letters, are accounts'."""
        rows = await self._database.fetch(
            """SELECT lower(username) AS name FROM users
            WHERE lower(username) = ANY($1::text[])""",
            list(names),
        )
        return frozenset(row["name"] for row in rows)

    async def set_plan(self, room_id: RoomId, plan: Mapping[str, Any]) -> None:
        """Store a plan, in place of another. Raises RoomElsewhere."""
        async with self._writing(room_id) as connection:
            await _store(connection, room_id, plan)

    async def expel(self, room_id: RoomId, user_id: UserId, *, block: bool) -> None:
        """Somebody was put out, wherever they were, of the room for good where they are blocked:
        any server may say so."""
        await self._database.execute(
            """WITH kept_out AS (UPDATE rooms SET
                blocked = (array_remove(blocked, $2) || $2)[cardinality(blocked) + 2 - $4::int:]
                WHERE id = $1 AND $3)
            UPDATE breakouts SET expelled = array_append(array_remove(expelled, $2), $2)
            WHERE room_id = $1""",
            room_id,
            user_id,
            block,
            MOST_BLOCKED,
        )

    async def open(
        self, parent: Room, names: Sequence[str], expelled: Iterable[UserId]
    ) -> list[tuple[RoomId, str]]:
        """Make rooms of these names beside a room, in place of older ones, with its host, its
        cohosts and its rules; return their ids and codes. `expelled`: who was put out of it.
        Raises RoomElsewhere."""
        made = [(RoomId(uuid.uuid4()), new_code()) for _ in names]
        async with self._writing(parent.id) as connection:
            await connection.execute("DELETE FROM rooms WHERE parent_id = $1", parent.id)
            await connection.execute(
                """INSERT INTO rooms
                    (id, slug, name, host_id, cohosts, blocked, settings, parent_id)
                SELECT one.id, one.code, one.name, p.host_id, p.cohosts, p.blocked, p.settings
                    || '{"access": "open", "locked": false, "wait_for_host": false}', p.id
                FROM rooms p, unnest($2::uuid[], $3::text[], $4::text[]) AS one (id, code, name)
                WHERE p.id = $1""",
                parent.id,
                [room_id for room_id, _ in made],
                [code for _, code in made],
                list(names),
            )
            await connection.execute(
                "UPDATE breakouts SET expelled = $2 WHERE room_id = $1", parent.id, list(expelled)
            )
        return made

    async def close(self, room_id: RoomId, plan: Mapping[str, Any]) -> None:
        """Delete the rooms beside a room, with all that was said there. Raises RoomElsewhere."""
        async with self._writing(room_id) as connection:
            await connection.execute("DELETE FROM rooms WHERE parent_id = $1", room_id)
            await _store(connection, room_id, plan)

    @asynccontextmanager
    async def _writing(self, room_id: RoomId) -> AsyncIterator[Connection]:
        async with self._database.transaction() as connection:
            await connection.execute(f"SELECT {ending_with_its_writer()}")
            if not await connection.fetchval(f"SELECT {fence('$1', '$2')}", room_id, self._epoch):
                raise RoomElsewhere
            yield connection


async def _store(connection: Connection, room_id: RoomId, plan: Mapping[str, Any]) -> None:
    await connection.execute(
        """INSERT INTO breakouts (room_id, plan) SELECT id, $2::jsonb FROM rooms WHERE id = $1
        ON CONFLICT (room_id) DO UPDATE SET plan = $2::jsonb""",
        room_id,
        json.dumps(plan),
    )
