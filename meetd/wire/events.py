"""Shapes of events, where they differ from the events that rooms tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from meetd.model import ParticipantId
from meetd.rooms.events import LeftReason, ParticipantLeft
from meetd.wire.marks import Attribute, Open
from meetd.wire.p2p import P2PPayload
from meetd.wire.shape import shape_of


@shape_of(ParticipantLeft)
class Left(ParticipantLeft):
    """Somebody went."""

    reason: Open[LeftReason]


class SignalFrom:
    """Something of another browser."""

    epoch: int
    from_: Annotated[ParticipantId, Attribute("sender")]
    payload: P2PPayload


class ProducerRef:
    """A producer, and whose it is."""

    producer_id: str
    participant_id: ParticipantId


class SwitchedProducer:
    """A producer, and whose it is."""

    producer_id: Annotated[str, Attribute("producer.id")]
    participant_id: Annotated[ParticipantId, Attribute("producer.participant_id")]


class ClosedConsumer:
    """A consumer that is gone."""

    consumer_id: str


class ForwardedLayers:
    """The layers that a consumer forwards now; null: none."""

    consumer_id: str
    spatial_layer: int | None
    temporal_layer: int | None


class Scores:
    """How well a consumer and its producer fare, 0 to 10."""

    consumer_id: str
    score: int
    producer_score: int
    """Of the source, also while no layer of it is sent."""


class WantedLayer:
    """The highest layer that anybody watches; null: nobody does."""

    producer_id: str
    spatial_layer: int | None


class ClosedTransport:
    """A transport that ended by itself."""

    transport_id: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Why it is over."""

    code: str
    message: str
