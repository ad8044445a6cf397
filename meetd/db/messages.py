"""The table of messages: writing them, and reading them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from meetd.db.leases import fence
from meetd.db.message_changes import MessageChanges
from meetd.db.message_rows import message, select, visible
from meetd.db.pool import Connection
from meetd.errors import ClientIdTaken, FileNotFound, MessageNotFound, RoomDeleted, RoomElsewhere
from meetd.message_page import PAGE_BYTES
from meetd.model import Addressee, Message, MessageId, RoomId, UserId

SEARCHED = 20_000
"""Messages that one search looks at."""


class Messages(MessageChanges):
    """The table of messages. Who reads finds what is for everybody, and what is between them and
    one other; a reader of None what is for everybody."""

    async def add(
        self,
        room_id: RoomId,
        user_id: UserId,
        client_id: UUID,
        content: str,
        *,
        to: Addressee | None = None,
        reply_to: MessageId | None = None,
        guest_name: str | None = None,
        file_id: UUID | None = None,
    ) -> tuple[Message, bool]:
        """Store a message, once: the stored one, and whether it is new. Raises RoomDeleted,
        ClientIdTaken (it stands for a message of another room), RoomElsewhere; MessageNotFound:
        there is none to answer, or it is not for all of those who would read the answer;
        FileNotFound: it is not whole, not the sender's, or in another message.

        Within a room ids grow in the order of commits, so that who has seen one has missed none
        before it: writers of a room take turns."""
        try:
            async with self._writing(room_id) as connection:
                new_id = await connection.fetchval(
                    f"""INSERT INTO messages (room_id, user_id, client_id, content,
                        recipient_id, recipient_name, reply_to, guest_name)
                    SELECT $1, $2, $3, $4, $6, $7, $8, $9
                    WHERE {fence("$1", "$5")} AND {_answerable("$8", "$1", "$2", "$6")}
                    ON CONFLICT (user_id, client_id) DO NOTHING RETURNING id""",
                    room_id,
                    user_id,
                    client_id,
                    content,
                    self._epoch,
                    None if to is None else to.user_id,
                    None if to is None else to.username,
                    reply_to,
                    guest_name,
                )
                if file_id is not None and new_id is not None:
                    await _attach(connection, room_id, user_id, new_id, file_id)
                row = await connection.fetchrow(
                    select("messages m", "$1", "WHERE m.user_id = $1 AND m.client_id = $2"),
                    user_id,
                    client_id,
                )
                if row is None and reply_to is not None:
                    await self._must_own(connection, room_id)
                    raise MessageNotFound
        except asyncpg.ForeignKeyViolationError:
            raise RoomDeleted from None
        if row is None:
            raise RoomElsewhere
        if row["room_id"] != room_id:
            raise ClientIdTaken
        return message(row), new_id is not None

    async def page(
        self,
        room_id: RoomId,
        before: MessageId | None,
        limit: int,
        reader: UserId | None = None,
    ) -> list[Message]:
        """The last messages before one, or of all; oldest first. At most `limit`, and no more than
        fill PAGE_BYTES and one."""
        source = f"""(SELECT m.*, m.id AS place FROM messages m
            WHERE m.room_id = $1 AND ($2::bigint IS NULL OR m.id < $2) AND {visible("m", "$4")}
            ORDER BY m.id DESC LIMIT $3)"""
        rows = await self._fetch(source, "DESC", room_id, before, limit, reader)
        return [message(row) for row in reversed(rows)]

    async def after(
        self, room_id: RoomId, place: int, limit: int, reader: UserId | None = None
    ) -> list[Message]:
        """The first messages that came or were changed after a place, in that order; each once, as
        it is now. At most `limit`, and no more than fill PAGE_BYTES and one."""
        said = f"m.room_id = $1 AND {visible('m', '$4')}"
        source = f"""(
            (SELECT m.*, m.id AS place FROM messages m
            WHERE {said} AND m.id > $2::bigint AND m.change IS NULL ORDER BY m.id LIMIT $3)
            UNION ALL (SELECT m.*, m.change FROM messages m
            WHERE {said} AND m.change > $2::bigint ORDER BY m.change LIMIT $3)
            ORDER BY place LIMIT $3)"""
        rows = await self._fetch(source, "ASC", room_id, place, limit, reader)
        return [message(row) for row in rows]

    async def following(
        self, room_id: RoomId, last: MessageId, limit: int, reader: UserId | None = None
    ) -> list[Message]:
        """The first messages said after one, in that order. At most `limit`, and no more than fill
        PAGE_BYTES and one."""
        source = f"""(SELECT m.*, m.id AS place FROM messages m
            WHERE m.room_id = $1 AND m.id > $2 AND {visible("m", "$4")}
            ORDER BY m.id LIMIT $3)"""
        rows = await self._fetch(source, "ASC", room_id, last, limit, reader)
        return [message(row) for row in rows]

    async def said_before(
        self, moment: datetime, ids: Collection[MessageId]
    ) -> frozenset[MessageId]:
        """Those of these messages that were said before a moment."""
        if not ids:
            return frozenset()
        rows = await self._database.fetch(
            "SELECT id FROM messages WHERE id = ANY ($1::bigint[]) AND created_at < $2",
            list(ids),
            moment,
        )
        return frozenset(MessageId(row["id"]) for row in rows)

    async def search(
        self,
        room_id: RoomId,
        words: Sequence[str],
        before: MessageId | None,
        limit: int,
        reader: UserId | None = None,
    ) -> tuple[list[Message], MessageId | None]:
        """The last messages before one, or of all, that have all these words; oldest first. With
        them the last message that was looked at, where there may be more before it. Raises
        TooManyRequests: the reader searches already."""
        looked_at = f"""SELECT m.*, m.id AS place FROM messages m
            WHERE m.room_id = $1 AND ($2::bigint IS NULL OR m.id < $2) AND {visible("m", "$4")}
            ORDER BY m.id DESC LIMIT {SEARCHED}"""
        # In small letters once each, and no further than to the first word that is not there.
        source = f"""(SELECT * FROM ({looked_at}) m WHERE m.deleted_at IS NULL AND (
            SELECT NOT EXISTS (
                SELECT FROM unnest($5::text[]) word WHERE strpos(small, lower(word)) = 0
            ) FROM (SELECT lower(m.content) AS small OFFSET 0) l
            ) ORDER BY m.id DESC LIMIT $3)"""
        async with self._database.searches.turn(reader):
            rows = await self._fetch(source, "DESC", room_id, before, limit, reader, list(words))
            last: MessageId | None = await self._database.fetchval(
                f"""SELECT m.id FROM messages m
                WHERE m.room_id = $1 AND ($2::bigint IS NULL OR m.id < $2) AND {visible("m", "$3")}
                ORDER BY m.id DESC OFFSET {SEARCHED - 1} LIMIT 1""",
                room_id,
                before,
                reader,
            )
        return [message(row) for row in reversed(rows)], last

    async def _fetch(self, source: str, order: str, *args: object) -> list[asyncpg.Record]:
        return await self._database.fetch(_within_page(source, order, "$4"), *args)


def _within_page(source: str, order: str, reader: str) -> str:
    """SQL that reads messages of a source in the order of their places, as many as fill PAGE_BYTES
    and one."""
    nearer = f"""(SELECT m.*, sum(octet_length(m.content)) OVER (
            ORDER BY m.place {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS nearer FROM {source} m) m"""
    return select(
        nearer,
        reader,
        f"WHERE coalesce(m.nearer, 0) <= {PAGE_BYTES} ORDER BY m.place {order}",
    )


def _answerable(answered: str, room: str, author: str, recipient: str) -> str:
    """SQL that is true where there is nothing to answer, or a message that all may read who are to
    read the answer."""
    return f"""({answered}::bigint IS NULL OR EXISTS (
        SELECT FROM messages a WHERE a.id = {answered} AND a.room_id = {room}
        AND a.deleted_at IS NULL AND (a.recipient_id IS NULL
            OR ({author}, {recipient}::uuid)
                IN ((a.user_id, a.recipient_id), (a.recipient_id, a.user_id)))
    ))"""


async def _attach(
    connection: Connection, room_id: RoomId, user_id: UserId, message_id: MessageId, file_id: UUID
) -> None:
    """Put a file into a new message. Raises FileNotFound."""
    attached = await connection.fetchval(
        """WITH one AS (UPDATE files SET message_id = $1 WHERE id = $2 AND room_id = $3
            AND user_id = $4 AND message_id IS NULL AND complete RETURNING json_build_object(
            'id', id, 'name', name, 'type', media_type, 'size', size, 'thumbnail', (
                SELECT json_build_object('width', width, 'height', height)
                FROM thumbnails WHERE file_id = files.id)) AS said)
        UPDATE messages SET file = one.said FROM one WHERE messages.id = $1 RETURNING true""",
        message_id,
        file_id,
        room_id,
        user_id,
    )
    if not attached:
        raise FileNotFound
