"""Reports of participants on the way that their media takes, and on how it fares."""

from __future__ import annotations

from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.quality_report import QualityReported
from meetd.signaling.operation import in_room
from meetd.wire import requests
from meetd.wire.catalogue import sockets
from meetd.wire.quality import ReportQuality


async def ready(room: LiveRoom, participant: Participant, request: requests.ModeReady) -> None:
    """Report that the new path carries everything."""
    room.ready(participant, request.epoch)


async def failed(room: LiveRoom, participant: Participant, request: requests.ModeFailed) -> None:
    """Report that the new path could not be built."""
    room.failed(participant, request.epoch, request.reason)


async def prove(room: LiveRoom, participant: Participant, request: requests.SfuProof) -> None:
    """Report whether a third could join, while two talk directly."""
    room.report_reachability(participant, reachable=request.works)


async def report(room: LiveRoom, participant: Participant, request: ReportQuality) -> None:
    """Report how one's media fares."""
    moments = tuple(one.moment for one in request.moments)
    figures = None if request.figures is None else request.figures.figures
    room.tell(QualityReported(participant.id, moments, figures))


OPERATIONS = dict(
    (
        in_room(sockets.MODE_READY, ready),
        in_room(sockets.MODE_FAILED, failed),
        in_room(sockets.SFU_PROOF, prove),
        in_room(sockets.QUALITY, report),
    )
)
