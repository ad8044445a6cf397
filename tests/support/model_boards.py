"""Boards of rooms in memory, which can be away."""

from __future__ import annotations

from meetd.board import BoardChange, KeptBoard, KeptStroke
from meetd.errors import Unavailable
from meetd.model import RoomId, UserId


class ModelBoards:
    """See BoardStore."""

    def __init__(self) -> None:
        self.away = False
        self.writes: list[BoardChange] = []
        self.refused = 0
        self._openers: dict[RoomId, UserId | None] = {}
        self._strokes: dict[RoomId, dict[int, KeptStroke]] = {}

    def under(self, _epoch: int) -> ModelBoards:
        return self

    async def read(self, room_id: RoomId) -> KeptBoard:
        if self.away:
            raise Unavailable
        strokes = self._strokes.get(room_id, {})
        return KeptBoard(self._openers.get(room_id), [strokes[at] for at in sorted(strokes)])

    async def write(self, room_id: RoomId, change: BoardChange) -> None:
        if self.away:
            self.refused += 1
            raise Unavailable
        self.writes.append(change)
        self._openers[room_id] = change.opener_id
        strokes = self._strokes.setdefault(room_id, {})
        if change.anew:
            strokes.clear()
        for place in change.gone:
            strokes.pop(place, None)
        for stroke in change.strokes:
            strokes[stroke.place] = stroke
