"""Results of requests over sockets, as handlers give them; no result is an empty object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meetd.auth.turn import IceServer
from meetd.media.options import ConsumerOptions, NotConsumed, TransportOptions
from meetd.model import Message, MessageId, ParticipantId, Room, UserId
from meetd.rooms.breakout_events import BreakoutTime, ShownBreakouts
from meetd.rooms.events import ModeState
from meetd.rooms.participant import ParticipantInfo
from meetd.rooms.permissions import Permission, Role
from meetd.rooms.shared_timer import Countdown
from meetd.wire.fields import IceParameters
from meetd.wire.marks import Later, Open


@dataclass(frozen=True, slots=True)
class Consumed:
    """Consumers, and what there is none of."""

    consumers: list[ConsumerOptions]
    failed: list[NotConsumed]

    @classmethod
    def of(cls, answers: Iterable[ConsumerOptions | NotConsumed]) -> Consumed:
        """What the room's media answered."""
        consumers: list[ConsumerOptions] = []
        failed: list[NotConsumed] = []
        for answer in answers:
            if isinstance(answer, ConsumerOptions):
                consumers.append(answer)
            else:
                failed.append(answer)
        return cls(consumers, failed)


@dataclass(frozen=True, slots=True)
class BothTransports:
    """The transports that somebody new would ask for."""

    router_id: str
    send: TransportOptions
    recv: TransportOptions
    consumed: Later[Consumed | None] = None
    """On `recv`, of the producers that there are, for who said what the browser can receive."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The room, as who came in finds it."""

    participant_id: ParticipantId
    resume_token: str
    resumed: bool
    """Whether this is the participant that was there before."""
    room: Room
    participants: list[ParticipantInfo]
    """The others; the first of them in a large room."""
    participants_cursor: Later[ParticipantId | None]
    """The last of these, where there are more: the next page's `after`."""
    participant_count: Later[int]
    """All, oneself too."""
    hand: Later[int | None]
    """One's own, where it is up."""
    username: Later[str]
    """What one is called here."""
    pronouns: Later[str]
    companion_of: Later[ParticipantId | None]
    """Beside whom one is without sound, in the same physical room."""
    mode: ModeState
    transports: Later[BothTransports | None]
    """For who asked for them and comes in anew while the mode is sfu."""
    ice_servers: list[IceServer]
    messages: list[Message]
    """The newest, or what came after `lastMessageId`; oldest first."""
    next_cursor: MessageId | None
    """Before it there are more."""
    more_after: bool
    """Whether there is more after them."""
    role: Later[Role]
    permissions: Later[list[Open[Permission]]]
    """All that the caller may do here."""
    timer: Later[Countdown | None]
    """The timer that all see, while it runs."""
    breakouts: Later[ShownBreakouts | None]
    """In a room that has breakout rooms: how they are."""
    breakout: Later[BreakoutTime | None]
    """In a breakout room: when it closes."""
    board: Later[UserId | None]
    """Who opened the room's board, while it is open."""


@dataclass(frozen=True, slots=True)
class Knocked:
    """How it stands with somebody who asks to come in."""

    admitted: bool
    """True if they may join by now."""
    is_led: bool
    """True if somebody is inside who can let them in."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Whether something came over a transport without ICE, so that the worker knows where to."""

    heard: bool


@dataclass(frozen=True, slots=True)
class IceRestarted:
    """New ICE credentials of the server's end."""

    ice_parameters: IceParameters


@dataclass(frozen=True, slots=True)
class Produced:
    """A new producer."""

    producer_id: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The message as it is stored."""

    message: Message


@dataclass(frozen=True, slots=True)
class History:
    """A page of messages, oldest first."""

    messages: list[Message]
    next_cursor: int | None
    """The next page's `before` or `after`; null when there is none."""
