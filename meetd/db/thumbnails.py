"""The table of thumbnails: small pictures of files, as their senders' browsers made them."""

from __future__ import annotations

from dataclasses import dataclass

from meetd.db.files import StoredFile, fits, take_turns
from meetd.db.pool import Database
from meetd.errors import FileNotFound, FileQuotaReached, ThumbnailTooLate
from meetd.model import Thumbnail


@dataclass(frozen=True, slots=True)
class StoredThumbnail:
    """A thumbnail, as it is sent."""

    media_type: str
    data: bytes


class Thumbnails:
    """The table of thumbnails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, file: StoredFile, size: Thumbnail, stored: StoredThumbnail) -> None:
        """Give a file its thumbnail, once, and before it is in a message. Raises FileNotFound: it
        is gone, or not whole; ThumbnailTooLate, FileQuotaReached."""
        async with self._database.transaction() as connection:
            await take_turns(connection, file.room_id, file.user_id)
            found = await connection.fetchrow(
                """SELECT message_id, thumbnail_size FROM files
                WHERE id = $1 AND complete FOR UPDATE""",
                file.id,
            )
            if found is None:
                raise FileNotFound
            if found["message_id"] is not None or found["thumbnail_size"] > 0:
                raise ThumbnailTooLate
            if not await fits(connection, file.room_id, file.user_id, len(stored.data)):
                raise FileQuotaReached
            await connection.execute(
                """INSERT INTO thumbnails (file_id, media_type, width, height, data)
                VALUES ($1, $2, $3, $4, $5)""",
                file.id,
                stored.media_type,
                size.width,
                size.height,
                stored.data,
            )
            await connection.execute(
                "UPDATE files SET thumbnail_size = $2 WHERE id = $1", file.id, len(stored.data)
            )

    async def find(self, file: StoredFile) -> StoredThumbnail | None:
        """The thumbnail of a file, if it has one."""
        row = await self._database.fetchrow(
            "SELECT media_type, data FROM thumbnails WHERE file_id = $1", file.id
        )
        return None if row is None else StoredThumbnail(row["media_type"], row["data"])
