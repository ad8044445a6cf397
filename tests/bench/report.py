"""Rows of figures: a table on screen, JSON in a file."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, and the bar that it is held to, if any."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    above: bool = False
    """Whether the value has to be above the bar, not below it."""
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the bar is met."""
        if self.bar is None:
            return ""
        met = self.value >= self.bar if self.above else self.value <= self.bar
        return "ok" if met else "MISSED"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all are not above (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def show(rows: Sequence[Row]) -> None:
    """Print a table."""
    width = max(len(row.name) for row in rows)
    for row in rows:
        bar = "" if row.bar is None else f"{'≥' if row.above else '≤'} {row.bar:g}"
        value = f"{row.value:.{2 if row.unit == '×' else 1}f}"
        print(
            f"{row.name:<{width}}  {value:>10} {row.unit:<8} {bar:>9}  {row.verdict:<6}"
            f" {row.note}".rstrip(),
            flush=True,
        )


def save(rows: Sequence[Row], path: Path) -> None:
    """Write the rows as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) | {"verdict": row.verdict} for row in rows], indent=1))
