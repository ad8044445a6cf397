"""Lengths of time, as an operator writes them."""

from __future__ import annotations

import re

_UNITS = {"ms": 0.001, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds_of(text: str) -> float:
    """Read `300ms`, `2s`, `1.5s`, `10m`, `1h` or `90`, in seconds. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)(ms|[smhd]?)", text)
    if found is None:
        raise ValueError("is a time such as 300ms, 2s or 10m")
    return float(found[1]) * _UNITS[found[2]]
