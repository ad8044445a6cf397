"""Events of a room: what its observers are told.

Longer than most files: it is one table."""

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
from meetd.media.tracks import ProducerInfo, TrackSource
from meetd.model import Message, ParticipantId, Room, UserId
from meetd.rooms.board import BoardClosed, BoardOpened
from meetd.rooms.breakout_events import (
    BreakoutMoved,
    BreakoutsChanged,
    BreakoutsSaid,
    BreakoutTime,
    HelpAsked,
)
from meetd.rooms.drawings import DrawingEvent
from meetd.rooms.mode import Mode, Reason
from meetd.rooms.participant import ParticipantInfo
from meetd.rooms.permissions import Permission, Role
from meetd.rooms.polls import PollChanged, PollDeleted
from meetd.rooms.quality_report import QualityReported
from meetd.rooms.reactions import Reaction
from meetd.rooms.shared_timer import TimerChanged
from meetd.rooms.waiting_room import Knock, Outcome


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


class Action(enum.StrEnum):
    """Something that somebody who leads the meeting did."""

    MUTED = "muted"
    MUTED_ALL = "mutedAll"
    CAMERA_STOPPED = "cameraStopped"
    PRESENTING_STOPPED = "presentingStopped"
    REMOVED = "removed"
    BLOCKED = "blocked"
    ROLE = "role"
    RULES = "rules"
    MOVED = "moved"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    HAND_LOWERED = "handLowered"
    HANDS_LOWERED = "handsLowered"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """Somebody who leads the meeting did something, to one of those inside or to all."""

    action: Action
    by_id: ParticipantId
    by_name: str
    participant_id: ParticipantId | None
    """The one it was done to; None: all, or the meeting."""
    username: str | None
    """Their name: they may be gone already."""
    role: Role | None
    """What they are from now on, where that is what was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionDecided:
    """Somebody who leads the meeting let somebody in who asked, or did not."""

    user_id: UserId
    username: str
    guest: bool
    admitted: bool
    by_name: str


@dataclass(frozen=True, slots=True)
class Knocked:
    """Somebody asks to come in."""

    knock: Knock


@dataclass(frozen=True, slots=True)
class RoomTaken:
    """The room goes on here, which another server had."""

    participants: list[ParticipantInfo]
    """Those inside."""


@dataclass(frozen=True, slots=True)
class MediaStopped:
    """Told to one alone: turn these off, which the server has."""

    sources: list[str]
    """By the participant's flags: `microphone`, `camera`, `screen`."""


@dataclass(frozen=True, slots=True)
class MediaAsked:
    """Told to one alone: somebody asks them to turn their microphone or camera on."""

    source: TrackSource
    by_id: ParticipantId
    by_name: str


@dataclass(frozen=True, slots=True)
class PermissionsChanged:
    """Told to one alone: what they are, and all that they may do from now on."""

    role: Role
    permissions: list[Permission]


@dataclass(frozen=True, slots=True)
class KnocksChanged:
    """Told to those who may let them in: others ask to come in than before."""

    knocks: list[Knock]
    """Those who wait longest."""
    count: int
    """All of them."""


@dataclass(frozen=True, slots=True)
class KnockAnswered:
    """Told to who asked to come in: what became of that."""

    socket_id: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RoomChanged:
    """The room has another name, or other settings."""

    room: Room


@dataclass(frozen=True, slots=True)
class SignsGiven:
    """Some gave signs, within a moment."""

    reactions: list[Reaction]


@dataclass(frozen=True, slots=True)
class ChatChanged:
    """Somebody changed a message, or deleted it."""

    message: Message


@dataclass(frozen=True, slots=True)
class ChatReacted:
    """Somebody reacted to a message, or took that back."""

    message: Message
    emoji: str
    user_id: UserId
    """The one who did."""
    on: bool

    @property
    def count(self) -> int:
        """The number of people who react so now."""
        return next((r.count for r in self.message.reactions if r.emoji == self.emoji), 0)


ChatEvent = ChatDelivered | ChatChanged | ChatReacted
"""What those are told for whom a message is."""


@dataclass(frozen=True, slots=True)
class MovedTo:
    """Told to one: they are to go to another room, where they need not ask."""

    code: str
    token: str | None
    """The join token that lets them in there, and says who they are; None: they have an account."""


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


@dataclass(frozen=True, slots=True)
class AddressSeen:
    """Somebody inside reaches the service from there. It is told where the operator has that kept,
    and to no participant."""

    participant_id: ParticipantId
    address: str


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
    | KnocksChanged
    | KnockAnswered
    | RoomChanged
    | ChatChanged
    | ChatReacted
    | Led
    | MediaStopped
    | MediaAsked
    | PermissionsChanged
    | SignsGiven
    | DrawingEvent
    | BoardOpened
    | BoardClosed
    | PollChanged
    | PollDeleted
    | TimerChanged
    | BreakoutsChanged
    | BreakoutsSaid
    | HelpAsked
    | BreakoutTime
    | BreakoutMoved
    | MovedTo
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
    | QualityReported
    | AddressSeen
    | AdmissionDecided
    | Knocked
    | RoomTaken
)
