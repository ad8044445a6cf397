"""Reports of participants on the way that their media takes."""

from __future__ import annotations

from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import in_room
from meetd.wire import requests
from meetd.wire.catalogue import sockets


async def ready(room: LiveRoom, participant: Participant, request: requests.ModeReady) -> None:
    """Report that the new path carries everything."""
    room.ready(participant, request.epoch)


async def failed(room: LiveRoom, participant: Participant, request: requests.ModeFailed) -> None:
    """Report that the new path could not be built."""
    room.failed(participant, request.epoch, request.reason)


async def prove(room: LiveRoom, participant: Participant, request: requests.SfuProof) -> None:
    """Report whether a third could join, while two talk directly."""
    room.report_reachability(participant, reachable=request.works)


OPERATIONS = dict(
    (
        in_room(sockets.MODE_READY, ready),
        in_room(sockets.MODE_FAILED, failed),
        in_room(sockets.SFU_PROOF, prove),
    )
)
