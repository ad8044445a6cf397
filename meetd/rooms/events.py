"""Events of a room: what its observers are told."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from meetd.media.events import (
    ConsumerClosed,
    ConsumerLayers,
    ConsumerScore,
    DominantSpeakerChanged,
    Parameters,
    ProducerClosed,
    ProducerDemand,
    ProducerOpened,
    ProducerSwitched,
    TransportClosed,
)
from meetd.media.tracks import ProducerInfo
from meetd.model import Message, ParticipantId
from meetd.rooms.mode import Mode, Reason
from meetd.rooms.participant import ParticipantInfo


class LeftReason(enum.StrEnum):
    """The reason for which somebody is gone."""

    LEFT = "left"
    LOST = "lost"
    REMOVED = "removed"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class ParticipantJoined:
    """Somebody came."""

    participant: ParticipantInfo


@dataclass(frozen=True, slots=True)
class ParticipantUpdated:
    """Somebody's microphone, camera, screen or connection changed."""

    participant: ParticipantInfo


@dataclass(frozen=True, slots=True)
class ParticipantLeft:
    """Somebody went."""

    participant_id: ParticipantId
    reason: LeftReason


@dataclass(frozen=True, slots=True)
class RosterChanged:
    """What became of a large room's people since this was told last."""

    participants: list[ParticipantInfo]
    """Those who came, or changed."""
    left: list[ParticipantLeft]


@dataclass(frozen=True, slots=True)
class ModeState:
    """The mode from now on, as one participant has to know it."""

    mode: Mode
    epoch: int
    reason: Reason
    router_id: str | None
    """None while no worker can be had."""
    leaving_router_id: str | None
    """The router from which the participant is moved: what is on it goes on until the browser has
    the new."""
    router_rtp_capabilities: Parameters | None
    producers: list[ProducerInfo]
    settled: bool
    """True if everybody has this path already."""
    dominant: ParticipantId | None
    """The one who speaks above all others; None outside the SFU."""


@dataclass(frozen=True, slots=True)
class ModeSettled:
    """Everybody has the path of this epoch: the one before may go."""

    epoch: int


@dataclass(frozen=True, slots=True)
class Signal:
    """A browser's words to another to connect to it; opaque here."""

    epoch: int
    sender: ParticipantId
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChatDelivered:
    """Somebody said something."""

    message: Message


@dataclass(frozen=True, slots=True)
class RoomEnded:
    """The participant is out, and why."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ParticipantConnected:
    """A participant is reached over this socket from now on, and over no older one."""

    participant_id: ParticipantId
    socket_id: str


@dataclass(frozen=True, slots=True)
class ParticipantDisconnected:
    """A participant is not reached any more."""

    participant_id: ParticipantId


@dataclass(frozen=True, slots=True)
class ModeChanged:
    """A new epoch began; each participant gets a ModeState of it."""

    mode: Mode
    epoch: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class PathFailed:
    """A participant could not build the path of the current mode."""

    participant_id: ParticipantId
    mode: Mode
    reason: str
    """In the words of their browser."""


@dataclass(frozen=True, slots=True)
class ReachabilityReported:
    """A participant tried whether media finds a way to the room's worker."""

    participant_id: ParticipantId
    reachable: bool


REPLACED = RoomEnded("replaced", "You joined this meeting in another window.")
"""Its place was taken: by another participant of the same account, or over another connection."""


ClientEvent = (
    ParticipantJoined
    | ParticipantUpdated
    | ParticipantLeft
    | RosterChanged
    | ModeState
    | ModeSettled
    | Signal
    | ProducerOpened
    | ProducerSwitched
    | ProducerClosed
    | ConsumerClosed
    | ConsumerLayers
    | ConsumerScore
    | ProducerDemand
    | TransportClosed
    | DominantSpeakerChanged
    | ChatDelivered
    | RoomEnded
)
"""What participants are told."""

RoomEvent = (
    ClientEvent
    | ParticipantConnected
    | ParticipantDisconnected
    | ModeChanged
    | PathFailed
    | ReachabilityReported
)
