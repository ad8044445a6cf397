"""Raised hands: they are up in the order in which they were raised, the same for everybody."""

from __future__ import annotations

from collections.abc import Iterable

from meetd.rooms.participant import Participant


def raise_hand(participant: Participant, everybody: Iterable[Participant]) -> bool:
    """Raise somebody's hand, behind all that are up. Return False if it is up already."""
    if participant.hand is not None:
        return False
    up = (each.hand for each in everybody if each.hand is not None)
    participant.hand = max(up, default=0) + 1
    return True


def lower(participant: Participant) -> bool:
    """Lower somebody's hand. Return False if it is down already."""
    if participant.hand is None:
        return False
    participant.hand = None
    return True
