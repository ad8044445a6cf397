"""Events of a room's media that nobody asked for, as the room hears of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from meetd.media.tracks import ProducerInfo
from meetd.model import ParticipantId


@dataclass(frozen=True, slots=True)
class ProducerOpened:
    """A participant sends a source."""

    producer: ProducerInfo


@dataclass(frozen=True, slots=True)
class ProducerSwitched:
    """A source was paused or goes on."""

    producer: ProducerInfo


@dataclass(frozen=True, slots=True)
class ProducerClosed:
    """A participant stopped sending a source."""

    participant_id: ParticipantId
    producer_id: str


@dataclass(frozen=True, slots=True)
class ConsumerClosed:
    """A participant no longer receives what it received."""

    participant_id: ParticipantId
    consumer_id: str


@dataclass(frozen=True, slots=True)
class ConsumerLayers:
    """The layers that a consumer forwards now; None: none."""

    participant_id: ParticipantId
    consumer_id: str
    spatial_layer: int | None
    temporal_layer: int | None


@dataclass(frozen=True, slots=True)
class ConsumerScore:
    """The scores of a consumer and its producer, 0 to 10."""

    participant_id: ParticipantId
    consumer_id: str
    score: int
    producer_score: int


@dataclass(frozen=True, slots=True)
class ProducerDemand:
    """The highest spatial layer of a producer that anybody watches: no higher one need be sent, and
    none at all where it is None."""

    participant_id: ParticipantId
    producer_id: str
    spatial_layer: int | None


@dataclass(frozen=True, slots=True)
class TransportClosed:
    """A participant's transport ended by itself: it needs a new one."""

    participant_id: ParticipantId
    transport_id: str


@dataclass(frozen=True, slots=True)
class DominantSpeakerChanged:
    """Another participant speaks above all others now, or nobody."""

    dominant: ParticipantId | None


@dataclass(frozen=True, slots=True)
class ParticipantMoved:
    """A participant's media goes on on another router, and lives on the one before meanwhile."""

    participant_id: ParticipantId


@dataclass(frozen=True, slots=True)
class RouterLost:
    """The worker of a router died, and everything on it is gone."""

    router_id: str


MediaEvent = (
    ProducerOpened
    | ProducerSwitched
    | ProducerClosed
    | ConsumerClosed
    | ConsumerLayers
    | ConsumerScore
    | ProducerDemand
    | TransportClosed
    | DominantSpeakerChanged
    | ParticipantMoved
    | RouterLost
)

Parameters: TypeAlias = Any
"""RTP, ICE or DTLS parameters as a browser says them: anything, until the bridge has checked it."""
