"""The tables of rooms' boards, and of what is drawn on them."""

from __future__ import annotations

import asyncpg

from meetd.board import BoardChange, KeptBoard, KeptStroke
from meetd.db.leases import Fenced, fence
from meetd.db.pool import ending_with_its_writer
from meetd.errors import RoomDeleted, RoomElsewhere
from meetd.model import RoomId, UserId


class Boards(Fenced):
    """Both tables."""

    async def read(self, room_id: RoomId) -> KeptBoard:
        """Read a room's board, which may be empty."""
        rows = await self._database.fetch(
            """SELECT b.opener_id, s.place, s.id, s.user_id, s.tool, s.points, s.text
            FROM boards b LEFT JOIN board_strokes s USING (room_id)
            WHERE room_id = $1 ORDER BY s.place""",
            room_id,
        )
        strokes = [_kept(row) for row in rows if row["place"] is not None]
        return KeptBoard(rows[0]["opener_id"] if rows else None, strokes)

    async def write(self, room_id: RoomId, change: BoardChange) -> None:
        """Keep a change. Raises RoomDeleted, RoomElsewhere."""
        async with self._database.transaction() as connection:
            await connection.execute(f"SELECT {ending_with_its_writer()}")
            if not await connection.fetchval(f"SELECT {fence('$1', '$2')}", room_id, self._epoch):
                raise RoomElsewhere
            try:
                await connection.execute(
                    """INSERT INTO boards (room_id, opener_id) VALUES ($1, $2)
                    ON CONFLICT (room_id) DO UPDATE SET opener_id = excluded.opener_id""",
                    room_id,
                    change.opener_id,
                )
            except asyncpg.ForeignKeyViolationError:
                raise RoomDeleted from None
            await connection.execute(
                "DELETE FROM board_strokes WHERE room_id = $1 AND ($2 OR place = ANY($3))",
                room_id,
                change.anew,
                list(change.gone),
            )
            strokes = change.strokes
            await connection.execute(
                """INSERT INTO board_strokes (room_id, place, id, user_id, tool, points, text)
                SELECT $1, * FROM unnest(
                    $2::integer[], $3::text[], $4::uuid[], $5::text[], $6::bytea[], $7::text[])
                ON CONFLICT (room_id, place) DO UPDATE SET points = excluded.points""",
                room_id,
                [stroke.place for stroke in strokes],
                [stroke.id for stroke in strokes],
                [stroke.user_id for stroke in strokes],
                [stroke.tool for stroke in strokes],
                [stroke.points for stroke in strokes],
                [stroke.text for stroke in strokes],
            )


def _kept(row: asyncpg.Record) -> KeptStroke:
    return KeptStroke(
        place=row["place"],
        id=row["id"],
        user_id=UserId(row["user_id"]),
        tool=row["tool"],
        points=row["points"],
        text=row["text"],
    )
