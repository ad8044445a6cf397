"""Join tokens of rooms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import asyncpg

from meetd.db.pool import Database
from meetd.errors import TooManyJoinTokens
from meetd.model import JoinToken, RoomId, UserId

MOST = 5000
"""Join tokens of one room, with those that ran out within `KEPT_DAYS`."""
KEPT_DAYS = 30
_COLUMNS = """id, room_id, name, role, external_id, without, once, bot, created_at, expires_at,
    used_at, revoked_at"""


class JoinTokens:
    """The table of join tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        token_id: UserId,
        room_id: RoomId,
        *,
        name: str,
        role: str,
        external_id: str | None,
        without: Iterable[str],
        once: bool,
        bot: bool,
        expires_at: datetime,
    ) -> JoinToken:
        """A new one; the same where there is one of that id. Raises TooManyJoinTokens."""
        row = await self._database.fetchrow(
            f"""WITH added AS (INSERT INTO join_tokens
                (id, room_id, name, role, external_id, without, once, bot, expires_at)
                SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
                WHERE $10 > (SELECT count(*) FROM
                    (SELECT FROM join_tokens WHERE room_id = $2 AND expires_at > now()
                    LIMIT $10) AS its)
                ON CONFLICT (id) DO NOTHING RETURNING {_COLUMNS})
            SELECT * FROM added
            UNION ALL SELECT {_COLUMNS} FROM join_tokens WHERE id = $1 AND room_id = $2""",
            token_id,
            room_id,
            name,
            role,
            external_id,
            list(without),
            once,
            bot,
            expires_at,
            MOST,
        )
        if row is None:
            raise TooManyJoinTokens
        return _token(row)

    async def use(self, token_id: UserId, room_id: RoomId, *, again: bool) -> JoinToken | None:
        """Note that somebody comes by it, `again` if their browser did before; None: it lets nobody
        in there any more."""
        row = await self._database.fetchrow(
            f"""UPDATE join_tokens SET used_at = coalesce(used_at, now())
            WHERE id = $1 AND room_id = $2 AND revoked_at IS NULL AND expires_at > now()
            AND ($3 OR NOT once OR used_at IS NULL) RETURNING {_COLUMNS}""",
            token_id,
            room_id,
            again,
        )
        return row and _token(row)

    async def holds(self, token_id: UserId) -> bool:
        """Return whether it was not revoked."""
        found: bool | None = await self._database.fetchval(
            "SELECT true FROM join_tokens WHERE id = $1 AND revoked_at IS NULL", token_id
        )
        return found is True

    async def of(
        self, room_id: RoomId, before: tuple[datetime, UUID] | None, limit: int
    ) -> list[JoinToken]:
        """A room's, newest first, from behind a place in that order."""
        created_at, token_id = before or (None, None)
        rows = await self._database.fetch(
            f"""SELECT {_COLUMNS} FROM join_tokens WHERE room_id = $1
            AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
            ORDER BY created_at DESC, id DESC LIMIT $4""",
            room_id,
            created_at,
            token_id,
            limit,
        )
        return [_token(row) for row in rows]

    async def revoke(self, token_id: UserId, room_id: RoomId) -> bool:
        """Let nobody in by it any more; False: there is none."""
        found: bool | None = await self._database.fetchval(
            """UPDATE join_tokens SET revoked_at = coalesce(revoked_at, now())
            WHERE id = $1 AND room_id = $2 RETURNING true""",
            token_id,
            room_id,
        )
        return found is True

    async def purge(self) -> None:
        """Forget those that ran out long ago."""
        await self._database.execute(
            "DELETE FROM join_tokens WHERE expires_at < now() - $1 * interval '1 day'", KEPT_DAYS
        )


def _token(row: asyncpg.Record) -> JoinToken:
    return JoinToken(**dict(row.items()) | {"without": tuple(row["without"])})
