"""Drawings on what people present, each as long as that is presented, and on the room's board."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from meetd.errors import DrawingFull, NotPresenter, PresenterForbids, UnknownParticipant
from meetd.model import ParticipantId
from meetd.rooms.board import BOARD, Board
from meetd.rooms.drawing import Drawing, Piece, Stroke, Tool
from meetd.rooms.participant import Participant
from meetd.token_bucket import TokenBuckets

MAX_STROKES, MAX_POINTS = 500, 20_000
"""Of one drawing: who comes later is told all of it at once."""
ALL_STROKES, ALL_POINTS = 1_000, 40_000
"""Of all that people present in a room together, give or take a piece: that is told at once too."""
RATE, BURST = 40.0, 80.0
"""Pieces of one person, per second and at once: a page sends thirty a second."""
GATHERING = 0.02
"""Seconds between two times at which a room is told of pieces. Of a large room longer, in
proportion: to tell it takes the same share of the time."""
PER_PERSON = 0.0005


@dataclass(frozen=True, slots=True)
class DrawingInfo:
    """A drawing, as those see it who come to it."""

    on: ParticipantId
    """The one who presents; `board` for the board."""
    allowed: bool
    """True if others than who presents may draw."""
    strokes: list[Stroke]


@dataclass(frozen=True, slots=True)
class DrawingsShown:
    """Told to who comes in: all that is drawn."""

    drawings: list[DrawingInfo]


@dataclass(frozen=True, slots=True)
class Stroked:
    """Some drew more on one picture, or pointed at it."""

    on: ParticipantId
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class StrokeRemoved:
    """Somebody took a stroke of theirs back."""

    on: ParticipantId
    stroke_id: str


@dataclass(frozen=True, slots=True)
class DrawingCleared:
    """Nothing is drawn any more."""

    on: ParticipantId


@dataclass(frozen=True, slots=True)
class DrawingAllowed:
    """Others than who presents may draw from now on, or may not."""

    on: ParticipantId
    allowed: bool


DrawingEvent = DrawingsShown | Stroked | StrokeRemoved | DrawingCleared | DrawingAllowed


class Tell(Protocol):
    """Tells one of those inside, or all."""

    def __call__(self, event: DrawingEvent, *, to: ParticipantId | None = None) -> None: ...


class _Presentation:
    def __init__(
        self, presenter: ParticipantId, strokes: Iterable[Stroke] = (), *, allowed: bool = True
    ) -> None:
        self.drawing = Drawing(strokes, strokes_limit=MAX_STROKES, points_limit=MAX_POINTS)
        self.allowed = allowed
        self._presenter = presenter

    def belongs_to(self, who: Participant) -> bool:
        return who.id == self._presenter

    def changed(self, stroke_ids: Iterable[str]) -> None:
        """Of these nothing is kept."""


class Drawings:
    """All of one room. Nothing is kept, and nobody told, of a presentation without a drawing."""

    def __init__(
        self,
        find: Callable[[ParticipantId], Participant],
        size: Callable[[], int],
        tell: Tell,
        board: Board,
    ) -> None:
        """`find` finds somebody inside, or raises UnknownParticipant; `size`: how many are."""
        self._find = find
        self._size = size
        self._tell = tell
        self._board = board
        self._of: dict[ParticipantId, _Presentation] = {}
        self._limits = TokenBuckets[ParticipantId](RATE, BURST)
        self._gathered: dict[ParticipantId, list[Piece]] = {}
        self._told_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def draw(self, by: Participant, on: ParticipantId, piece: Piece, at: int) -> None:
        """Somebody draws more, or points. Raises UnknownParticipant, PresenterForbids, DrawingFull,
        InvalidRequest, TooManyRequests."""
        surface = self._surface(on)
        if not (surface.allowed or surface.belongs_to(by)):
            raise PresenterForbids
        self._limits.of(by.id).take()
        told: Piece | None = piece
        if piece.tool is not Tool.LASER:
            if isinstance(surface, _Presentation):
                self._must_have_space()
            told = surface.drawing.add(piece, at)
            if isinstance(surface, _Presentation):
                self._of[on] = surface
        if told is not None:
            if piece.tool is not Tool.LASER:
                surface.changed([piece.stroke_id])
            self._gather(on, told)

    def undo(self, by: Participant, on: ParticipantId) -> None:
        """Somebody takes their last stroke back, if there is one. Raises UnknownParticipant."""
        surface = self._surface(on)
        stroke = surface.drawing.undo(by.user_id)
        if stroke is not None:
            surface.changed([stroke.id])
            self.tell_gathered()
            self._tell(StrokeRemoved(on, stroke.id))

    def clear(self, by: Participant, on: ParticipantId) -> None:
        """Take all away that is drawn there. Raises UnknownParticipant, NotPresenter."""
        surface = self._surface(on)
        if not (surface.belongs_to(by) or by.role.leads):
            raise NotPresenter
        surface.changed(surface.drawing.clear())
        self.tell_gathered()
        self._tell(DrawingCleared(on))

    def allow(self, presenter: Participant, *, allowed: bool) -> None:
        """Let others draw on what somebody presents, or not. Raises UnknownParticipant."""
        presentation = self._of[presenter.id] = self._presentation(presenter.id)
        presentation.allowed = allowed
        self._tell(DrawingAllowed(presenter.id, allowed))

    def show(self, to: ParticipantId, *, always: bool = False) -> None:
        """Tell somebody who comes in all that is drawn; `always`: also that nothing is."""
        surfaces: dict[ParticipantId, _Presentation | Board] = {**self._of}
        if self._board.is_open:
            surfaces[BOARD] = self._board
        if surfaces or always:
            self._show(surfaces, to)

    def show_board(self) -> None:
        """Tell all what is drawn on the board."""
        self._show({BOARD: self._board})

    def end(self, on: ParticipantId) -> None:
        """Somebody does not present any more."""
        presentation = self._of.pop(on, None)
        if presentation is not None:
            self.tell_gathered()
            self._tell(DrawingCleared(on))
            if not presentation.allowed:
                self._tell(DrawingAllowed(on, allowed=True))

    def tell_gathered(self) -> None:
        """Tell at once what is gathered."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        gathered, self._gathered = self._gathered, {}
        if gathered:
            self._told_at = asyncio.get_running_loop().time()
        for on, pieces in gathered.items():
            self._tell(Stroked(on, pieces))

    def close(self) -> None:
        """Tell no more."""
        self._gathered.clear()
        if self._timer is not None:
            self._timer.cancel()

    def save(self) -> list[dict[str, Any]]:
        """Save all, as plain JSON."""
        return [
            {
                "on": on,
                "allowed": one.allowed,
                "strokes": [stroke.save() for stroke in one.drawing.strokes()],
            }
            for on, one in self._of.items()
        ]

    def restore(self, saved: Iterable[dict[str, Any]]) -> None:
        """Go on with what another server had. Raises KeyError, TypeError, ValueError."""
        self._of = _load(saved)

    def _surface(self, on: ParticipantId) -> _Presentation | Board:
        if on != BOARD:
            return self._presentation(on)
        if not self._board.is_open:
            raise UnknownParticipant
        return self._board

    def _presentation(self, on: ParticipantId) -> _Presentation:
        if not self._find(on).screen:
            raise UnknownParticipant
        return self._of.get(on) or _Presentation(on)

    def _must_have_space(self) -> None:
        """Raises DrawingFull."""
        strokes = sum(len(one.drawing) for one in self._of.values())
        weight = sum(one.drawing.weight for one in self._of.values())
        if strokes >= ALL_STROKES or weight >= ALL_POINTS:
            raise DrawingFull

    def _show(
        self,
        surfaces: Mapping[ParticipantId, _Presentation | Board],
        to: ParticipantId | None = None,
    ) -> None:
        self.tell_gathered()
        shown = [
            DrawingInfo(on, one.allowed, one.drawing.strokes()) for on, one in surfaces.items()
        ]
        self._tell(DrawingsShown(shown), to=to)

    def _gather(self, on: ParticipantId, piece: Piece) -> None:
        """Tell at once where nothing was told a moment ago: of many who draw, all together."""
        self._gathered.setdefault(on, []).append(piece)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            due = self._told_at + max(GATHERING, PER_PERSON * self._size())
            if loop.time() >= due:
                self.tell_gathered()
            else:
                self._timer = loop.call_at(due, self.tell_gathered)


def must_be_drawings(saved: Iterable[dict[str, Any]]) -> None:
    """Raise KeyError, TypeError or ValueError where these are none."""
    _load(saved)


def _load(saved: Iterable[dict[str, Any]]) -> dict[ParticipantId, _Presentation]:
    return {
        ParticipantId(str(each["on"])): _Presentation(
            ParticipantId(str(each["on"])),
            map(Stroke.load, each["strokes"]),
            allowed=each["allowed"] is True,
        )
        for each in saved
    }
