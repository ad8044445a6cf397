"""The tables of boards: what is kept is read as it was, by who has the room alone."""

from __future__ import annotations

from uuid import uuid4

import pytest

from meetd.board import BoardChange, KeptStroke
from meetd.db.boards import Boards
from meetd.db.pool import Database
from meetd.db.rooms import Rooms
from meetd.db.users import Users
from meetd.errors import RoomDeleted, RoomElsewhere
from meetd.model import UserId

ADA = UserId(uuid4())


def stroke(place: int, points: bytes = b"\x01\x00\xff\xff") -> KeptStroke:
    return KeptStroke(place, f"s{place}", ADA, "pen", points, "👍" if place == 2 else "")


async def host(db: Database) -> UserId:
    return (await Users(db).add("anna@example.org", "anna", "hash")).id


async def test_what_is_kept_is_read_as_it_was(db: Database) -> None:
    boards, rooms = Boards(db), Rooms(db)
    room = await rooms.add(await host(db), "Room")
    assert (await boards.read(room.id)).strokes == []
    await boards.write(room.id, BoardChange(ADA, False, [], [stroke(3), stroke(2)]))
    await boards.write(room.id, BoardChange(None, False, [3], [stroke(5), stroke(2, b"\0" * 8)]))
    board = await boards.read(room.id)
    assert (board.opener_id, board.strokes) == (None, [stroke(2, b"\0" * 8), stroke(5)])
    await boards.write(room.id, BoardChange(ADA, True, [], [stroke(7)]))
    assert (await boards.read(room.id)).strokes == [stroke(7)]
    await rooms.delete(room.id)
    assert await db.fetchval("SELECT count(*) FROM board_strokes WHERE room_id = $1", room.id) == 0
    with pytest.raises(RoomDeleted):
        await boards.write(room.id, BoardChange(ADA, False, [], [stroke(1)]))


async def test_who_has_the_room_no_more_writes_nothing(db: Database) -> None:
    boards, rooms = Boards(db), Rooms(db)
    room = await rooms.add(await host(db), "Room")
    with pytest.raises(RoomElsewhere):
        await boards.under(7).write(room.id, BoardChange(ADA, False, [], [stroke(1)]))
    assert (await boards.read(room.id)).opener_id is None
