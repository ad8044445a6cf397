"""Sends a participant's sources through the SFU, as far as they may be sent."""

from __future__ import annotations

from meetd.media.events import Parameters
from meetd.media.tracks import ProducerInfo, TrackSource
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import TO_SEND


async def produce(
    room: LiveRoom,
    participant: Participant,
    transport_id: str,
    source: TrackSource,
    rtp_parameters: Parameters,
    *,
    paused: bool,
) -> ProducerInfo:
    """Take in a source. One that is paused at first takes no permission: nothing of it flows.

    Raises Forbidden and, as Publishing does, UnknownTransport, MediaRejected, MediaUnavailable."""
    if not paused:
        room.must_permit(participant, TO_SEND[source])
    publishing = room.media.of(participant.id).publishing
    info = await publishing.produce(transport_id, source, rtp_parameters, paused=paused)
    if not (paused or room.permits(participant, TO_SEND[source])):
        # It was forbidden meanwhile.
        await publishing.pause(info.id)
    return info


async def resume(room: LiveRoom, participant: Participant, producer_id: str) -> None:
    """Let a source flow again. Raises Forbidden, UnknownProducer, MediaUnavailable."""
    publishing = room.media.of(participant.id).publishing
    permission = TO_SEND[publishing.source(producer_id)]
    room.must_permit(participant, permission)
    await publishing.resume(producer_id)
    if not room.permits(participant, permission):
        await publishing.pause(producer_id)
