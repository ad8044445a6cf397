"""Shapes of the things that results and events tell of, where they differ from the things."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from meetd.media import options
from meetd.media.options import ConsumerOptions, TransportOptions
from meetd.media.tracks import ProducerInfo, TrackSource
from meetd.model import ParticipantId, Room, RoomId, UserId
from meetd.rooms import breakout_events as breakouts
from meetd.rooms import mode, polls, shared_timer, waiting_room
from meetd.rooms.events import ModeState
from meetd.rooms.mode import Reason
from meetd.rooms.participant import ParticipantInfo
from meetd.wire.fields import (
    DtlsParameters,
    IceCandidates,
    IceParameters,
    RtpCapabilities,
    RtpParameters,
)
from meetd.wire.marks import Attribute, Later, Open, Unread
from meetd.wire.room_settings import AllSettings
from meetd.wire.shape import call, shape_of

call(TrackSource, "Source")
call(mode.Mode, "ModeName")
call(ParticipantInfo, "Participant")
call(polls.ShownPoll, "Poll")
call(polls.ShownOption, "PollOption")
call(breakouts.ShownBreakouts, "Breakouts")
call(breakouts.ShownBreakout, "Breakout")


@shape_of(Room)
class RoomInfo:
    """The room that one is in. Who leads it shows in its people."""

    id: RoomId
    code: str
    name: str
    host_id: UserId
    created_at: Unread[datetime]
    updated_at: Unread[datetime]
    settings: Later[AllSettings]


@shape_of(shared_timer.Countdown)
class Timer:
    """A timer that runs, for all."""

    seconds: int
    """How long it runs in all."""
    left: int
    """Milliseconds to its end when this was sent, by the server's clock."""
    by_name: str
    """Who set it last."""


@shape_of(waiting_room.Knock)
class Knock:
    """Somebody who asks to come in."""

    id: str
    username: str
    guest: bool
    since: datetime


@shape_of(ProducerInfo)
class Producer:
    """A source that somebody sends, as those see it who may consume it."""

    id: str
    participant_id: ParticipantId
    kind: Annotated[Literal["audio", "video"], Attribute("source.kind")]
    source: TrackSource
    """At most one producer of each per participant; two while they move to another router."""
    paused: bool


@shape_of(ModeState)
class Mode(ModeState):
    """How media travels from now on."""

    reason: Open[Reason]
    router_rtp_capabilities: RtpCapabilities | None
    leaving_router_id: Later[str | None]
    dominant: Later[ParticipantId | None]


@shape_of(TransportOptions)
class Transport(TransportOptions):
    """A transport of the SFU, as its other end in the browser needs it."""

    ice_parameters: IceParameters
    ice_candidates: IceCandidates
    dtls_parameters: DtlsParameters


@shape_of(ConsumerOptions)
class NewConsumer(ConsumerOptions):
    """A consumer, paused at first."""

    rtp_parameters: RtpParameters


@shape_of(options.NotConsumed)
class NotConsumed:
    """A producer that cannot be consumed, and the code of the error."""

    producer_id: str
    code: Annotated[str, Attribute("error.code")]
