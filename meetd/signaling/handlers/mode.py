"""Reports of participants on the way that their media takes."""

from __future__ import annotations

from meetd.rooms.peer import Peer
from meetd.rooms.permissions import Permission
from meetd.rooms.room import LiveRoom
from meetd.signaling.operation import RoomOperation
from meetd.signaling.protocol import ModeFailed, ModeReady, Payload, SfuProof


async def ready(room: LiveRoom, peer: Peer, data: Payload) -> None:
    """Report that the new path carries everything."""
    room.ready(peer, data["epoch"])


async def failed(room: LiveRoom, peer: Peer, data: Payload) -> None:
    """Report that the new path could not be built."""
    room.failed(peer, data["epoch"], data["reason"])


async def prove(room: LiveRoom, peer: Peer, data: Payload) -> None:
    """Report whether a third could join, while two talk directly."""
    room.prove_sfu(peer, works=data["works"])


OPERATIONS = {
    "mode:ready": RoomOperation(ModeReady(), ready, Permission.JOIN),
    "mode:failed": RoomOperation(ModeFailed(), failed, Permission.JOIN),
    "sfu:proof": RoomOperation(SfuProof(), prove, Permission.JOIN),
}
