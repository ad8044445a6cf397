"""Join tokens of rooms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import asyncpg

from meetd.db.pictures import Picture
from meetd.db.pool import Database
from meetd.errors import TooManyJoinTokens, TooManyPictures
from meetd.model import JoinToken, RoomId, UserId

MOST = 5000
"""Join tokens of one room that let somebody in."""
KEPT_DAYS = 30
"""Days behind a token's end for which it is known that it was there."""
MOST_OVER = 20_000
"""Tokens of one room of which that is known: of more, those that were made last."""
PICTURE_BYTES = 32 * 1024**2
"""Bytes of all pictures of one room's tokens."""
PICTURE_DAYS = 1
"""Days behind a token's end for which its picture is kept: who came by it last is a guest no longer
(`meetd.auth.tokens.GUEST_LIFE`)."""
_STORED = """id, room_id, name, role, external_id, without, once, bot, created_at, expires_at,
    used_at, revoked_at"""
_COLUMNS = f"""{_STORED},
    (SELECT hash FROM join_token_pictures WHERE token_id = join_tokens.id) AS picture"""
_PICTURED = """SELECT coalesce(sum(octet_length(data)), 0) FROM join_token_pictures
    JOIN join_tokens ON id = token_id WHERE room_id = $2"""


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
        picture: Picture | None = None,
    ) -> JoinToken:
        """A new one; the same where there is one of that id. Raises TooManyJoinTokens,
        TooManyPictures."""
        size = 0 if picture is None else len(picture.data)
        row = await self._database.fetchrow(
            f"""WITH added AS (INSERT INTO join_tokens
                (id, room_id, name, role, external_id, without, once, bot, expires_at)
                SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
                WHERE $10 > (SELECT count(*) FROM
                    (SELECT FROM join_tokens WHERE room_id = $2 AND expires_at > now()
                    LIMIT $10) AS its)
                AND ($11::text IS NULL OR {PICTURE_BYTES} >= $14 + ({_PICTURED}))
                ON CONFLICT (id) DO NOTHING RETURNING {_STORED}),
            pictured AS (INSERT INTO join_token_pictures (token_id, hash, media_type, data)
                SELECT id, $11, $12, $13 FROM added WHERE $11 IS NOT NULL)
            SELECT *, $11::text AS picture FROM added
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
            picture and picture.hash,
            picture and picture.media_type,
            picture and picture.data,
            size,
        )
        if row is None:
            if picture is not None and await self._pictured(room_id) + size > PICTURE_BYTES:
                raise TooManyPictures
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
        """Let nobody in by it any more, and forget its picture; False: there is none."""
        found: bool | None = await self._database.fetchval(
            """WITH revoked AS (UPDATE join_tokens SET revoked_at = coalesce(revoked_at, now())
                WHERE id = $1 AND room_id = $2 RETURNING id),
            bare AS (DELETE FROM join_token_pictures USING revoked WHERE token_id = id)
            SELECT true FROM revoked""",
            token_id,
            room_id,
        )
        return found is True

    async def purge(self) -> None:
        """Forget those that ran out long ago, and pictures that nobody has any more."""
        await self._database.execute(
            """DELETE FROM join_token_pictures USING join_tokens
            WHERE token_id = id AND expires_at < now() - $1 * interval '1 day'""",
            PICTURE_DAYS,
        )
        await self._database.execute(
            """DELETE FROM join_tokens t USING (
                SELECT id, expires_at, row_number()
                    OVER (PARTITION BY room_id ORDER BY created_at DESC) AS place
                FROM join_tokens WHERE expires_at < now() - $3 * interval '1 day'
            ) its WHERE t.id = its.id
            AND (its.place > $2 OR its.expires_at < now() - $1 * interval '1 day')""",
            KEPT_DAYS,
            MOST_OVER,
            PICTURE_DAYS,
        )

    async def _pictured(self, room_id: RoomId) -> int:
        """Bytes of all pictures of a room's tokens."""
        found: int = await self._database.fetchval(_PICTURED.replace("$2", "$1"), room_id)
        return found


def _token(row: asyncpg.Record) -> JoinToken:
    return JoinToken(**dict(row.items()) | {"without": tuple(row["without"])})
