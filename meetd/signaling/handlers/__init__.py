"""Handlers of what clients ask for."""

from __future__ import annotations

from meetd.signaling.handlers import chat, membership, mode, p2p, sfu
from meetd.signaling.operation import Operation, RoomOperation

OPERATIONS: dict[str, Operation | RoomOperation] = {
    **membership.OPERATIONS,
    **mode.OPERATIONS,
    **p2p.OPERATIONS,
    **sfu.OPERATIONS,
    **chat.OPERATIONS,
}
"""All requests that there are, by their names on the wire."""
