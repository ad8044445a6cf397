"""Shapes of events, where they differ from the events that rooms tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from meetd.model import MessageId, ParticipantId, UserId
from meetd.rooms import drawing
from meetd.rooms.drawing import Tool
from meetd.rooms.events import (
    Action,
    Led,
    LeftReason,
    ParticipantLeft,
    PermissionsChanged,
    SignsGiven,
)
from meetd.rooms.permissions import Permission
from meetd.rooms.reactions import Reaction, Sign
from meetd.rooms.waiting_room import Outcome
from meetd.wire.marks import Attribute, Open
from meetd.wire.p2p import P2PPayload
from meetd.wire.shape import call, shape_of

call(Tool, "DrawingTool")


@shape_of(ParticipantLeft)
class Left(ParticipantLeft):
    """Somebody went."""

    reason: Open[LeftReason]


@shape_of(Led)
class LedBy(Led):
    """Something that somebody who leads did."""

    action: Open[Action]


@shape_of(PermissionsChanged)
class NowPermitted(PermissionsChanged):
    """What one is, and all that one may do from now on."""

    permissions: list[Open[Permission]]


class Answered:
    """What became of a knock."""

    outcome: Open[Outcome]


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


class Reacted:
    """A reaction to a message, given or taken back."""

    message_id: Annotated[MessageId, Attribute("message.id")]
    change: Annotated[int, Attribute("message.change")]
    """The message's, now."""
    emoji: str
    count: int
    """People who react so now."""
    user_id: UserId
    """The one who did."""
    on: bool


@shape_of(Reaction)
class Given(Reaction):
    """A sign, and whose it is."""

    sign: Open[Sign]


@shape_of(SignsGiven)
class Reactions(SignsGiven):
    """Signs that some gave within a moment; those of more are left out."""


@shape_of(drawing.Piece)
class DrawnPiece:
    """Some more of a stroke."""

    stroke_id: str
    user_id: UserId
    tool: Open[Tool]
    points: list[int]
    """x and y in turn."""
    text: str


@shape_of(drawing.Stroke)
class DrawnStroke:
    """All that there is of a stroke."""

    id: str
    user_id: UserId
    tool: Open[Tool]
    points: list[int]
    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Why it is over."""

    code: str
    message: str
