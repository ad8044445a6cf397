"""A drawing: strokes that people leave on a picture, in the order in which they were begun."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from meetd.errors import DrawingFull, InvalidRequest
from meetd.model import UserId

SCALE = 65_535
"""The right and the lower edge of the picture, whatever its size."""
MAX_TEXT = 200
MAX_PIECE = 100
"""Points of one request."""
MAX_STROKE = 2_000
"""Points of one stroke."""


class Tool(StrEnum):
    """Something to draw or point with."""

    PEN = "pen"
    ARROW = "arrow"
    """From its first point to its last."""
    TEXT = "text"
    """At its only point, the left end of its line."""
    LASER = "laser"
    """Leaves nothing behind."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some more of a stroke."""

    stroke_id: str
    user_id: UserId
    tool: Tool
    points: list[int]
    """x and y in turn."""
    text: str = ""


@dataclass(slots=True)
class Stroke:
    """All that there is of a stroke."""

    id: str
    user_id: UserId
    tool: Tool
    points: array[int] = field(default_factory=lambda: array("H"))
    text: str = ""

    def copy(self) -> Stroke:
        """Return one that does not grow with this one."""
        return replace(self, points=self.points[:])

    def save(self) -> dict[str, Any]:
        """Make plain JSON of it."""
        return {
            "id": self.id,
            "user_id": str(self.user_id),
            "tool": self.tool.value,
            "points": self.points.tolist(),
            "text": self.text,
        }

    @classmethod
    def load(cls, saved: dict[str, Any]) -> Stroke:
        """Make it again. Raises KeyError, TypeError, ValueError."""
        try:
            points = array("H", saved["points"])
        except OverflowError:
            raise ValueError("out of the picture") from None
        user_id = UserId(UUID(saved["user_id"]))
        return cls(str(saved["id"]), user_id, Tool(saved["tool"]), points, str(saved["text"]))


class Drawing:
    """The strokes on one picture, of which there are not more than so many. A character of a text
    counts as a point: each takes four bytes at most."""

    def __init__(self, strokes: Iterable[Stroke] = (), *, strokes_limit: int, points_limit: int):
        self._strokes = {stroke.id: stroke for stroke in strokes}
        self._weight = sum(map(_weight, self._strokes.values()))
        self._strokes_limit, self._points_limit = strokes_limit, points_limit

    def __len__(self) -> int:
        return len(self._strokes)

    @property
    def weight(self) -> int:
        """Its points, and the characters of its texts."""
        return self._weight

    def __contains__(self, stroke_id: str) -> bool:
        return stroke_id in self._strokes

    def strokes(self) -> list[Stroke]:
        """Return them as they are now."""
        return [stroke.copy() for stroke in self._strokes.values()]

    def some(self, stroke_ids: AbstractSet[str]) -> list[Stroke]:
        """Find those of these ids, as they are and will be."""
        return [stroke for stroke in self._strokes.values() if stroke.id in stroke_ids]

    def add(self, piece: Piece, at: int) -> Piece | None:
        """Begin a stroke, or go on with it behind its first `at` points; return what of the piece
        is new. None: it was taken away meanwhile, or is somebody else's. Raises DrawingFull,
        InvalidRequest."""
        stroke = self._strokes.get(piece.stroke_id)
        if stroke is None and at > 0:
            return None
        if stroke is None:
            if len(self._strokes) >= self._strokes_limit:
                raise DrawingFull
            stroke = Stroke(piece.stroke_id, piece.user_id, piece.tool, text=piece.text)
        elif (stroke.user_id, stroke.tool) != (piece.user_id, piece.tool):
            return None
        known = len(stroke.points) // 2
        if at > known:
            raise InvalidRequest("There is a gap in the stroke.")
        points = piece.points[2 * (known - at) :]
        count = len(points) // 2
        if known + count > MAX_STROKE:
            raise InvalidRequest("The stroke is too long.")
        more = count if stroke.id in self._strokes else count + len(stroke.text)
        if self._weight + more > self._points_limit:
            raise DrawingFull
        stroke.points.extend(points)
        self._weight += more
        self._strokes[stroke.id] = stroke
        return replace(piece, points=points)

    def undo(self, user_id: UserId) -> Stroke | None:
        """Take away the last stroke that somebody began; None if there is none."""
        theirs = [stroke for stroke in self._strokes.values() if stroke.user_id == user_id]
        if not theirs:
            return None
        self._weight -= _weight(theirs[-1])
        return self._strokes.pop(theirs[-1].id)

    def clear(self) -> list[str]:
        """Take all away; return the ids of what was there."""
        gone = list(self._strokes)
        self._strokes.clear()
        self._weight = 0
        return gone


def _weight(stroke: Stroke) -> int:
    return len(stroke.points) // 2 + len(stroke.text)
