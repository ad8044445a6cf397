"""One participant's transports, producers and consumers on a room's router."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from meetd.errors import (
    InvalidRequest,
    NotInRoom,
    UnknownConsumer,
    UnknownProducer,
    UnknownTransport,
)
from meetd.media.events import (
    ConsumerLayers,
    ConsumerScore,
    MediaEvent,
    Parameters,
    TransportClosed,
)
from meetd.media.tracks import Direction, ProducerInfo, TrackSource
from meetd.model import ParticipantId
from worker_bridge import Consumer, Producer, WebRtcTransport


@dataclass(slots=True)
class ParticipantMedia:
    """A participant's part of the router. Only its own ids are known here, so that nobody
    can name somebody else's."""

    participant_id: ParticipantId
    emit: Callable[[MediaEvent], None]
    transports: dict[Direction, WebRtcTransport] = field(default_factory=dict)
    producers: dict[TrackSource, Producer] = field(default_factory=dict)
    consumers: dict[str, Consumer] = field(default_factory=dict)
    """By the id of the producer that they consume."""
    dtls: dict[str, Parameters] = field(default_factory=dict)
    """The DTLS parameters with which each open transport is connected, or about to be."""
    closed: bool = False

    def transport(self, transport_id: str, direction: Direction | None = None) -> WebRtcTransport:
        """The open transport of that id, of that direction if one is asked for.

        Raises UnknownTransport, InvalidRequest."""
        for its_direction, transport in self.transports.items():
            if transport.id == transport_id:
                if direction not in {None, its_direction}:
                    raise InvalidRequest(f"This is the {its_direction} transport.")
                return transport
        raise UnknownTransport

    def is_new_dtls(self, transport_id: str, parameters: Parameters) -> bool:
        """Remember what a transport is connected with; whether it is not so already."""
        if self.dtls.get(transport_id) == parameters:
            return False
        known = {t.id: self.dtls[t.id] for t in self.transports.values() if t.id in self.dtls}
        self.dtls = {transport_id: parameters} | known
        return True

    def producer(self, producer_id: str) -> tuple[TrackSource, Producer]:
        """The open producer of that id. Raises UnknownProducer."""
        for source, producer in self.producers.items():
            if producer.id == producer_id:
                return source, producer
        raise UnknownProducer

    def consumer(self, consumer_id: str) -> Consumer:
        """The open consumer of that id. Raises UnknownConsumer."""
        for consumer in self.consumers.values():
            if consumer.id == consumer_id:
                return consumer
        raise UnknownConsumer

    def info(self, source: TrackSource) -> ProducerInfo:
        """Describe the producer of that source to others. Raises UnknownProducer."""
        producer = self.producers.get(source)
        if producer is None:
            raise UnknownProducer
        return ProducerInfo(producer.id, self.participant_id, source, producer.paused)

    def infos(self) -> list[ProducerInfo]:
        """Describe all producers to others."""
        return [self.info(source) for source in self.producers]

    def must_be_open(self, new: WebRtcTransport | Producer | Consumer) -> None:
        """Close what was made for a participant who left meanwhile. Raises NotInRoom."""
        if self.closed:
            new.close()
            raise NotInRoom

    def adopt_transport(self, direction: Direction, transport: WebRtcTransport) -> None:
        """Keep a new transport, in place of an older one of its direction. Raises NotInRoom."""
        self.must_be_open(transport)
        older = self.transports.pop(direction, None)
        if older is not None:
            older.close()
        self.transports[direction] = transport

        def ended(state: str) -> None:
            if state in {"failed", "closed"} and self.transports.get(direction) is transport:
                del self.transports[direction]
                transport.close()
                self.emit(TransportClosed(self.participant_id, transport.id))

        transport.on("dtlsstatechange", ended)

    def adopt_consumer(self, producer_id: str, consumer: Consumer) -> None:
        """Keep a new consumer, in place of an older one of its producer. Raises NotInRoom."""
        self.must_be_open(consumer)
        older = self.consumers.pop(producer_id, None)
        if older is not None:
            older.close()
        self.consumers[producer_id] = consumer

        def on_layers(layers: dict[str, Any] | None) -> None:
            spatial = layers["spatialLayer"] if layers else None
            temporal = layers.get("temporalLayer") if layers else None
            self.emit(ConsumerLayers(self.participant_id, consumer.id, spatial, temporal))

        def on_score(score: dict[str, Any]) -> None:
            # Of a picture of which no layer is sent, the worker says 0, however good its source.
            source = score["producerScore"] or max(score["producerScores"], default=0)
            self.emit(ConsumerScore(self.participant_id, consumer.id, score["score"], source))

        consumer.on("layerschange", on_layers)
        consumer.on("score", on_score)

    def close(self) -> None:
        """Close everything; what others consume of it is closed with it."""
        self.closed = True
        transports = list(self.transports.values())
        self.transports.clear()
        for transport in transports:
            transport.close()
