"""The table of messages."""

from __future__ import annotations

from uuid import UUID

import asyncpg

from meetd.db.leases import fence
from meetd.db.pool import Database
from meetd.errors import ClientIdTaken, RoomDeleted, RoomElsewhere
from meetd.message_page import PAGE_BYTES
from meetd.model import Message, MessageId, RoomId, UserId

_COLUMNS = "m.id, m.room_id, m.user_id, u.username, m.content, m.created_at, m.client_id"


class Messages:
    """The table of messages."""

    def __init__(self, database: Database, epoch: int | None = None) -> None:
        self._database = database
        self._epoch = epoch

    def under(self, epoch: int) -> Messages:
        """The same, for who owns a room in that epoch: a former owner writes nothing."""
        return Messages(self._database, epoch)

    async def add(
        self, room_id: RoomId, user_id: UserId, client_id: UUID, content: str
    ) -> tuple[Message, bool]:
        """Store a message, once: the stored one, and whether it is new. Raises RoomDeleted,
        ClientIdTaken (it stands for a message of another room), RoomElsewhere.

        Within a room ids grow in the order of commits, so that who has seen one has missed none
        before it: writers of a room take turns."""
        try:
            async with self._database.transaction() as connection:
                # A writer whose network went in the middle must keep no other server waiting.
                await connection.execute(
                    """SELECT set_config('idle_in_transaction_session_timeout', '3s', true),
                    pg_advisory_xact_lock(hashtextextended($1, 0))""",
                    str(room_id),
                )
                new_id = await connection.fetchval(
                    f"""INSERT INTO messages (room_id, user_id, client_id, content)
                    SELECT $1, $2, $3, $4 WHERE {fence("$1", "$5")}
                    ON CONFLICT (user_id, client_id) DO NOTHING RETURNING id""",
                    room_id,
                    user_id,
                    client_id,
                    content,
                    self._epoch,
                )
                row = await connection.fetchrow(
                    f"""SELECT {_COLUMNS} FROM messages m JOIN users u ON u.id = m.user_id
                    WHERE m.user_id = $1 AND m.client_id = $2""",
                    user_id,
                    client_id,
                )
        except asyncpg.ForeignKeyViolationError:
            raise RoomDeleted from None
        if row is None:
            raise RoomElsewhere
        if row["room_id"] != room_id:
            raise ClientIdTaken
        return _message(row), new_id is not None

    async def page(self, room_id: RoomId, before: MessageId | None, limit: int) -> list[Message]:
        """The last messages before one, or of all; oldest first. At most `limit`, and no more than
        fill PAGE_BYTES and one."""
        rows = await self._fetch(
            "m.room_id = $1 AND ($2::bigint IS NULL OR m.id < $2)", "DESC", room_id, before, limit
        )
        return [_message(row) for row in reversed(rows)]

    async def after(self, room_id: RoomId, message_id: MessageId, limit: int) -> list[Message]:
        """The first messages after one; oldest first. At most `limit`, and no more than fill
        PAGE_BYTES and one."""
        rows = await self._fetch(
            "m.room_id = $1 AND m.id > $2::bigint", "ASC", room_id, message_id, limit
        )
        return [_message(row) for row in rows]

    async def _fetch(self, condition: str, order: str, *args: object) -> list[asyncpg.Record]:
        return await self._database.fetch(
            f"""SELECT {_COLUMNS} FROM (
                SELECT m.*, sum(octet_length(m.content)) OVER (
                    ORDER BY m.id {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS nearer
                FROM messages m WHERE {condition} ORDER BY m.id {order} LIMIT $3
            ) m JOIN users u ON u.id = m.user_id
            WHERE coalesce(m.nearer, 0) <= {PAGE_BYTES} ORDER BY m.id {order}""",
            *args,
        )


def _message(row: asyncpg.Record) -> Message:
    return Message(**dict(row.items()))
