"""A room's board: who opens and closes it, and that what is drawn on it is kept."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from meetd.board import BoardChange
from meetd.errors import (
    DrawingFull,
    NotPresenter,
    RoomElsewhere,
    TooManyRequests,
    UnknownParticipant,
)
from meetd.rooms import board, board_keeper
from meetd.rooms.board import (
    BOARD,
    MAX_STROKES,
    OPENS,
    BoardClosed,
    BoardOpened,
    must_be_board,
)
from meetd.rooms.drawing import Piece, Tool
from meetd.rooms.drawings import DrawingCleared, DrawingsShown, Stroked
from meetd.rooms.permissions import Role
from support.drawing_room import DrawingRoom
from support.waiting import until


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GATHERING", "RETRY"):
        monkeypatch.setattr(board_keeper, name, 0.01)


async def opened(store: DrawingRoom | None = None) -> DrawingRoom:
    room = DrawingRoom() if store is None else DrawingRoom(store.store)
    await room.board.load()
    room.board.open(room.ben)
    return room


def drawn(room: DrawingRoom) -> list[str]:
    return [stroke.id for stroke in room.board.drawing.strokes()]


async def again(room: DrawingRoom) -> DrawingRoom:
    """The same room after a restart."""
    await room.keeper.stop()
    other = DrawingRoom(room.store)
    await other.board.load()
    return other


async def test_it_is_there_again_as_it_was_left() -> None:
    room = await opened()
    for name in "abc":
        room.draw(room.ben, name, BOARD)
    room.drawings.undo(room.ben, BOARD)
    room.draw(room.anna, "d", BOARD)
    room.draw(room.ben, "a", BOARD, 1)
    other = await again(room)
    assert drawn(other) == ["a", "b", "d"]
    assert other.board.drawing.strokes() == room.board.drawing.strokes()
    # Who comes back after that finds it open, too.
    assert other.of_board == [BoardOpened(room.ben.user_id)]
    other.drawings.show(other.anna.id)
    (shown,) = other.told
    assert isinstance(shown, DrawingsShown)
    assert [(one.on, len(one.strokes)) for one in shown.drawings] == [(BOARD, 3)]


async def test_what_was_kept_is_taken_away_too() -> None:
    room = await opened()
    for name in "abc":
        room.draw(room.ben, name, BOARD)
    await room.keeper.stop()
    room.drawings.undo(room.ben, BOARD)
    third = await again(room)
    assert drawn(third) == ["a", "b"]
    third.anna.role = Role.COHOST
    third.drawings.clear(third.anna, BOARD)
    assert third.told[-1] == DrawingCleared(BOARD)
    fourth = await again(third)
    assert drawn(fourth) == []
    fourth.draw(fourth.ben, "e", BOARD)
    assert drawn(await again(fourth)) == ["e"]


async def test_the_next_meeting_begins_without_it() -> None:
    room = await opened()
    room.draw(room.ben, "a", BOARD)
    room.board.end(goes_on=False)
    other = await again(room)
    assert not other.board.is_open
    assert other.of_board == []
    with pytest.raises(UnknownParticipant):
        other.draw(other.ben, "b", BOARD)
    other.board.open(other.anna)
    assert drawn(other) == ["a"]


async def test_after_a_restart_of_the_server_it_is_open_still() -> None:
    room = await opened()
    room.board.end(goes_on=True)
    assert (await again(room)).board.is_open


async def test_nothing_is_written_while_nobody_draws() -> None:
    room = DrawingRoom()
    await room.board.load()
    room.drawings.show(room.anna.id)
    room.board.end(goes_on=False)
    await room.keeper.stop()
    assert (room.store.writes, room.told) == ([], [])


async def test_what_changes_is_written_and_nothing_else() -> None:
    room = await opened()
    room.draw(room.ben, "a", BOARD)
    await room.keeper.stop()
    room.draw(room.ben, "b", BOARD)
    await room.keeper.stop()
    (before, last) = room.store.writes
    assert [one.id for one in before.strokes] == ["a"]
    assert ([one.id for one in last.strokes], last.gone, last.anew) == (["b"], [], False)


async def test_while_it_cannot_be_kept_it_is_drawn_on_all_the_same() -> None:
    room = await opened()
    room.draw(room.ben, "a", BOARD)
    await room.keeper.stop()
    room.store.away = True
    room.draw(room.ben, "b", BOARD)
    room.drawings.undo(room.ben, BOARD)
    room.draw(room.ben, "c", BOARD)
    room.draw(room.anna, "d", BOARD)
    await until(lambda: room.store.refused > 1)
    room.drawings.undo(room.anna, BOARD)
    room.store.away = False
    assert drawn(await again(room)) == ["a", "c"]


async def test_what_is_answered_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    room = await opened()
    await room.board.kept()
    gates = [asyncio.Event(), asyncio.Event()]
    write, begun = room.store.write, list[BoardChange]()

    async def slow(room_id: Any, change: BoardChange) -> None:
        begun.append(change)
        await gates[len(begun) - 1].wait()
        await write(room_id, change)

    monkeypatch.setattr(room.store, "write", slow)
    room.draw(room.ben, "a", BOARD)
    # Others see it meanwhile.
    assert isinstance(room.told[-1], Stroked)
    first = asyncio.create_task(room.board.kept())
    await until(lambda: len(begun) == 1)
    again = asyncio.create_task(room.board.kept())
    await asyncio.sleep(0)
    room.draw(room.anna, "b", BOARD)
    second = asyncio.create_task(room.board.kept())
    await asyncio.sleep(0)
    gates[0].set()
    await first
    await again
    assert [one.id for one in room.store.writes[-1].strokes] == ["a"]
    await until(lambda: len(begun) == 2)
    assert not second.done()
    gates[1].set()
    await second
    assert [one.id for one in room.store.writes[-1].strokes] == ["b"]
    # What changed nothing waits for nothing.
    await room.board.kept()


async def test_nobody_waits_for_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    room = await opened()
    await room.board.kept()
    monkeypatch.setattr(board_keeper, "RETRY", 60.0)
    room.store.away = True
    for name in "ab":
        room.draw(room.ben, name, BOARD)
        await room.board.kept()
    assert room.store.refused == 1


async def test_nobody_waits_long_for_one_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = await opened()
    await room.board.kept()
    monkeypatch.setattr(board, "KEPT_WITHIN", 0.01)

    async def never(_room_id: Any, _change: BoardChange) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(room.store, "write", never)
    room.draw(room.ben, "a", BOARD)
    await room.board.kept()
    monkeypatch.setattr(board, "KEPT_WITHIN", 600.0)
    room.draw(room.ben, "b", BOARD)
    await room.board.kept()


async def test_what_another_server_will_not_have_is_not_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = await opened()
    await room.board.kept()

    async def refuse(_room_id: Any, _change: BoardChange) -> None:
        raise RoomElsewhere

    monkeypatch.setattr(room.store, "write", refuse)
    room.draw(room.ben, "a", BOARD)
    with pytest.raises(RoomElsewhere):
        await room.board.kept()


async def test_what_is_drawn_while_it_is_being_kept_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = await opened()
    gate, begun = asyncio.Event(), asyncio.Event()
    write = room.store.write

    async def slow(room_id: Any, change: BoardChange) -> None:
        begun.set()
        await gate.wait()
        await write(room_id, change)

    monkeypatch.setattr(room.store, "write", slow)
    room.draw(room.ben, "a", BOARD)
    await begun.wait()
    room.draw(room.anna, "b", BOARD)
    room.drawings.undo(room.ben, BOARD)
    reading = asyncio.create_task(room.keeper.read(room.board._room_id))
    gate.set()
    # Who opens the room anew waits until all is there.
    assert [one.id for one in (await reading).strokes] == ["b"]


async def test_who_has_the_room_no_more_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    room = await opened()

    async def refuse(_room_id: Any, _change: BoardChange) -> None:
        raise RoomElsewhere

    monkeypatch.setattr(room.store, "write", refuse)
    room.draw(room.ben, "a", BOARD)
    await room.keeper.stop()
    assert room.store.writes == []


async def test_who_closes_it() -> None:
    room = await opened()
    room.board.open(room.anna)
    assert room.of_board == [BoardOpened(room.ben.user_id)]
    with pytest.raises(NotPresenter):
        room.board.close(room.anna)
    room.anna.role = Role.COHOST
    room.board.close(room.anna)
    room.board.close(room.anna)
    assert room.of_board[1:] == [BoardClosed()]
    room.board.open(room.ben)
    room.board.close(room.ben)
    # Who opened it is gone: anybody who might have.
    room.board.open(room.ben)
    del room.people[room.ben.id]
    room.anna.role = Role.VIEWER
    with pytest.raises(NotPresenter):
        room.board.close(room.anna)
    room.anna.role = Role.PARTICIPANT
    room.board.close(room.anna)
    assert not room.board.is_open


async def test_who_opened_it_clears_it_and_who_leads() -> None:
    room = await opened()
    room.draw(room.anna, "a", BOARD)
    with pytest.raises(NotPresenter):
        room.drawings.clear(room.anna, BOARD)
    room.drawings.clear(room.ben, BOARD)
    assert drawn(room) == []


async def test_it_is_bounded() -> None:
    room = await opened()
    for number in range(MAX_STROKES):
        room.board.drawing.add(Piece(str(number), room.ben.user_id, Tool.PEN, [1, 1]), 0)
    with pytest.raises(DrawingFull):
        room.draw(room.ben, "more", BOARD)


async def test_another_server_goes_on_with_it() -> None:
    room = await opened()
    room.draw(room.ben, "kept", BOARD)
    await room.keeper.stop()
    room.drawings.undo(room.ben, BOARD)
    room.draw(room.anna, "new", BOARD)
    saved: Any = json.loads(json.dumps(room.board.save()))
    must_be_board(saved)
    # Its last changes were not kept: they came along.
    other = DrawingRoom(room.store)
    other.board.restore(saved)
    await other.board.load()
    assert (drawn(other), other.board.opener) == (["new"], room.ben.user_id)
    assert drawn(await again(other)) == ["new"]


async def test_what_a_server_never_read_another_one_reads() -> None:
    room = await opened()
    room.draw(room.ben, "a", BOARD)
    await room.keeper.stop()
    away = DrawingRoom(room.store)
    other = DrawingRoom(room.store)
    other.board.restore(away.board.save())
    await other.board.load()
    assert drawn(other) == ["a"]


@pytest.mark.parametrize(
    "wrong",
    [{}, {"opener": None}, {"opener": "x", "strokes": []}, {"opener": None, "strokes": [1]}],
)
def test_what_is_no_board_is_noticed(wrong: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        must_be_board(wrong)


async def test_it_is_not_opened_again_and_again() -> None:
    """Each time all are told all of it: without an end, whoever reads slowly would be cut."""
    room = DrawingRoom()
    await room.board.load()

    def open_and_close(times: int) -> None:
        for _ in range(times):
            room.board.open(room.ben)
            room.board.close(room.ben)

    open_and_close(int(OPENS))
    with pytest.raises(TooManyRequests):
        open_and_close(1)
    assert not room.board.is_open
    # Who leads has it all the same.
    room.ben.role = Role.COHOST
    open_and_close(int(OPENS))
    with pytest.raises(TooManyRequests):
        open_and_close(1)
    await room.keeper.stop()
