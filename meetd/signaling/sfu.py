"""A participant's transports, producers and consumers on the room's router."""

from __future__ import annotations

from meetd.errors import InvalidRequest, StaleRouter
from meetd.media.session import Consumed
from meetd.rooms.events import ProducerOpened, ProducerSwitched
from meetd.signaling.limits import CONSUME, DTLS, IDS, PRODUCE
from meetd.signaling.protocol import (
    Consume,
    ConsumerLayersRequest,
    ConsumerOnly,
    ConsumerPriority,
    ConsumersOnly,
    Payload,
    Produce,
    ProducerOnly,
    SfuProof,
    TransportConnect,
    TransportCreate,
    TransportOnly,
)
from meetd.signaling.server import Caller, Event


async def create_transport(caller: Caller, data: Payload) -> Payload:
    """A transport to send on or to receive on."""
    room, peer = caller.connection.must_be_inside()
    if data["routerId"] != room.session.router_id:
        raise StaleRouter
    return await room.session.create_transport(peer.id, data["direction"])


async def connect_transport(caller: Caller, data: Payload) -> None:
    """The browser's half of the DTLS handshake."""
    room, peer = caller.connection.must_be_inside()
    await room.session.connect_transport(peer.id, data["transportId"], data["dtlsParameters"])


async def restart_ice(caller: Caller, data: Payload) -> Payload:
    """New credentials after a change of network."""
    room, peer = caller.connection.must_be_inside()
    return await room.session.restart_ice(peer.id, data["transportId"])


async def close_transport(caller: Caller, data: Payload) -> None:
    """Done with a transport."""
    room, peer = caller.connection.must_be_inside()
    room.session.close_transport(peer.id, data["transportId"])


async def produce(caller: Caller, data: Payload) -> Payload:
    """Begin to send a source."""
    room, peer = caller.connection.must_be_inside()
    source = data["source"]
    if data["kind"] != source.kind:
        raise InvalidRequest(fields={"kind": [f"A {source} is {source.kind}."]})
    info = await room.session.produce(
        peer.id, data["transportId"], source, data["rtpParameters"], paused=data["paused"]
    )
    room.tell_others(peer, ProducerOpened(info))
    return {"producerId": info.id}


async def pause_producer(caller: Caller, data: Payload) -> None:
    """Mute a source."""
    room, peer = caller.connection.must_be_inside()
    info = await room.session.pause_producer(peer.id, data["producerId"])
    room.tell_others(peer, ProducerSwitched(info))


async def resume_producer(caller: Caller, data: Payload) -> None:
    """Unmute a source."""
    room, peer = caller.connection.must_be_inside()
    info = await room.session.resume_producer(peer.id, data["producerId"])
    room.tell_others(peer, ProducerSwitched(info))


async def close_producer(caller: Caller, data: Payload) -> None:
    """Stop sending a source."""
    room, peer = caller.connection.must_be_inside()
    room.session.close_producer(peer.id, data["producerId"])


async def consume(caller: Caller, data: Payload) -> Payload:
    """Receive sources of others."""
    room, peer = caller.connection.must_be_inside()
    answers = await room.session.consume(
        peer.id, data["transportId"], data["rtpCapabilities"], data["producerIds"]
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


async def resume_consumers(caller: Caller, data: Payload) -> None:
    """The browser is ready for them."""
    room, peer = caller.connection.must_be_inside()
    await room.session.resume_consumers(peer.id, data["consumerIds"])


async def pause_consumers(caller: Caller, data: Payload) -> None:
    """Nobody looks at them."""
    room, peer = caller.connection.must_be_inside()
    await room.session.pause_consumers(peer.id, data["consumerIds"])


async def close_consumers(caller: Caller, data: Payload) -> None:
    """Done with them."""
    room, peer = caller.connection.must_be_inside()
    await room.session.close_consumers(peer.id, data["consumerIds"])


async def prefer_layers(caller: Caller, data: Payload) -> None:
    """The size that is shown."""
    room, peer = caller.connection.must_be_inside()
    await room.session.prefer_layers(
        peer.id, data["consumerIds"], data["spatialLayer"], data.get("temporalLayer")
    )


async def set_priority(caller: Caller, data: Payload) -> None:
    """What matters most when bandwidth is short."""
    room, peer = caller.connection.must_be_inside()
    await room.session.set_priority(peer.id, data["consumerIds"], data["priority"])


async def request_key_frame(caller: Caller, data: Payload) -> None:
    """A whole picture, please."""
    room, peer = caller.connection.must_be_inside()
    await room.session.request_key_frame(peer.id, data["consumerId"])


async def prove(caller: Caller, data: Payload) -> None:
    """While two talk directly: whether a third could join."""
    room, peer = caller.connection.must_be_inside()
    room.prove_sfu(peer, works=data["works"])


EVENTS = {
    "sfu:proof": Event(SfuProof(), prove),
    "sfu:transport:create": Event(TransportCreate(), create_transport),
    "sfu:transport:connect": Event(TransportConnect(), connect_transport, DTLS),
    "sfu:transport:restart": Event(TransportOnly(), restart_ice),
    "sfu:transport:close": Event(TransportOnly(), close_transport),
    "sfu:produce": Event(Produce(), produce, PRODUCE),
    "sfu:producer:pause": Event(ProducerOnly(), pause_producer),
    "sfu:producer:resume": Event(ProducerOnly(), resume_producer),
    "sfu:producer:close": Event(ProducerOnly(), close_producer),
    "sfu:consume": Event(Consume(), consume, CONSUME),
    "sfu:consumer:resume": Event(ConsumersOnly(), resume_consumers, IDS),
    "sfu:consumer:pause": Event(ConsumersOnly(), pause_consumers, IDS),
    "sfu:consumer:close": Event(ConsumersOnly(), close_consumers, IDS),
    "sfu:consumer:layers": Event(ConsumerLayersRequest(), prefer_layers, IDS),
    "sfu:consumer:priority": Event(ConsumerPriority(), set_priority, IDS),
    "sfu:consumer:keyframe": Event(ConsumerOnly(), request_key_frame),
}
