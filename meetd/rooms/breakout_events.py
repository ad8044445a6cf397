"""Events of breakout rooms, and the rooms as somebody sees them."""

from __future__ import annotations

from dataclasses import dataclass, field

from meetd.later import LATER
from meetd.model import UserId
from meetd.rooms.breakout_plan import Others


@dataclass(frozen=True, slots=True)
class BreakoutPerson:
    """Somebody in a plan."""

    user_id: UserId
    name: str
    inside: bool
    """True while they are in it."""


@dataclass(frozen=True, slots=True)
class ShownBreakout:
    """A breakout room as somebody sees it."""

    name: str
    code: str | None
    """The code to join by; None where it is not open for them."""
    people: list[BreakoutPerson]
    """Those who belong there or are there; for who leads."""
    expected: list[str] = field(default_factory=list, metadata=LATER)
    """Those who belong there and have not come yet, as they were named; for who leads."""


@dataclass(frozen=True, slots=True)
class ShownBreakouts:
    """All breakout rooms as somebody sees them."""

    open: bool
    choice: bool
    """True if everybody may choose a room."""
    left: int | None
    """Milliseconds until they close, when this was sent; None where they are not open."""
    rooms: list[ShownBreakout]
    own: int | None
    """The place of one's own among them; None: the main room."""
    others: Others = field(default=Others.STAY, metadata=LATER)
    """Where those go who are put nowhere by hand."""
    seconds: int | None = field(default=None, metadata=LATER)
    """How long they are to be open; None: until somebody closes them."""


@dataclass(frozen=True, slots=True)
class BreakoutsChanged:
    """Told to each in a room with breakouts: how they are now."""

    breakouts: ShownBreakouts | None


@dataclass(frozen=True, slots=True)
class BreakoutsSaid:
    """Told to all, wherever they are: somebody who leads says something."""

    text: str
    by_name: str


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """Told to those who lead, wherever they are: somebody asks for help."""

    code: str
    """Of the room where they are."""
    room_name: str
    by_name: str


@dataclass(frozen=True, slots=True)
class BreakoutTime:
    """Told to all in a breakout room: when it closes."""

    left: int
    """Milliseconds, when this was sent."""


@dataclass(frozen=True, slots=True)
class BreakoutMoved:
    """Told to one in a breakout room: they belong elsewhere now."""

    code: str | None
    """The room to join; None: the main room."""
