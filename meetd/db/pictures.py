"""The table of people's pictures, and whoever has a picture."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from meetd.db.pool import Database
from meetd.model import UserId


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, as it is sent."""

    media_type: str
    data: bytes

    @property
    def hash(self) -> str:
        """SHA-256 of the data, in hex, by which it is fetched."""
        return hashlib.sha256(self.data).hexdigest()


class Pictures:
    """The table of people's pictures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, user_id: UserId, picture: Picture) -> None:
        """Give somebody this picture, in place of one before."""
        await self._database.execute(
            """INSERT INTO pictures (user_id, hash, media_type, data) VALUES ($1, $2, $3, $4)
            ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash,
            media_type = excluded.media_type, data = excluded.data, created_at = now()""",
            user_id,
            picture.hash,
            picture.media_type,
            picture.data,
        )

    async def remove(self, user_id: UserId) -> None:
        """Take somebody's picture away, if they have one."""
        await self._database.execute("DELETE FROM pictures WHERE user_id = $1", user_id)

    async def of(self, user_id: UserId) -> str | None:
        """The hash of somebody's picture."""
        found: str | None = await self._database.fetchval(
            "SELECT hash FROM pictures WHERE user_id = $1", user_id
        )
        return found

    async def find(self, hash_: str) -> Picture | None:
        """The picture of that hash, whoever has it: an account, or who comes by a join token."""
        row = await self._database.fetchrow(
            """SELECT media_type, data FROM pictures WHERE hash = $1
            UNION ALL SELECT media_type, data FROM join_token_pictures WHERE hash = $1 LIMIT 1""",
            hash_,
        )
        return None if row is None else Picture(row["media_type"], row["data"])
