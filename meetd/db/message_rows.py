"""Rows of messages, as one reader may have them."""

from __future__ import annotations

import json
from uuid import UUID

import asyncpg

from meetd.model import (
    Addressee,
    Message,
    MessageId,
    MessageReaction,
    Quote,
    RoomId,
    SharedFile,
    Thumbnail,
    UserId,
)

EXCERPT = 200
"""Characters of a message that one which answers it shows."""


def visible(table: str, reader: str) -> str:
    """SQL that is true of messages that are for everybody, or for that reader too."""
    return f"({table}.recipient_id IS NULL OR {reader} IN ({table}.user_id, {table}.recipient_id))"


def select(source: str, reader: str, order: str = "") -> str:
    """SQL that reads the messages of a source, named `m`, for one reader."""
    return f"""SELECT m.id, m.room_id, m.user_id, m.content, m.created_at, m.client_id,
        coalesce(m.guest_name, u.username) AS username,
        coalesce(m.change, 0) AS change, m.edited_at, m.deleted_at,
        m.recipient_id, m.recipient_name, m.file,
        q.id AS quote_id, q.user_id AS quote_user_id,
        coalesce(q.guest_name, qu.username) AS quote_username,
        left(q.content, {EXCERPT}) AS quote_content,
        (SELECT json_agg(json_build_array(emoji, count, own) ORDER BY first) FROM (
            SELECT emoji, count(*), coalesce(bool_or(author_id = {reader}), false) AS own,
                min(created_at) AS first
            FROM message_reactions WHERE message_id = m.id GROUP BY emoji
        ) r) AS reactions
        FROM {source} LEFT JOIN users u ON u.id = m.user_id
        LEFT JOIN messages q ON q.id = m.reply_to AND q.room_id = m.room_id
        LEFT JOIN users qu ON qu.id = q.user_id {order}"""


def message(row: asyncpg.Record) -> Message:
    """Make a message of what `select` reads."""
    return Message(
        id=MessageId(row["id"]),
        room_id=RoomId(row["room_id"]),
        user_id=UserId(row["user_id"]),
        username=row["username"],
        content=row["content"],
        created_at=row["created_at"],
        client_id=row["client_id"],
        change=row["change"],
        edited=row["edited_at"] is not None,
        deleted=row["deleted_at"] is not None,
        to=_addressee(row),
        reply_to=_quote(row),
        reactions=_reactions(row["reactions"]),
        file=_file(row["file"]),
    )


def _file(found: str | None) -> SharedFile | None:
    if found is None:
        return None
    said = json.loads(found)
    # Those of before have no word of it.
    small = said.get("thumbnail")
    thumbnail = None if small is None else Thumbnail(small["width"], small["height"])
    return SharedFile(UUID(said["id"]), said["name"], said["type"], said["size"], thumbnail)


def _addressee(row: asyncpg.Record) -> Addressee | None:
    if row["recipient_id"] is None:
        return None
    return Addressee(UserId(row["recipient_id"]), row["recipient_name"])


def _quote(row: asyncpg.Record) -> Quote | None:
    if row["quote_id"] is None:
        return None
    return Quote(
        MessageId(row["quote_id"]),
        UserId(row["quote_user_id"]),
        row["quote_username"],
        row["quote_content"],
    )


def _reactions(found: str | None) -> tuple[MessageReaction, ...]:
    return () if found is None else tuple(MessageReaction(*one) for one in json.loads(found))
