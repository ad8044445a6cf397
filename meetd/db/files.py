"""The tables of files: what is announced, its pieces, and what became of it."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from meetd.db.pool import Connection, Database
from meetd.errors import FileQuotaReached, RoomDeleted
from meetd.model import MessageId, RoomId, UserId

ROOM_BYTES = 1024**3
"""Bytes of all files in one room, with its breakout rooms."""
HOST_BYTES = 20 * 1024**3
"""Bytes of all files in the rooms of one host, who may have many guests send them."""
DAY_FILES, ROOM_FILES = 5_000, 20_000
"""Files of one person in a day, and in one room, however small they are."""
DAY_BYTES = 256 * 1024**2
"""Bytes that one person keeps of what they sent in a day, in all rooms together."""
UNSENT = "1 hour"
"""Time until a file that no message has is forgotten."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file, without its bytes."""

    id: UUID
    room_id: RoomId
    user_id: UserId
    message_id: MessageId | None
    name: str
    media_type: str
    size: int
    complete: bool
    secret: bytes


class Files:
    """The tables of files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def announce(
        self, room_id: RoomId, user_id: UserId, name: str, size: int
    ) -> tuple[UUID, bytes]:
        """Keep room for a file: its id, and the secret of who sends it. Raises FileQuotaReached,
        RoomDeleted."""
        file_id, secret = uuid.uuid4(), secrets.token_bytes(32)
        try:
            async with self._database.transaction() as connection:
                await take_turns(connection, room_id, user_id)
                if not await fits(connection, room_id, user_id, size):
                    raise FileQuotaReached
                await connection.execute(
                    """INSERT INTO files (id, room_id, user_id, name, size, secret)
                    VALUES ($1, $2, $3, $4, $5, $6)""",
                    file_id,
                    room_id,
                    user_id,
                    name,
                    size,
                    secret,
                )
        except asyncpg.ForeignKeyViolationError:
            raise RoomDeleted from None
        return file_id, secret

    async def find(self, file_id: UUID) -> StoredFile | None:
        """The file of that id."""
        row = await self._database.fetchrow(
            """SELECT id, room_id, user_id, message_id, name, media_type, size, complete, secret
            FROM files WHERE id = $1""",
            file_id,
        )
        return row and StoredFile(**dict(row))

    async def begin(self, file_id: UUID) -> bool:
        """Its bytes come, once: False where they are on their way, or here, or it is gone."""
        return bool(
            await self._database.fetchval(
                """UPDATE files SET secret = secret || '\\x00'::bytea
                WHERE id = $1 AND length(secret) = 32 RETURNING true""",
                file_id,
            )
        )

    async def add_piece(self, file_id: UUID, number: int, data: bytes) -> bool:
        """Store the next bytes: False where the file is gone."""
        try:
            await self._database.execute(
                "INSERT INTO file_pieces (file_id, number, data) VALUES ($1, $2, $3)",
                file_id,
                number,
                data,
            )
        except asyncpg.ForeignKeyViolationError:
            return False
        return True

    async def complete(self, file_id: UUID, media_type: str) -> None:
        """All of it is here, and it is of that kind."""
        await self._database.execute(
            "UPDATE files SET complete = true, media_type = $2 WHERE id = $1", file_id, media_type
        )

    async def piece(self, file_id: UUID, number: int) -> bytes | None:
        """A piece of it."""
        data: bytes | None = await self._database.fetchval(
            "SELECT data FROM file_pieces WHERE file_id = $1 AND number = $2", file_id, number
        )
        return data

    async def drop(self, file_id: UUID) -> None:
        """Forget a file that no message has."""
        await self._database.execute(
            "DELETE FROM files WHERE id = $1 AND message_id IS NULL", file_id
        )

    async def purge(self) -> None:
        """Forget what was announced and never came, or was never said."""
        await self._database.execute(
            f"""DELETE FROM files WHERE message_id IS NULL
            AND created_at < now() - interval '{UNSENT}'"""
        )


async def take_turns(connection: Connection, room_id: RoomId, user_id: UserId) -> None:
    """Nobody else adds to the files of the room and of those that belong together with it, nor this
    person to theirs, until the transaction ends."""
    await connection.execute(
        """SELECT pg_advisory_xact_lock(hashtextextended(key::text, 1)) FROM unnest(ARRAY[
            coalesce((SELECT parent_id FROM rooms WHERE id = $1), $1), $2::uuid
        ]) key ORDER BY key::text""",
        room_id,
        user_id,
    )


async def fits(connection: Connection, room_id: RoomId, user_id: UserId, size: int) -> bool:
    """Return whether so many bytes more are within the limit of the room and its breakout rooms,
    and the person's."""
    found: bool = await connection.fetchval(
        f"""WITH main AS (SELECT coalesce(parent_id, id) AS id FROM rooms WHERE id = $1),
        together AS (
            SELECT id FROM main UNION ALL
            SELECT rooms.id FROM rooms JOIN main ON rooms.parent_id = main.id
        )
        SELECT (SELECT $3 <= {ROOM_BYTES} - coalesce(sum(size + thumbnail_size), 0)
                AND count(*) < {ROOM_FILES}
            FROM files WHERE room_id IN (SELECT id FROM together))
        AND (SELECT $3 <= {DAY_BYTES} - coalesce(sum(size + thumbnail_size), 0)
                AND count(*) < {DAY_FILES}
            FROM files WHERE user_id = $2 AND created_at > now() - interval '1 day')
        AND (SELECT $3 <= {HOST_BYTES} - coalesce(sum(size + thumbnail_size), 0)
            FROM files WHERE room_id IN (SELECT id FROM rooms WHERE host_id =
                (SELECT host_id FROM rooms WHERE id = $1)))""",
        room_id,
        user_id,
        size,
    )
    return found
