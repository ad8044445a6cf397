"""What becomes of messages that are stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from meetd.db.leases import Fenced, fence
from meetd.db.message_rows import message, select, visible
from meetd.db.pool import Connection, ending_with_its_writer
from meetd.errors import MessageNotFound, NotMessageAuthor, RoomElsewhere
from meetd.model import Message, MessageId, RoomId, UserId

_CHANGE = "nextval(pg_get_serial_sequence('messages', 'id'))"
"""Drawn while others who write in the room wait: who has seen a change has missed none before."""


class MessageChanges(Fenced):
    """The table of messages, and that of reactions to them. All raise MessageNotFound where there
    is none for who asks, or it is deleted; RoomElsewhere."""

    async def edit(
        self, room_id: RoomId, message_id: MessageId, author_id: UserId, content: str
    ) -> tuple[Message, bool]:
        """Give a message another text: the message, and whether that changed it. Raises
        NotMessageAuthor."""
        async with self._writing(room_id) as connection:
            found = await self._find(connection, room_id, message_id, author_id)
            if found.user_id != author_id:
                raise NotMessageAuthor
            if found.deleted:
                raise MessageNotFound
            if found.content == content:
                return found, False
            await connection.execute(
                f"""UPDATE messages SET content = $2, edited_at = now(), change = {_CHANGE}
                WHERE id = $1""",
                message_id,
                content,
            )
            return await self._find(connection, room_id, message_id, author_id), True

    async def delete(
        self, room_id: RoomId, message_id: MessageId, user_id: UserId, *, anybodys: bool
    ) -> tuple[Message, bool]:
        """Leave nothing of a message but that there was one: what is left, and whether there was
        more before. Raises NotMessageAuthor: it is not one's own, and not `anybodys` to delete."""
        async with self._writing(room_id) as connection:
            found = await self._find(connection, room_id, message_id, user_id)
            if found.user_id != user_id and not anybodys:
                raise NotMessageAuthor
            if found.deleted:
                return found, False
            await connection.execute(
                "DELETE FROM message_reactions WHERE message_id = $1", message_id
            )
            await connection.execute("DELETE FROM files WHERE message_id = $1", message_id)
            await connection.execute(
                f"""UPDATE messages SET content = '', deleted_at = now(), edited_at = NULL,
                    reply_to = NULL, file = NULL, change = {_CHANGE} WHERE id = $1""",
                message_id,
            )
            return await self._find(connection, room_id, message_id, user_id), True

    async def react(
        self, room_id: RoomId, message_id: MessageId, user_id: UserId, emoji: str, *, on: bool
    ) -> tuple[Message, bool]:
        """Add somebody's reaction, or take it away: the message, and whether that changed it."""
        async with self._writing(room_id) as connection:
            found = await self._find(connection, room_id, message_id, user_id)
            if found.deleted:
                raise MessageNotFound
            changed = await connection.fetchval(
                """INSERT INTO message_reactions (message_id, emoji, author_id) VALUES ($1, $2, $3)
                ON CONFLICT DO NOTHING RETURNING true"""
                if on
                else """DELETE FROM message_reactions
                WHERE message_id = $1 AND emoji = $2 AND author_id = $3 RETURNING true""",
                message_id,
                emoji,
                user_id,
            )
            if not changed:
                return found, False
            await connection.execute(
                f"UPDATE messages SET change = {_CHANGE} WHERE id = $1", message_id
            )
            return await self._find(connection, room_id, message_id, user_id), True

    @asynccontextmanager
    async def _writing(self, room_id: RoomId) -> AsyncIterator[Connection]:
        """A transaction in which nobody else writes in the room."""
        async with self._database.transaction() as connection:
            await connection.execute(
                f"""SELECT {ending_with_its_writer()},
                pg_advisory_xact_lock(hashtextextended($1, 0))""",
                str(room_id),
            )
            yield connection

    async def _must_own(self, connection: Connection, room_id: RoomId) -> None:
        """Raises RoomElsewhere: another server took the room over."""
        if not await connection.fetchval(f"SELECT {fence('$1', '$2')}", room_id, self._epoch):
            raise RoomElsewhere

    async def _find(
        self, connection: Connection, room_id: RoomId, message_id: MessageId, reader: UserId
    ) -> Message:
        await self._must_own(connection, room_id)
        row = await connection.fetchrow(
            select(
                "messages m",
                "$3",
                f"WHERE m.id = $2 AND m.room_id = $1 AND {visible('m', '$3')}",
            ),
            room_id,
            message_id,
            reader,
        )
        if row is None:
            raise MessageNotFound
        return message(row)
