"""Drawing on the wire: requests as handlers get them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from marshmallow import ValidationError, validate

from meetd.rooms.drawing import MAX_PIECE, MAX_STROKE, MAX_TEXT, SCALE, Tool
from meetd.wire.fields import ParticipantRef, encodable


def _name(value: str) -> None:
    """Of letters that take one byte each: a drawing has many, and all of it is told at once."""
    if not (value.isascii() and value.isprintable()):
        raise ValidationError("Some of these characters are not allowed.")


def _pairs(points: list[int]) -> None:
    if len(points) % 2:
        raise ValidationError("Points have an x and a y.")


StrokeId = Annotated[str, validate.Length(1, 64), _name]
Coordinate = Annotated[int, validate.Range(0, SCALE)]
Points = Annotated[list[Coordinate], validate.Length(2, 2 * MAX_PIECE), _pairs]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawOn:
    """The picture that it is about: what this one presents, or `board`."""

    on: ParticipantRef


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawStroke(DrawOn):
    """A new stroke of the caller, or more of one."""

    stroke_id: StrokeId
    tool: Tool
    at: Annotated[int, validate.Range(0, MAX_STROKE)] = 0
    """Points of the stroke before these."""
    points: Points
    """x and y in turn, from 0 at the left and the upper edge to 65535 at the others."""
    text: Annotated[str, validate.Length(0, MAX_TEXT), encodable] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawAllow:
    """Whether others may draw on what the caller presents."""

    allowed: bool
