"""A participant's transports, producers and consumers on the room's router."""

from __future__ import annotations

from meetd.errors import InvalidRequest, NotThisHost, StaleRouter
from meetd.media.options import PlainTransportOptions, TransportOptions
from meetd.rooms import sending
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import in_room
from meetd.wire import requests, results
from meetd.wire.catalogue import sockets
from meetd.wire.marks import ABSENT


async def create_transport(
    room: LiveRoom, participant: Participant, request: requests.TransportCreate
) -> TransportOptions:
    """Create a transport to send on or to receive on."""
    media = room.media.of(participant.id)
    if request.router_id != media.router_id:
        raise StaleRouter
    return await media.transports.create(request.direction)


async def create_plain_transport(
    room: LiveRoom, participant: Participant, request: requests.PlainTransportCreate
) -> PlainTransportOptions:
    """Create one without ICE and DTLS, for a bot beside the worker."""
    if not (participant.bot and participant.same_host):
        raise NotThisHost
    media = room.media.of(participant.id)
    if request.router_id != media.router_id:
        raise StaleRouter
    return await media.transports.create_plain(request.direction, request.key)


async def look_for_bot(
    room: LiveRoom, participant: Participant, request: requests.TransportOnly
) -> results.Heard:
    """Say whether the bot was heard over such a transport: it may be on another host after all."""
    return results.Heard(room.media.of(participant.id).transports.heard(request.transport_id))


async def connect_transport(
    room: LiveRoom, participant: Participant, request: requests.TransportConnect
) -> None:
    """Connect a transport with the browser's half of the DTLS handshake."""
    await room.media.of(participant.id).transports.connect(
        request.transport_id, request.dtls_parameters
    )


async def restart_ice(
    room: LiveRoom, participant: Participant, request: requests.TransportOnly
) -> results.IceRestarted:
    """Restart ICE: new credentials after a change of network."""
    media = room.media.of(participant.id)
    return results.IceRestarted(await media.transports.restart_ice(request.transport_id))


async def close_transport(
    room: LiveRoom, participant: Participant, request: requests.TransportOnly
) -> None:
    """Close a transport."""
    room.media.of(participant.id).transports.close(request.transport_id)


async def produce(
    room: LiveRoom, participant: Participant, request: requests.Produce
) -> results.Produced:
    """Produce: begin to send a source."""
    source = request.source
    if request.kind != source.kind:
        raise InvalidRequest(fields={"kind": [f"A {source} is {source.kind}."]})
    info = await sending.produce(
        room,
        participant,
        request.transport_id,
        source,
        request.rtp_parameters,
        paused=request.paused,
    )
    return results.Produced(info.id)


async def pause_producer(
    room: LiveRoom, participant: Participant, request: requests.ProducerOnly
) -> None:
    """Pause a producer: mute its source."""
    await room.media.of(participant.id).publishing.pause(request.producer_id)


async def resume_producer(
    room: LiveRoom, participant: Participant, request: requests.ProducerOnly
) -> None:
    """Resume a producer: unmute its source."""
    await sending.resume(room, participant, request.producer_id)


async def close_producer(
    room: LiveRoom, participant: Participant, request: requests.ProducerOnly
) -> None:
    """Close a producer: stop sending its source."""
    room.media.of(participant.id).publishing.close(request.producer_id)


async def consume(
    room: LiveRoom, participant: Participant, request: requests.Consume
) -> results.Consumed:
    """Consume producers of others, paused at first."""
    answers = await room.media.of(participant.id).subscribing.consume(
        request.transport_id, request.rtp_capabilities, request.producer_ids
    )
    return results.Consumed.of(answers)


async def resume_consumers(
    room: LiveRoom, participant: Participant, request: requests.ConsumersOnly
) -> None:
    """Resume consumers: the browser is ready for them."""
    await room.media.of(participant.id).subscribing.resume(request.consumer_ids)


async def pause_consumers(
    room: LiveRoom, participant: Participant, request: requests.ConsumersOnly
) -> None:
    """Pause consumers: nobody looks at them."""
    await room.media.of(participant.id).subscribing.pause(request.consumer_ids)


async def close_consumers(
    room: LiveRoom, participant: Participant, request: requests.ConsumersOnly
) -> None:
    """Close consumers."""
    await room.media.of(participant.id).subscribing.close(request.consumer_ids)


async def prefer_layers(
    room: LiveRoom, participant: Participant, request: requests.ConsumerLayers
) -> None:
    """Prefer the layers that fit the size that is shown."""
    await room.media.of(participant.id).subscribing.prefer_layers(
        request.consumers,
        request.spatial_layer,
        None if request.temporal_layer is ABSENT else request.temporal_layer,
    )


async def set_priority(
    room: LiveRoom, participant: Participant, request: requests.ConsumerPriority
) -> None:
    """Set what matters most when bandwidth is short."""
    await room.media.of(participant.id).subscribing.set_priority(
        request.consumers, request.priority
    )


async def request_key_frame(
    room: LiveRoom, participant: Participant, request: requests.ConsumerOnly
) -> None:
    """Request a key frame."""
    await room.media.of(participant.id).subscribing.request_key_frame(request.consumer_id)


OPERATIONS = dict(
    (
        in_room(sockets.CREATE_TRANSPORT, create_transport),
        in_room(sockets.CREATE_PLAIN_TRANSPORT, create_plain_transport),
        in_room(sockets.LOOK_FOR_BOT, look_for_bot),
        in_room(sockets.CONNECT_TRANSPORT, connect_transport),
        in_room(sockets.RESTART_ICE, restart_ice),
        in_room(sockets.CLOSE_TRANSPORT, close_transport),
        in_room(sockets.PRODUCE, produce),
        in_room(sockets.PAUSE_PRODUCER, pause_producer),
        in_room(sockets.RESUME_PRODUCER, resume_producer),
        in_room(sockets.CLOSE_PRODUCER, close_producer),
        in_room(sockets.CONSUME, consume),
        in_room(sockets.RESUME_CONSUMERS, resume_consumers),
        in_room(sockets.PAUSE_CONSUMERS, pause_consumers),
        in_room(sockets.CLOSE_CONSUMERS, close_consumers),
        in_room(sockets.PREFER_LAYERS, prefer_layers),
        in_room(sockets.SET_PRIORITY, set_priority),
        in_room(sockets.REQUEST_KEY_FRAME, request_key_frame),
    )
)
