"""A room's board, as it is kept from one meeting to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetd.model import UserId


@dataclass(frozen=True, slots=True)
class KeptStroke:
    """A stroke as it is kept."""

    place: int
    """Among all that were ever begun on the board."""
    id: str
    user_id: UserId
    tool: str
    points: bytes
    """x and y in turn, two bytes each, the lower one first."""
    text: str


@dataclass(frozen=True, slots=True)
class KeptBoard:
    """All that is kept of a board."""

    opener_id: UserId | None
    """The one who opened it; None while it is not shown."""
    strokes: Sequence[KeptStroke]
    """In the order in which they were begun."""


@dataclass(frozen=True, slots=True)
class BoardChange:
    """What became of a board since it was kept last."""

    opener_id: UserId | None
    anew: bool
    """True if nothing that was kept before is on it any more."""
    gone: Sequence[int]
    """Places of strokes that were taken away."""
    strokes: Sequence[KeptStroke]
    """Those that are new, or grew."""
