"""Every request over sockets.

Longer than most files: it is one table."""

from __future__ import annotations

from types import NoneType
from typing import Any

from meetd import errors
from meetd.auth.needs import SIGNED_IN
from meetd.media.options import PlainTransportOptions, TransportOptions
from meetd.rooms.chat import Found
from meetd.rooms.files import FileOffered, FileOpened
from meetd.rooms.members import RosterPage
from meetd.rooms.permissions import Permission
from meetd.wire import limits, quality, requests, results
from meetd.wire.catalogue import activities, breakouts, drawing, leading
from meetd.wire.catalogue.definitions import Leaves, Request

_JOIN, _CHAT, _HAND = Permission.JOIN, Permission.CHAT, Permission.RAISE_HAND
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
    Leaves.COMING,
    limits.JOIN,
    errors=(
        errors.RoomNotFound,
        errors.RoomDeleted,
        errors.RoomFull,
        errors.Forbidden,
        errors.Removed,
        errors.Blocked,
        errors.MeetingEnded,
        errors.MustAsk,
        errors.NotAssigned,
        errors.BreakoutEnded,
        errors.AlreadyInRoom,
        errors.JoinedElsewhere,
        errors.NotInRoom,
        errors.ServerStopping,
        errors.RoomElsewhere,
        errors.OwnerUnreachable,
        errors.Unavailable,
    ),
    tells_state=True,
)
KNOCK = Request(
    "knock",
    requests.KnockAt,
    results.Knocked,
    "Ask to be let in, where `join` is refused with `must_ask`; `leave` ends it.",
    SIGNED_IN,
    Leaves.COMING,
    limits.KNOCK,
    errors=(
        errors.RoomNotFound,
        errors.Removed,
        errors.Blocked,
        errors.MeetingEnded,
        errors.RoomDeleted,
        errors.Forbidden,
        errors.AlreadyInRoom,
        errors.WaitingRoomFull,
        errors.ServerStopping,
        errors.RoomElsewhere,
        errors.OwnerUnreachable,
        errors.Unavailable,
    ),
    tells_state=True,
)
ADMIT = Request(
    "knocks:admit",
    requests.KnocksOnly,
    NoneType,
    "Let in those who asked, or all.",
    Permission.ADMIT,
    Leaves.ROOM,
    limits.IDS,
    errors=(errors.RoomElsewhere, errors.Unavailable),
)
DENY = Request(
    "knocks:deny",
    requests.DenyKnocks,
    NoneType,
    "Do not let in those who asked, or all.",
    Permission.ADMIT,
    Leaves.ROOM,
    limits.IDS,
    errors=(errors.RoomDeleted, errors.RoomElsewhere, errors.Unavailable),
)
READ_ROSTER = Request(
    "participants:page",
    requests.Roster,
    RosterPage,
    "Read a page of those who are inside.",
    _JOIN,
    Leaves.NOTHING,
    tells_state=True,
)
LEAVE = Request("leave", requests.Empty, NoneType, "Leave, if in a room.", SIGNED_IN, Leaves.COMING)
MEDIA = Request(
    "media",
    requests.Media,
    NoneType,
    "Say what is on and off, as one's tile shows it.",
    _JOIN,
    Leaves.ROOM,
    limits.TOLD,
    errors=(errors.WithoutSound,),
)
RENAME = Request(
    "rename",
    requests.Rename,
    NoneType,
    "Give oneself another name for this meeting, and say how one is spoken of.",
    Permission.RENAME,
    Leaves.ROOM,
    limits.TOLD,
    errors=(errors.NameInUse,),
)
HAND = Request(
    "hand",
    requests.Hand,
    NoneType,
    "Raise one's hand, or lower it.",
    _HAND,
    Leaves.ROOM,
    limits.TOLD,
)
COMPANION = Request(
    "companion",
    requests.Companion,
    NoneType,
    "Be without sound beside somebody in the same physical room, or with one's own.",
    _JOIN,
    Leaves.ROOM,
    limits.TOLD,
    errors=(errors.UnknownParticipant,),
)
REACT = Request(
    "react", requests.React, NoneType, "Give a sign that passes.", Permission.REACT, Leaves.ROOM
)
SPOTLIGHT = Request(
    "spotlight",
    requests.Spotlight,
    NoneType,
    "Show one of them large to all, or nobody.",
    Permission.MODERATE,
    Leaves.ROOM,
    limits.TOLD,
    errors=(errors.UnknownParticipant,),
)
PING = Request(
    "ping", requests.Empty, NoneType, "Measure the way there and back.", SIGNED_IN, Leaves.NOTHING
)

MODE_READY = Request(
    "mode:ready",
    requests.ModeReady,
    NoneType,
    "Report that the new path has it all.",
    _JOIN,
    Leaves.ROOM,
)
MODE_FAILED = Request(
    "mode:failed",
    requests.ModeFailed,
    NoneType,
    "Report that there is no new path.",
    _JOIN,
    Leaves.ROOM,
)
SFU_PROOF = Request(
    "sfu:proof",
    requests.SfuProof,
    NoneType,
    "Report whether a worker can be reached.",
    _JOIN,
    Leaves.ROOM,
    limits.TOLD,
)
QUALITY = Request(
    "quality",
    quality.ReportQuality,
    NoneType,
    "Report how one's media fares, once in ten seconds at most, for those who run the service.",
    _JOIN,
    Leaves.NOTHING,
    limits.QUALITY,
)
P2P_SIGNAL = Request(
    "p2p:signal",
    requests.P2PSignal,
    NoneType,
    "Say something to another page.",
    _JOIN,
    Leaves.NOTHING,
    limits.SIGNAL,
    errors=(errors.UnknownParticipant, errors.StaleEpoch),
)

CREATE_TRANSPORT = Request(
    "sfu:transport:create",
    requests.TransportCreate,
    TransportOptions,
    "Create a transport to send or to receive on.",
    _JOIN,
    Leaves.NOTHING,
    errors=(errors.StaleRouter, *_ROUTER),
)
CREATE_PLAIN_TRANSPORT = Request(
    "sfu:transport:plain",
    requests.PlainTransportCreate,
    PlainTransportOptions,
    "Create one without ICE and DTLS: for a bot on the worker's own host, and nobody else.",
    _JOIN,
    Leaves.NOTHING,
    errors=(errors.NotThisHost, errors.StaleRouter, *_ROUTER),
)
LOOK_FOR_BOT = Request(
    "sfu:transport:heard",
    requests.TransportOnly,
    results.Heard,
    "Ask whether something came over such a transport.",
    _JOIN,
    Leaves.NOTHING,
    errors=_TRANSPORT,
)
CONNECT_TRANSPORT = Request(
    "sfu:transport:connect",
    requests.TransportConnect,
    NoneType,
    "Connect a transport.",
    _JOIN,
    Leaves.NOTHING,
    limits.DTLS,
    errors=(errors.MediaRejected, *_TRANSPORT),
)
RESTART_ICE = Request(
    "sfu:transport:restart",
    requests.TransportOnly,
    results.IceRestarted,
    "Restart ICE, after a change of network.",
    _JOIN,
    Leaves.NOTHING,
    errors=_TRANSPORT,
)
CLOSE_TRANSPORT = Request(
    "sfu:transport:close",
    requests.TransportOnly,
    NoneType,
    "Close a transport.",
    _JOIN,
    Leaves.NOTHING,
    limits.ALL,
    errors=_TRANSPORT,
)
PRODUCE = Request(
    "sfu:produce",
    requests.Produce,
    results.Produced,
    "Begin to send a source, for which there is a permission of its own.",
    _JOIN,
    Leaves.NOTHING,
    limits.PRODUCE,
    errors=(errors.MediaRejected, errors.WithoutSound, errors.UnknownProducer, *_TRANSPORT),
)
PAUSE_PRODUCER = Request(
    "sfu:producer:pause",
    requests.ProducerOnly,
    NoneType,
    "Pause a source.",
    _JOIN,
    Leaves.NOTHING,
    limits.ALL,
    errors=_PRODUCER,
)
RESUME_PRODUCER = Request(
    "sfu:producer:resume",
    requests.ProducerOnly,
    NoneType,
    "Resume a source, which takes the same.",
    _JOIN,
    Leaves.NOTHING,
    limits.ALL,
    errors=(errors.WithoutSound, *_PRODUCER),
)
CLOSE_PRODUCER = Request(
    "sfu:producer:close",
    requests.ProducerOnly,
    NoneType,
    "Stop sending a source.",
    _JOIN,
    Leaves.NOTHING,
    limits.ALL,
    errors=_PRODUCER,
)
CONSUME = Request(
    "sfu:consume",
    requests.Consume,
    results.Consumed,
    "Consume others' sources, each paused at first.",
    _JOIN,
    Leaves.NOTHING,
    limits.CONSUME,
    errors=_TRANSPORT,
)
RESUME_CONSUMERS = Request(
    "sfu:consumer:resume",
    requests.ConsumersOnly,
    NoneType,
    "Resume consumers.",
    _JOIN,
    Leaves.NOTHING,
    limits.CONSUMERS,
    errors=_CONSUMER,
)
PAUSE_CONSUMERS = Request(
    "sfu:consumer:pause",
    requests.ConsumersOnly,
    NoneType,
    "Pause consumers.",
    _JOIN,
    Leaves.NOTHING,
    limits.CONSUMERS,
    errors=_CONSUMER,
)
CLOSE_CONSUMERS = Request(
    "sfu:consumer:close",
    requests.ConsumersOnly,
    NoneType,
    "Close consumers.",
    _JOIN,
    Leaves.NOTHING,
    limits.CONSUMERS,
    errors=_CONSUMER,
)
PREFER_LAYERS = Request(
    "sfu:consumer:layers",
    requests.ConsumerLayers,
    NoneType,
    "Set the highest layers worth sending.",
    _JOIN,
    Leaves.NOTHING,
    limits.CONSUMERS,
    errors=_CONSUMER,
)
SET_PRIORITY = Request(
    "sfu:consumer:priority",
    requests.ConsumerPriority,
    NoneType,
    "Set what matters most when bandwidth is short.",
    _JOIN,
    Leaves.NOTHING,
    limits.CONSUMERS,
    errors=_CONSUMER,
)
REQUEST_KEY_FRAME = Request(
    "sfu:consumer:keyframe",
    requests.ConsumerOnly,
    NoneType,
    "Request a key frame.",
    _JOIN,
    Leaves.NOTHING,
    errors=_CONSUMER,
)

_MESSAGE = (errors.MessageNotFound, errors.RoomElsewhere, errors.Unavailable)

SEND_MESSAGE = Request(
    "chat:send",
    requests.ChatSend,
    results.Sent,
    "Write a message: stored when this answers.",
    _CHAT,
    Leaves.STORED,
    limits.TEXT,
    errors=(
        errors.ClientIdTaken,
        errors.FileNotFound,
        errors.ChatQuotaReached,
        errors.UnknownParticipant,
        errors.RoomDeleted,
        *_MESSAGE,
    ),
)
OFFER_FILE = Request(
    "file:offer",
    requests.FileOffer,
    FileOffered,
    "Announce a file to be uploaded over REST, and then put into a message.",
    Permission.SHARE_FILES,
    Leaves.STORED,
    errors=(
        errors.FileTooLarge,
        errors.FileQuotaReached,
        errors.FileNotFound,
        errors.RoomDeleted,
        errors.Unavailable,
    ),
)
OPEN_FILE = Request(
    "file:open",
    requests.MessageOnly,
    FileOpened,
    "Get a key to the file of a message, to download it over REST.",
    _JOIN,
    Leaves.NOTHING,
    errors=(errors.FileNotFound, errors.Unavailable),
)
EDIT_MESSAGE = Request(
    "chat:edit",
    requests.ChatEdit,
    results.Sent,
    "Give one's own message another text.",
    _CHAT,
    Leaves.STORED,
    limits.TEXT,
    errors=(errors.NotMessageAuthor, errors.ChatQuotaReached, *_MESSAGE),
)
DELETE_MESSAGE = Request(
    "chat:delete",
    requests.MessageOnly,
    results.Sent,
    "Delete one's own message; whoever leads the meeting, anybody's.",
    _JOIN,
    Leaves.STORED,
    errors=(errors.NotMessageAuthor, *_MESSAGE),
)
REACT_TO_MESSAGE = Request(
    "chat:react",
    requests.ChatReact,
    NoneType,
    "React to a message, or take that back.",
    Permission.REACT,
    Leaves.STORED,
    errors=(errors.ChatQuotaReached, *_MESSAGE),
)
READ_HISTORY = Request(
    "chat:history",
    requests.ChatHistory,
    results.History,
    "Read a page of messages before one, or of what came or was changed after one.",
    _JOIN,
    Leaves.NOTHING,
    errors=(errors.Unavailable,),
    tells_state=True,
)
SEARCH_MESSAGES = Request(
    "chat:search",
    requests.ChatSearch,
    Found,
    "Find messages that have some words, newest first in pages that are oldest first.",
    _JOIN,
    Leaves.NOTHING,
    limits.SEARCH,
    errors=(errors.Unavailable,),
)

REQUESTS: tuple[Request[Any, Any], ...] = (
    JOIN,
    KNOCK,
    ADMIT,
    DENY,
    READ_ROSTER,
    LEAVE,
    MEDIA,
    RENAME,
    HAND,
    COMPANION,
    REACT,
    SPOTLIGHT,
    PING,
    MODE_READY,
    MODE_FAILED,
    SFU_PROOF,
    QUALITY,
    P2P_SIGNAL,
    CREATE_TRANSPORT,
    CREATE_PLAIN_TRANSPORT,
    LOOK_FOR_BOT,
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
    OFFER_FILE,
    OPEN_FILE,
    EDIT_MESSAGE,
    DELETE_MESSAGE,
    REACT_TO_MESSAGE,
    READ_HISTORY,
    SEARCH_MESSAGES,
    *drawing.REQUESTS,
    *leading.REQUESTS,
    *activities.REQUESTS,
    *breakouts.REQUESTS,
)
