"""Requests about breakout rooms, as handlers get them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from meetd.rooms.breakout_plan import MOST_ROOMS
from meetd.rooms.breakouts import LONGEST
from meetd.wire.fields import written

BreakoutName = Annotated[str, validate.Length(1, 60), written]
Place = Annotated[int, validate.Range(0, MOST_ROOMS - 1)]
OpenFor = Annotated[int, validate.Range(1, LONGEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBreakouts:
    """The rooms that there are to be, by their names; none: there are none any more."""

    names: Annotated[list[BreakoutName], validate.Length(0, MOST_ROOMS)]
    choice: bool = False
    """True if everybody may choose a room."""
    shuffle: bool = False
    """True if everybody who does not lead is spread over them; else who belonged to one still
    does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignPerson:
    """Somebody, and the place of their room; null: the main room."""

    user_id: UUID
    room: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseBreakout:
    """The place of the room that the caller wants to be in; null: the main room."""

    room: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBreakouts:
    """How long they are open; null: until somebody closes them."""

    seconds: OpenFor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBreakoutsIn:
    """How long they are open from now on."""

    seconds: OpenFor


@dataclass(frozen=True, slots=True, kw_only=True)
class SayToBreakouts:
    """Something to all."""

    text: Annotated[str, validate.Length(1, 500), written]
