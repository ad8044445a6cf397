"""A participant's transports, producers and consumers on the room's router."""

from __future__ import annotations

from meetd.errors import InvalidRequest, StaleRouter
from meetd.media.room_media import Consumed
from meetd.rooms.events import ProducerOpened, ProducerSwitched
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.signaling.limits import CONSUME, DTLS, IDS, PRODUCE
from meetd.signaling.operation import RoomOperation
from meetd.signaling.protocol import (
    Consume,
    ConsumerLayersRequest,
    ConsumerOnly,
    ConsumerPriority,
    ConsumersOnly,
    Payload,
    Produce,
    ProducerOnly,
    TransportConnect,
    TransportCreate,
    TransportOnly,
)


async def create_transport(room: LiveRoom, participant: Participant, data: Payload) -> Payload:
    """Create a transport to send on or to receive on."""
    if data["routerId"] != room.session.router_id:
        raise StaleRouter
    return await room.session.create_transport(participant.id, data["direction"])


async def connect_transport(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Connect a transport with the browser's half of the DTLS handshake."""
    await room.session.connect_transport(
        participant.id, data["transportId"], data["dtlsParameters"]
    )


async def restart_ice(room: LiveRoom, participant: Participant, data: Payload) -> Payload:
    """Restart ICE: new credentials after a change of network."""
    return await room.session.restart_ice(participant.id, data["transportId"])


async def close_transport(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Close a transport."""
    room.session.close_transport(participant.id, data["transportId"])


async def produce(room: LiveRoom, participant: Participant, data: Payload) -> Payload:
    """Produce: begin to send a source."""
    source = data["source"]
    if data["kind"] != source.kind:
        raise InvalidRequest(fields={"kind": [f"A {source} is {source.kind}."]})
    info = await room.session.produce(
        participant.id, data["transportId"], source, data["rtpParameters"], paused=data["paused"]
    )
    room.tell_others(participant, ProducerOpened(info))
    return {"producerId": info.id}


async def pause_producer(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Pause a producer: mute its source."""
    info = await room.session.pause_producer(participant.id, data["producerId"])
    room.tell_others(participant, ProducerSwitched(info))


async def resume_producer(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Resume a producer: unmute its source."""
    info = await room.session.resume_producer(participant.id, data["producerId"])
    room.tell_others(participant, ProducerSwitched(info))


async def close_producer(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Close a producer: stop sending its source."""
    room.session.close_producer(participant.id, data["producerId"])


async def consume(room: LiveRoom, participant: Participant, data: Payload) -> Payload:
    """Consume producers of others, paused at first."""
    answers = await room.session.consume(
        participant.id, data["transportId"], data["rtpCapabilities"], data["producerIds"]
    )
    consumers = []
    failed = []
    for answer in answers:
        if isinstance(answer, Consumed):
            consumer = answer.consumer
            consumers.append(
                {
                    "id": consumer.id,
                    "producerId": answer.producer_id,
                    "kind": consumer.kind,
                    "type": consumer.type,
                    "rtpParameters": consumer.rtp_parameters,
                    "producerPaused": consumer.producer_paused,
                }
            )
        else:
            failed.append({"producerId": answer.producer_id, "code": answer.error.code})
    return {"consumers": consumers, "failed": failed}


async def resume_consumers(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Resume consumers: the browser is ready for them."""
    await room.session.resume_consumers(participant.id, data["consumerIds"])


async def pause_consumers(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Pause consumers: nobody looks at them."""
    await room.session.pause_consumers(participant.id, data["consumerIds"])


async def close_consumers(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Close consumers."""
    await room.session.close_consumers(participant.id, data["consumerIds"])


async def prefer_layers(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Prefer the layers that fit the size that is shown."""
    await room.session.prefer_layers(
        participant.id, data["consumerIds"], data["spatialLayer"], data.get("temporalLayer")
    )


async def set_priority(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Set what matters most when bandwidth is short."""
    await room.session.set_priority(participant.id, data["consumerIds"], data["priority"])


async def request_key_frame(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Request a key frame."""
    await room.session.request_key_frame(participant.id, data["consumerId"])


OPERATIONS = {
    "sfu:transport:create": RoomOperation(TransportCreate(), create_transport, Permission.JOIN),
    "sfu:transport:connect": RoomOperation(
        TransportConnect(), connect_transport, Permission.JOIN, DTLS
    ),
    "sfu:transport:restart": RoomOperation(TransportOnly(), restart_ice, Permission.JOIN),
    "sfu:transport:close": RoomOperation(TransportOnly(), close_transport, Permission.JOIN),
    "sfu:produce": RoomOperation(Produce(), produce, Permission.PUBLISH, PRODUCE),
    "sfu:producer:pause": RoomOperation(ProducerOnly(), pause_producer, Permission.JOIN),
    "sfu:producer:resume": RoomOperation(ProducerOnly(), resume_producer, Permission.PUBLISH),
    "sfu:producer:close": RoomOperation(ProducerOnly(), close_producer, Permission.JOIN),
    "sfu:consume": RoomOperation(Consume(), consume, Permission.JOIN, CONSUME),
    "sfu:consumer:resume": RoomOperation(ConsumersOnly(), resume_consumers, Permission.JOIN, IDS),
    "sfu:consumer:pause": RoomOperation(ConsumersOnly(), pause_consumers, Permission.JOIN, IDS),
    "sfu:consumer:close": RoomOperation(ConsumersOnly(), close_consumers, Permission.JOIN, IDS),
    "sfu:consumer:layers": RoomOperation(
        ConsumerLayersRequest(), prefer_layers, Permission.JOIN, IDS
    ),
    "sfu:consumer:priority": RoomOperation(ConsumerPriority(), set_priority, Permission.JOIN, IDS),
    "sfu:consumer:keyframe": RoomOperation(ConsumerOnly(), request_key_frame, Permission.JOIN),
}
