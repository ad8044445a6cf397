"""Drawing and pointing on what is presented, and on the board, where what is answered is kept."""

from __future__ import annotations

from meetd.rooms.board import BOARD
from meetd.rooms.drawing import Piece, Tool
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import in_room
from meetd.wire import drawing as asked
from meetd.wire.catalogue import drawing as catalogue
from meetd.wire.requests import Empty


async def stroke(room: LiveRoom, participant: Participant, request: asked.DrawStroke) -> None:
    """Draw more, or point."""
    piece = Piece(
        request.stroke_id, participant.user_id, request.tool, request.points, request.text
    )
    room.drawings.draw(participant, request.on, piece, request.at)
    if request.on == BOARD and request.tool is not Tool.LASER:
        await room.board.kept()


async def undo(room: LiveRoom, participant: Participant, request: asked.DrawOn) -> None:
    """Take one's last stroke back."""
    room.drawings.undo(participant, request.on)
    if request.on == BOARD:
        await room.board.kept()


async def clear(room: LiveRoom, participant: Participant, request: asked.DrawOn) -> None:
    """Take all strokes away."""
    room.drawings.clear(participant, request.on)
    if request.on == BOARD:
        await room.board.kept()


async def allow(room: LiveRoom, participant: Participant, request: asked.DrawAllow) -> None:
    """Let others draw on what one presents, or not."""
    room.drawings.allow(participant, allowed=request.allowed)


async def open_board(room: LiveRoom, participant: Participant, _request: Empty) -> None:
    """Show the board to everybody."""
    await room.board.load()
    room.require_inside(participant)
    room.board.open(participant)
    await room.board.kept()


async def close_board(room: LiveRoom, participant: Participant, _request: Empty) -> None:
    """Put the board away."""
    room.board.close(participant)
    await room.board.kept()


OPERATIONS = dict(
    (
        in_room(catalogue.STROKE, stroke),
        in_room(catalogue.UNDO, undo),
        in_room(catalogue.CLEAR, clear),
        in_room(catalogue.ALLOW, allow),
        in_room(catalogue.OPEN_BOARD, open_board),
        in_room(catalogue.CLOSE_BOARD, close_board),
    )
)
