"""The catalogue: every request over sockets and every event, with all that is to know of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType
from typing import Any, Generic, TypeVar

from meetd import errors
from meetd.auth.needs import SIGNED_IN, Needs
from meetd.errors import MeetError
from meetd.media import events as media
from meetd.media.options import TransportOptions
from meetd.rooms import events as rooms
from meetd.rooms.permissions import Permission
from meetd.wire import (
    events,
    limits,
    requests,
    results,
    shapes,  # noqa: F401 It registers the shapes of what is not on the wire as it is.
)
from meetd.wire.limits import SMALL, Limit

Q = TypeVar("Q")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Request(Generic[Q, R]):
    """A request that clients may send."""

    name: str
    fields: type[Q]
    result: type[R]
    """NoneType: its acknowledgement says that it was carried out, and no more."""
    words: str
    needs: Needs | Permission
    """A permission is one in the room that the caller is in."""
    limit: Limit = SMALL
    errors: tuple[type[MeetError], ...] = ()
    """Errors that it may be refused with, besides those that any request may."""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all errors that it may be refused with."""
        others = INSIDE if isinstance(self.needs, Permission) else ()
        return frozenset(error.code for error in (*ANY, *others, *self.errors))


ANY = (
    errors.InvalidRequest,
    errors.PayloadTooLarge,
    errors.TooManyRequests,
    errors.Unauthorized,
    errors.Internal,
)
"""Errors that any request may be refused with."""
INSIDE = (errors.NotInRoom, errors.Forbidden)
"""Errors that one which needs a permission may be refused with, besides."""

_JOIN, _PUBLISH, _CHAT = Permission.JOIN, Permission.PUBLISH, Permission.CHAT
_ROUTER = (errors.MediaUnavailable,)
_TRANSPORT = (errors.UnknownTransport, errors.MediaUnavailable)
_PRODUCER = (errors.UnknownProducer, errors.MediaUnavailable)
_CONSUMER = (errors.UnknownConsumer, errors.MediaUnavailable)

JOIN = Request(
    "join",
    requests.Join,
    results.Joined,
    "Come into a room, or back into it.",
    SIGNED_IN,
    limits.JOIN,
    errors=(
        errors.RoomNotFound,
        errors.RoomDeleted,
        errors.RoomFull,
        errors.Forbidden,
        errors.AlreadyInRoom,
        errors.JoinedElsewhere,
        errors.NotInRoom,
        errors.ServerStopping,
        errors.Unavailable,
    ),
)
LEAVE = Request("leave", requests.Empty, NoneType, "Leave, if in a room.", SIGNED_IN)
MEDIA = Request(
    "media", requests.Media, NoneType, "Say what is on and off, as one's tile shows it.", _JOIN
)
PING = Request("ping", requests.Empty, NoneType, "Measure the way there and back.", SIGNED_IN)

MODE_READY = Request(
    "mode:ready", requests.ModeReady, NoneType, "Report that the new path has it all.", _JOIN
)
MODE_FAILED = Request(
    "mode:failed", requests.ModeFailed, NoneType, "Report that there is no new path.", _JOIN
)
SFU_PROOF = Request(
    "sfu:proof", requests.SfuProof, NoneType, "Report whether a worker can be reached.", _JOIN
)
P2P_SIGNAL = Request(
    "p2p:signal",
    requests.P2PSignal,
    NoneType,
    "Say something to another page.",
    _JOIN,
    limits.SIGNAL,
    errors=(errors.UnknownParticipant, errors.StaleEpoch),
)

CREATE_TRANSPORT = Request(
    "sfu:transport:create",
    requests.TransportCreate,
    TransportOptions,
    "Create a transport to send or to receive on.",
    _JOIN,
    errors=(errors.StaleRouter, *_ROUTER),
)
CONNECT_TRANSPORT = Request(
    "sfu:transport:connect",
    requests.TransportConnect,
    NoneType,
    "Connect a transport.",
    _JOIN,
    limits.DTLS,
    errors=(errors.MediaRejected, *_TRANSPORT),
)
RESTART_ICE = Request(
    "sfu:transport:restart",
    requests.TransportOnly,
    results.IceRestarted,
    "Restart ICE, after a change of network.",
    _JOIN,
    errors=_TRANSPORT,
)
CLOSE_TRANSPORT = Request(
    "sfu:transport:close",
    requests.TransportOnly,
    NoneType,
    "Close a transport.",
    _JOIN,
    errors=_TRANSPORT,
)
PRODUCE = Request(
    "sfu:produce",
    requests.Produce,
    results.Produced,
    "Begin to send a source.",
    _PUBLISH,
    limits.PRODUCE,
    errors=(errors.MediaRejected, errors.UnknownProducer, *_TRANSPORT),
)
PAUSE_PRODUCER = Request(
    "sfu:producer:pause",
    requests.ProducerOnly,
    NoneType,
    "Pause a source.",
    _JOIN,
    errors=_PRODUCER,
)
RESUME_PRODUCER = Request(
    "sfu:producer:resume",
    requests.ProducerOnly,
    NoneType,
    "Resume a source.",
    _PUBLISH,
    errors=_PRODUCER,
)
CLOSE_PRODUCER = Request(
    "sfu:producer:close",
    requests.ProducerOnly,
    NoneType,
    "Stop sending a source.",
    _JOIN,
    errors=_PRODUCER,
)
CONSUME = Request(
    "sfu:consume",
    requests.Consume,
    results.Consumed,
    "Consume others' sources, each paused at first.",
    _JOIN,
    limits.CONSUME,
    errors=_TRANSPORT,
)
RESUME_CONSUMERS = Request(
    "sfu:consumer:resume",
    requests.ConsumersOnly,
    NoneType,
    "Resume consumers.",
    _JOIN,
    limits.IDS,
    errors=_CONSUMER,
)
PAUSE_CONSUMERS = Request(
    "sfu:consumer:pause",
    requests.ConsumersOnly,
    NoneType,
    "Pause consumers.",
    _JOIN,
    limits.IDS,
    errors=_CONSUMER,
)
CLOSE_CONSUMERS = Request(
    "sfu:consumer:close",
    requests.ConsumersOnly,
    NoneType,
    "Close consumers.",
    _JOIN,
    limits.IDS,
    errors=_CONSUMER,
)
PREFER_LAYERS = Request(
    "sfu:consumer:layers",
    requests.ConsumerLayers,
    NoneType,
    "Set the highest layers worth sending.",
    _JOIN,
    limits.IDS,
    errors=_CONSUMER,
)
SET_PRIORITY = Request(
    "sfu:consumer:priority",
    requests.ConsumerPriority,
    NoneType,
    "Set what matters most when bandwidth is short.",
    _JOIN,
    limits.IDS,
    errors=_CONSUMER,
)
REQUEST_KEY_FRAME = Request(
    "sfu:consumer:keyframe",
    requests.ConsumerOnly,
    NoneType,
    "Request a key frame.",
    _JOIN,
    errors=_CONSUMER,
)

SEND_MESSAGE = Request(
    "chat:send",
    requests.ChatSend,
    results.Sent,
    "Write a message: stored when this answers.",
    _CHAT,
    limits.TEXT,
    errors=(errors.ClientIdTaken, errors.ChatQuotaReached, errors.RoomDeleted, errors.Unavailable),
)
READ_HISTORY = Request(
    "chat:history",
    requests.ChatHistory,
    results.History,
    "Read a page of messages before or after one.",
    _JOIN,
    errors=(errors.Unavailable,),
)

REQUESTS: tuple[Request[Any, Any], ...] = (
    JOIN,
    LEAVE,
    MEDIA,
    PING,
    MODE_READY,
    MODE_FAILED,
    SFU_PROOF,
    P2P_SIGNAL,
    CREATE_TRANSPORT,
    CONNECT_TRANSPORT,
    RESTART_ICE,
    CLOSE_TRANSPORT,
    PRODUCE,
    PAUSE_PRODUCER,
    RESUME_PRODUCER,
    CLOSE_PRODUCER,
    CONSUME,
    RESUME_CONSUMERS,
    PAUSE_CONSUMERS,
    CLOSE_CONSUMERS,
    PREFER_LAYERS,
    SET_PRIORITY,
    REQUEST_KEY_FRAME,
    SEND_MESSAGE,
    READ_HISTORY,
)


def _always(_event: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Event:
    """An event that clients are told."""

    name: str
    of: type
    """The class of the room's event that it tells."""
    words: str
    fields: type | None = None
    """Its shape, where it is not the class's own."""
    when: Callable[[Any], bool] = _always
    """Whether it is told by this name, if the class has several."""

    @property
    def shape(self) -> type:
        """The class that says its shape."""
        return self.fields or self.of


SESSION_ENDED = Event("session:ended", events.Ended, "One was signed out.")

EVENTS = (
    Event("participant:joined", rooms.ParticipantJoined, "Somebody came in."),
    Event(
        "participant:updated",
        rooms.ParticipantUpdated,
        "What others see of somebody changed; told to everybody, or all others.",
    ),
    Event("participant:left", rooms.ParticipantLeft, "Somebody went."),
    Event("mode", rooms.ModeState, "How media travels from now on."),
    Event("mode:settled", rooms.ModeSettled, "All have the new path: the older one may go."),
    Event("p2p:signal", rooms.Signal, "Another page says something.", events.SignalFrom),
    Event("sfu:producer:new", media.ProducerOpened, "Somebody sends a source."),
    Event(
        "sfu:producer:paused",
        media.ProducerSwitched,
        "A source was paused.",
        events.SwitchedProducer,
        lambda event: bool(event.producer.paused),
    ),
    Event(
        "sfu:producer:resumed",
        media.ProducerSwitched,
        "A source goes on.",
        events.SwitchedProducer,
        lambda event: not event.producer.paused,
    ),
    Event("sfu:producer:closed", media.ProducerClosed, "A source ended.", events.ProducerRef),
    Event(
        "sfu:producer:demand",
        media.ProducerDemand,
        "To its owner: how much of a source anybody watches.",
        events.WantedLayer,
    ),
    Event("sfu:consumer:closed", media.ConsumerClosed, "It is gone.", events.ClosedConsumer),
    Event(
        "sfu:consumer:layers",
        media.ConsumerLayers,
        "The layers that it forwards changed.",
        events.ForwardedLayers,
    ),
    Event("sfu:consumer:score", media.ConsumerScore, "It fares so well.", events.Scores),
    Event(
        "sfu:transport:closed",
        media.TransportClosed,
        "It ended by itself: a new one is needed.",
        events.ClosedTransport,
    ),
    Event(
        "speakers",
        media.DominantSpeakerChanged,
        "Somebody else speaks above all others, or nobody.",
    ),
    Event("chat:message", rooms.ChatDelivered, "Somebody wrote something, oneself too."),
    Event("room:ended", rooms.RoomEnded, "One is out of the room.", events.Ended),
    SESSION_ENDED,
)
