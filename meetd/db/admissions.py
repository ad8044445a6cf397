"""The table of those who were let into a meeting that is under way."""

from __future__ import annotations

from collections.abc import Iterable

from meetd.db.invitees import invitations_of
from meetd.db.leases import Fenced, fence
from meetd.model import RoomId, UserId

LIFE = "12 hours"
"""How long somebody stays admitted whose meeting nobody saw ending."""


class Admissions(Fenced):
    """The tables of admissions and invitations."""

    async def of(self, room_id: RoomId) -> set[UserId]:
        """Find all who were let in."""
        rows = await self._database.fetch(
            f"""SELECT person_id FROM admissions
            WHERE room_id = $1 AND admitted_at > now() - interval '{LIFE}'""",
            room_id,
        )
        return {UserId(row["person_id"]) for row in rows}

    async def has(self, room_id: RoomId, user_id: UserId) -> bool:
        """Return whether somebody was let in, by whichever server."""
        found: bool | None = await self._database.fetchval(
            f"""SELECT true FROM admissions WHERE room_id = $1 AND person_id = $2
            AND admitted_at > now() - interval '{LIFE}'""",
            room_id,
            user_id,
        )
        return found is True

    async def add(self, room_id: RoomId, people: Iterable[UserId]) -> None:
        """They are let in."""
        await self._database.execute(
            f"""INSERT INTO admissions (room_id, person_id)
            SELECT $1, person FROM unnest($2::uuid[]) AS person WHERE {fence("$1", "$3")}
            ON CONFLICT (room_id, person_id) DO UPDATE SET admitted_at = now()""",
            room_id,
            list(people),
            self._epoch,
        )

    async def remove(self, room_id: RoomId, user_id: UserId) -> None:
        """Somebody was put out."""
        await self._database.execute(
            f"""DELETE FROM admissions
            WHERE room_id = $1 AND person_id = $2 AND {fence("$1", "$3")}""",
            room_id,
            user_id,
            self._epoch,
        )

    async def clear(self, room_id: RoomId) -> None:
        """The meeting is over: who comes to the next one asks again."""
        await self._database.execute(
            f"DELETE FROM admissions WHERE room_id = $1 AND {fence('$1', '$2')}",
            room_id,
            self._epoch,
        )

    async def is_invited(self, room_id: RoomId, user_id: UserId) -> bool:
        """Return whether an account is invited, by its email or its username."""
        found: bool = await self._database.fetchval(
            f"SELECT EXISTS (SELECT FROM {invitations_of('$2')} AS i WHERE i.room_id = $1)",
            room_id,
            user_id,
        )
        return found
