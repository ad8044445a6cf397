"""Handlers of what clients ask for."""

from __future__ import annotations

from meetd.signaling.handlers import (
    activities,
    breakouts,
    chat,
    drawing,
    files,
    knocks,
    membership,
    mode,
    p2p,
    people,
    presence,
    sfu,
)
from meetd.signaling.operation import Operation, RoomOperation

OPERATIONS: dict[str, Operation | RoomOperation] = {
    **membership.OPERATIONS,
    **mode.OPERATIONS,
    **p2p.OPERATIONS,
    **sfu.OPERATIONS,
    **chat.OPERATIONS,
    **drawing.OPERATIONS,
    **files.OPERATIONS,
    **people.OPERATIONS,
    **presence.OPERATIONS,
    **knocks.OPERATIONS,
    **activities.OPERATIONS,
    **breakouts.OPERATIONS,
}
"""All requests that there are, by their names on the wire."""
