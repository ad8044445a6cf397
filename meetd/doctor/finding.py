"""What a look at one thing finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing, with one cause and one remedy where it is not well."""

    check: str
    well: bool
    said: str
    remedy: str = ""


def well(check: str, said: str) -> Finding:
    """It is as it should be."""
    return Finding(check, True, said)


def ill(check: str, said: str, remedy: str) -> Finding:
    """It is not, and what to do."""
    return Finding(check, False, said, remedy)
