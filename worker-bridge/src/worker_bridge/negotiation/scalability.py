"""Scalability modes: `L3T3_KEY` and the like (W3C WebRTC-SVC)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MODE = re.compile(r"[LS]([1-9][0-9]?)T([1-9][0-9]?)(_KEY)?")


@dataclass(frozen=True, slots=True)
class ScalabilityMode:
    """Layers of a stream."""

    spatial_layers: int
    temporal_layers: int
    ksvc: bool
    """True if spatial layers depend on each other in key frames only."""


def parse_scalability_mode(mode: str | None) -> ScalabilityMode:
    """Layers of a mode; one of each for what is not a mode."""
    match = _MODE.match(mode or "")
    if match is None:
        return ScalabilityMode(1, 1, ksvc=False)
    return ScalabilityMode(int(match[1]), int(match[2]), ksvc=bool(match[3]))
