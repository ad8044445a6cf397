"""Drawing and pointing on what is presented, and on the board.

Nothing of it is taken in while the room moves to another server: what is acknowledged is there
afterwards, and what is refused is said again there."""

from __future__ import annotations

from meetd.rooms.drawing import Piece
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import in_room
from meetd.wire import drawing as asked
from meetd.wire.catalogue import drawing as catalogue
from meetd.wire.requests import Empty


async def stroke(room: LiveRoom, participant: Participant, request: asked.DrawStroke) -> None:
    """Draw more, or point."""
    room.must_stay()
    piece = Piece(
        request.stroke_id, participant.user_id, request.tool, request.points, request.text
    )
    room.drawings.draw(participant, request.on, piece, request.at)


async def undo(room: LiveRoom, participant: Participant, request: asked.DrawOn) -> None:
    """Take one's last stroke back."""
    room.must_stay()
    room.drawings.undo(participant, request.on)


async def clear(room: LiveRoom, participant: Participant, request: asked.DrawOn) -> None:
    """Take all strokes away."""
    room.must_stay()
    room.drawings.clear(participant, request.on)


async def allow(room: LiveRoom, participant: Participant, request: asked.DrawAllow) -> None:
    """Let others draw on what one presents, or not."""
    room.must_stay()
    room.drawings.allow(participant, allowed=request.allowed)


async def open_board(room: LiveRoom, participant: Participant, _request: Empty) -> None:
    """Show the board to everybody."""
    await room.board.load()
    room.require_inside(participant)
    room.must_stay()
    room.board.open(participant)


async def close_board(room: LiveRoom, participant: Participant, _request: Empty) -> None:
    """Put the board away."""
    room.must_stay()
    room.board.close(participant)


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
