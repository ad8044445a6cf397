"""The spotlight: whom all who have chosen nobody themselves see large."""

from __future__ import annotations

from collections.abc import Iterable

from meetd.rooms.participant import Participant


def put(on: Participant | None, everybody: Iterable[Participant]) -> list[Participant]:
    """Put it on one of them, or out. Return those for whom that is a change."""
    changed = [each for each in everybody if each.spotlight is not (each is on)]
    for each in changed:
        each.spotlight = each is on
    return changed
