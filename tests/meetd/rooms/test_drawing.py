"""Drawings: bounded, told together where many draw, and taken along to another server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from meetd.errors import DrawingFull, InvalidRequest, TooManyRequests
from meetd.rooms.drawing import MAX_STROKE, Drawing, Piece, Tool
from meetd.rooms.drawings import (
    BURST,
    DrawingCleared,
    DrawingsShown,
    Stroked,
    must_be_drawings,
)
from support.drawing_room import ANNA, DrawingRoom, piece
from support.waiting import until

STROKE: dict[str, Any] = {
    "user_id": str(ANNA), "tool": "pen", "points": [1, 1] * 2 * MAX_STROKE, "text": ""
}  # fmt: skip


def drawing(strokes: int = 10, points: int = 10_000) -> Drawing:
    return Drawing(strokes_limit=strokes, points_limit=points)


def test_what_is_said_again_is_drawn_once() -> None:
    one = drawing()
    one.add(piece("one", 1, 1, 2, 2), 0)
    added = one.add(piece("one", 2, 2, 3, 3), 1)
    assert added is not None
    assert added.points == [3, 3]
    assert one.strokes()[0].points.tolist() == [1, 1, 2, 2, 3, 3]
    with pytest.raises(InvalidRequest):
        one.add(piece(), 4)


def test_there_are_not_more_than_so_many_strokes_and_points() -> None:
    strokes = drawing(strokes=2)
    for name in ("a", "b"):
        strokes.add(piece(name), 0)
    with pytest.raises(DrawingFull):
        strokes.add(piece("c"), 0)
    strokes.add(piece("a"), 1)
    points = drawing(points=3)
    points.add(piece("a", 1, 1, 2, 2), 0)
    with pytest.raises(DrawingFull):
        points.add(piece("b", 1, 1, 2, 2), 0)
    assert "b" not in points
    points.undo(ANNA)
    points.add(piece("b", 1, 1, 2, 2), 0)
    points.clear()
    points.add(piece("c", 1, 1, 2, 2, 3, 3), 0)
    words = drawing(points=5)
    words.add(Piece("a", ANNA, Tool.TEXT, [1, 1], "Four"), 0)
    with pytest.raises(DrawingFull):
        words.add(piece("b"), 0)
    words.undo(ANNA)
    words.add(piece("b"), 0)
    long = drawing()
    long.add(piece("a", *[1] * 2 * MAX_STROKE), 0)
    with pytest.raises(InvalidRequest):
        long.add(piece("a"), MAX_STROKE)


async def test_the_first_piece_is_told_at_once_and_those_of_a_moment_together() -> None:
    room = DrawingRoom()
    room.size = 200  # A large room, where a moment is long enough for the test.
    room.draw(room.ben, "a")
    assert [len(event.pieces) for event in room.told if isinstance(event, Stroked)] == [1]
    for name in "bcd":
        room.draw(room.ben, name)
    assert len(room.told) == 1
    await until(lambda: len(room.told) == 2)
    assert isinstance(room.told[1], Stroked)
    assert [one.stroke_id for one in room.told[1].pieces] == ["b", "c", "d"]


async def test_what_was_gathered_is_told_before_what_comes_of_it() -> None:
    room = DrawingRoom()
    room.size = 1000
    for name in "ab":
        room.draw(room.ben, name)
    room.drawings.show(room.ben.id)
    room.draw(room.ben, "c")
    room.drawings.clear(room.anna, room.anna.id)
    kinds = [type(event) for event in room.told]
    assert kinds == [Stroked, Stroked, DrawingsShown, Stroked, DrawingCleared]
    room.draw(room.ben, "d")
    room.drawings.end(room.anna.id)
    assert [type(event) for event in room.told[5:]] == [Stroked, DrawingCleared]
    room.drawings.end(room.anna.id)
    assert len(room.told) == 7


async def test_who_was_here_before_is_told_that_nothing_is_drawn() -> None:
    room = DrawingRoom()
    room.drawings.show(room.ben.id)
    assert room.told == []
    room.drawings.show(room.ben.id, always=True)
    assert room.told == [DrawingsShown([])]


async def test_one_person_has_a_share_and_the_others_theirs() -> None:
    room = DrawingRoom()
    for number in range(int(BURST)):
        room.draw(room.ben, str(number))
    with pytest.raises(TooManyRequests):
        room.draw(room.ben, "more")
    room.draw(room.anna, "hers")
    room.drawings.close()


async def test_all_that_people_present_is_bounded_together() -> None:
    """Who comes in is told of all of it in one message."""
    room = DrawingRoom()
    for number in range(10):
        one = room.person(str(number), screen=True)
        room.people[one.id] = one
        room.drawings.restore(
            [
                *room.drawings.save(),
                {"on": one.id, "allowed": True, "strokes": [STROKE | {"id": "a"}]},
            ]
        )
    with pytest.raises(DrawingFull):
        room.draw(room.ben, "more")
    room.drawings.end(one.id)
    room.draw(room.ben, "more")
    room.drawings.close()


async def test_another_server_goes_on_with_it() -> None:
    room, other = DrawingRoom(), DrawingRoom()
    room.draw(room.ben, "a")
    room.drawings.allow(room.anna, allowed=False)
    saved: Any = json.loads(json.dumps(room.drawings.save()))
    must_be_drawings(saved)
    other.drawings.restore(saved)
    other.drawings.show(other.ben.id)
    (shown,) = other.told
    assert isinstance(shown, DrawingsShown)
    assert [(one.on, one.allowed) for one in shown.drawings] == [(room.anna.id, False)]
    assert [one.id for one in shown.drawings[0].strokes] == ["a"]


@pytest.mark.parametrize(
    "wrong",
    [
        [{}],
        [1],
        [{"on": "x", "allowed": True, "strokes": [{}]}],
        [
            {
                "on": "x",
                "allowed": True,
                "strokes": [
                    {"id": "a", "user_id": str(ANNA), "tool": "pen", "points": [99_999], "text": ""}
                ],
            }
        ],
    ],
)
def test_what_are_no_drawings_is_noticed(wrong: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        must_be_drawings(wrong)
