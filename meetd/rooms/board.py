"""The board of one room: something of one's own to draw on, kept with the room."""

from __future__ import annotations

import asyncio
import sys
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from meetd.board import BoardChange, KeptStroke
from meetd.errors import NotPresenter, RoomElsewhere
from meetd.model import ParticipantId, RoomId, UserId
from meetd.rooms.board_keeper import BoardKeeper
from meetd.rooms.drawing import Drawing, Stroke, Tool
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.token_bucket import TokenBuckets

BOARD = ParticipantId("board")
"""Stands for it where else stands who presents."""
MAX_STROKES, MAX_POINTS = 1_000, 40_000
"""Of one board: who comes in while it is open is told all of it at once."""
KEPT_WITHIN = 1.0
"""Seconds for which who changed it waits for that to be kept, the first time that it is not: a
meeting goes on without the database."""
OPEN_RATE, OPENS = 1 / 5, 4.0
"""Times that one board is opened, per second and at once, by those who lead and by the others each:
all are told all of it each time."""


@dataclass(frozen=True, slots=True)
class BoardOpened:
    """Everybody sees the board from now on."""

    by: UserId


@dataclass(frozen=True, slots=True)
class BoardClosed:
    """Nobody sees the board any more; what is drawn on it stays."""


class Board:
    """What is drawn on it, who opened it, and what of that is not kept yet."""

    allowed = True
    """Nobody in particular may forbid to draw on it; the meeting's rules may."""

    def __init__(
        self,
        room_id: RoomId,
        epoch: int | None,
        keeper: BoardKeeper,
        people: Callable[[], Iterable[Participant]],
        permits: Callable[[Participant, Permission], bool],
        tell: Callable[[BoardOpened | BoardClosed], None],
    ) -> None:
        """`people`: those inside; `permits`: whether one of them may do something; `tell` tells
        all."""
        self.drawing = _empty()
        self.opener: UserId | None = None
        self.over = asyncio.Event()
        self._room_id = room_id
        self._epoch = epoch
        self._keeper = keeper
        self._people = people
        self._permits = permits
        self._tell = tell
        self._loading = asyncio.Lock()
        self._loaded = False
        self._next = 0
        self._places: dict[str, int] = {}
        """Of the strokes on it, by their ids."""
        self._unkept: set[str] = set()
        self._kept: set[int] = set()
        """Places of strokes that may be kept."""
        self._gone: set[int] = set()
        self._anew = self._noted = False
        self._waiting: list[asyncio.Future[None]] = []
        """Those who changed what was not taken to be kept yet."""
        self._being_kept: list[asyncio.Future[None]] | None = None
        """And what was taken, while it is being kept."""
        self._in_doubt = False
        """True while what is changed cannot be kept."""
        self._opens = TokenBuckets[bool](OPEN_RATE, OPENS)

    @property
    def is_open(self) -> bool:
        """Whether everybody sees it."""
        return self.opener is not None

    async def load(self) -> None:
        """Read what is kept of it, unless that was done. Raises Unavailable."""
        async with self._loading:
            if self._loaded:
                return
            board = await self._keeper.read(self._room_id)
            strokes = []
            for kept in board.strokes:
                self._next = kept.place + 1
                # What a newer release drew stays there, unseen.
                if kept.tool in _TOOLS:
                    strokes.append(_stroke(kept))
                    self._places[kept.id] = kept.place
                    self._kept.add(kept.place)
            self.drawing = _empty(strokes)
            self._loaded = True
            if board.opener_id is not None:
                self._show(board.opener_id)

    def open(self, by: Participant) -> None:
        """Somebody shows it to everybody; it is loaded. Raises TooManyRequests."""
        if self.opener is None:
            self._opens.of(by.role.leads).take()
            self._show(by.user_id)
            self._note()

    def close(self, by: Participant) -> None:
        """Somebody puts it away. Raises NotPresenter."""
        if self.opener is not None:
            if not self._may_close(by):
                raise NotPresenter
            self._hide()
            self._tell(BoardClosed())

    def belongs_to(self, who: Participant) -> bool:
        """Return whether it is theirs while it is open."""
        return who.user_id == self.opener

    def changed(self, stroke_ids: Iterable[str]) -> None:
        """These strokes are new, grew or were taken away."""
        for stroke_id in stroke_ids:
            if stroke_id in self.drawing:
                if stroke_id not in self._places:
                    self._places[stroke_id] = self._next
                    self._next += 1
                self._unkept.add(stroke_id)
            elif (place := self._places.pop(stroke_id, None)) is not None:
                self._unkept.discard(stroke_id)
                if place in self._kept:
                    self._kept.discard(place)
                    self._gone.add(place)
        self._note()

    async def kept(self) -> None:
        """Wait until what was changed is kept, so that no death of a server takes it away; where it
        cannot be, no longer than a moment. Raises RoomElsewhere: it is another server's board."""
        waiting = self._waiting if self._noted else self._being_kept
        if waiting is None or self._in_doubt:
            return
        kept = asyncio.get_running_loop().create_future()
        waiting.append(kept)
        try:
            async with asyncio.timeout(KEPT_WITHIN):
                await kept
        except TimeoutError:
            self._in_doubt = True

    def end(self, *, goes_on: bool) -> None:
        """The room is not here any more. Unless its meeting goes on, the next one begins without
        the board."""
        if not goes_on and self.opener is not None:
            self._hide()
        self.over.set()

    def take(self) -> BoardChange | None:
        """See Changes."""
        if not self._noted:
            return None
        strokes = [self._keepable(one) for one in self.drawing.some(self._unkept)]
        change = BoardChange(self.opener, self._anew, sorted(self._gone), strokes)
        self._kept |= {stroke.place for stroke in strokes}
        self._unkept.clear()
        self._gone.clear()
        self._anew = self._noted = False
        self._being_kept, self._waiting = self._waiting, []
        return change

    def settle(self, refusal: RoomElsewhere | None = None) -> None:
        """See Changes."""
        self._in_doubt = False
        self._tell_waiting(refusal, also_later=refusal is not None)

    def put_back(self, change: BoardChange) -> None:
        """See Changes."""
        self._in_doubt = True
        self._tell_waiting(also_later=True)
        self._unkept |= {one.id for one in change.strokes if one.id in self.drawing}
        self._gone |= set(change.gone)
        self._anew |= change.anew
        self._noted = True

    def save(self) -> dict[str, Any] | None:
        """Save it, as plain JSON; None: it was not loaded."""
        if not self._loaded:
            return None
        return {
            "opener": None if self.opener is None else str(self.opener),
            "strokes": [stroke.save() for stroke in self.drawing.strokes()],
        }

    def restore(self, saved: dict[str, Any] | None) -> None:
        """Go on with what another server had. Raises KeyError, TypeError, ValueError."""
        if saved is None:
            return
        strokes, opener = _load(saved)
        self.drawing = _empty(strokes)
        self._loaded = True
        if opener is not None:
            self._show(opener)
        # What that server had not kept yet is not known.
        self._anew = True
        self.changed(stroke.id for stroke in strokes)

    def _show(self, opener: UserId) -> None:
        self.opener = opener
        self._tell(BoardOpened(opener))

    def _hide(self) -> None:
        self.opener = None
        self._note()

    def _note(self) -> None:
        """Have kept what changed, and whether it is open."""
        self._noted = True
        self._keeper.keep(self._room_id, self._epoch, self)

    def _tell_waiting(
        self, refusal: RoomElsewhere | None = None, *, also_later: bool = False
    ) -> None:
        """`also_later`: those too who changed something since."""
        told, self._being_kept = self._being_kept or [], None
        if also_later:
            told, self._waiting = [*told, *self._waiting], []
        for one in told:
            if one.done():
                continue
            if refusal is None:
                one.set_result(None)
            else:
                one.set_exception(type(refusal)())

    def _may_close(self, by: Participant) -> bool:
        if self.belongs_to(by) or by.role.leads:
            return True
        opener_left = not any(self.belongs_to(one) for one in self._people())
        return opener_left and self._permits(by, Permission.PRESENT)

    def _keepable(self, stroke: Stroke) -> KeptStroke:
        return KeptStroke(
            place=self._places[stroke.id],
            id=stroke.id,
            user_id=stroke.user_id,
            tool=stroke.tool.value,
            points=_little_endian(stroke.points).tobytes(),
            text=stroke.text,
        )


_TOOLS = {tool.value for tool in Tool if tool is not Tool.LASER}


def must_be_board(saved: dict[str, Any] | None) -> None:
    """Raise KeyError, TypeError or ValueError where that is none."""
    if saved is not None:
        _load(saved)


def _load(saved: dict[str, Any]) -> tuple[list[Stroke], UserId | None]:
    opener = saved["opener"]
    strokes = [Stroke.load(each) for each in saved["strokes"]]
    return strokes, None if opener is None else UserId(UUID(opener))


def _empty(strokes: Iterable[Stroke] = ()) -> Drawing:
    return Drawing(strokes, strokes_limit=MAX_STROKES, points_limit=MAX_POINTS)


def _stroke(kept: KeptStroke) -> Stroke:
    points = array("H")
    points.frombytes(kept.points)
    return Stroke(kept.id, kept.user_id, Tool(kept.tool), _little_endian(points), kept.text)


def _little_endian(points: array[int]) -> array[int]:
    """Turn two bytes each around where this machine has the upper one first."""
    if sys.byteorder == "little":
        return points
    turned = points[:]
    turned.byteswap()
    return turned
