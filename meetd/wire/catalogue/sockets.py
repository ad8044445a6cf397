"""Every request over sockets."""

from __future__ import annotations

from types import NoneType
from typing import Any

from meetd import errors
from meetd.auth.needs import SIGNED_IN
from meetd.media.options import TransportOptions
from meetd.rooms.members import RosterPage
from meetd.rooms.permissions import Permission
from meetd.wire import limits, requests, results
from meetd.wire.catalogue.definitions import Request

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
        errors.RoomElsewhere,
        errors.OwnerUnreachable,
        errors.Unavailable,
    ),
)
READ_ROSTER = Request(
    "participants:page",
    requests.Roster,
    RosterPage,
    "Read a page of those who are inside.",
    _JOIN,
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
    errors=(
        errors.ClientIdTaken,
        errors.ChatQuotaReached,
        errors.RoomDeleted,
        errors.RoomElsewhere,
        errors.Unavailable,
    ),
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
    READ_ROSTER,
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
