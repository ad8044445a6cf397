"""Reports on quality on the wire: requests as handlers get them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from marshmallow import validate

from meetd.rooms.quality_report import MediaWay, QualityFigures, ReportedKind, ReportedMoment
from meetd.wire.shape import shape_of

MOST_MOMENTS = 24
"""Moments of one report."""
_Ago = Annotated[int, validate.Range(0, 10 * 60 * 1000)]
_Value = Annotated[int, validate.Range(0, 24 * 60 * 60 * 1000)]
_Percent = Annotated[int, validate.Range(0, 100)]
_Rate = Annotated[int, validate.Range(0, 10_000_000)]


@shape_of(ReportedMoment)
@dataclass(frozen=True, slots=True, kw_only=True)
class QualityMoment:
    """Something that a page noticed, so many milliseconds before it says so."""

    kind: ReportedKind
    ago: _Ago = 0
    value: _Value = 0

    @property
    def moment(self) -> ReportedMoment:
        """The same, as rooms have it."""
        return ReportedMoment(self.kind, self.ago, self.value)


@shape_of(QualityFigures)
@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFigures:
    """How media fares: percent of packets lost, kilobits per second, milliseconds."""

    way: MediaWay | None
    """The way that it takes; null: that is not known."""
    loss_down: _Percent
    loss_up: _Percent
    receives: _Rate
    sends: _Rate
    round_trip: Annotated[int, validate.Range(0, 60_000)]
    """0: not known."""

    @property
    def figures(self) -> QualityFigures:
        """The same, as rooms have it."""
        return QualityFigures(
            way=self.way,
            loss_down=self.loss_down,
            loss_up=self.loss_up,
            receives=self.receives,
            sends=self.sends,
            round_trip=self.round_trip,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportQuality:
    """How the caller's media fares: kinds and numbers, and nothing of what it shows."""

    moments: Annotated[list[QualityMoment], validate.Length(0, MOST_MOMENTS)] = field(
        default_factory=list
    )
    figures: MediaFigures | None = None
