"""Reports of participants on the way that their media takes."""

from __future__ import annotations

from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.signaling.operation import RoomOperation
from meetd.signaling.protocol import ModeFailed, ModeReady, Payload, SfuProof


async def ready(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Report that the new path carries everything."""
    room.ready(participant, data["epoch"])


async def failed(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Report that the new path could not be built."""
    room.failed(participant, data["epoch"], data["reason"])


async def prove(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Report whether a third could join, while two talk directly."""
    room.prove_sfu(participant, works=data["works"])


OPERATIONS = {
    "mode:ready": RoomOperation(ModeReady(), ready, Permission.JOIN),
    "mode:failed": RoomOperation(ModeFailed(), failed, Permission.JOIN),
    "sfu:proof": RoomOperation(SfuProof(), prove, Permission.JOIN),
}
