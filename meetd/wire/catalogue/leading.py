"""Requests over sockets of those who lead a meeting."""

from __future__ import annotations

from types import NoneType
from typing import Any

from meetd import errors
from meetd.rooms.permissions import Permission
from meetd.wire import leading as requests
from meetd.wire import limits
from meetd.wire.catalogue.definitions import Leaves, Request
from meetd.wire.requests import Empty

_MODERATE = Permission.MODERATE
_LEADING = (errors.UnknownParticipant, errors.NotRoomHost)
_STORED = (errors.RoomDeleted, errors.RoomElsewhere, errors.Unavailable)
STOP_SOURCE = Request(
    "people:stop",
    requests.StopSource,
    NoneType,
    "Turn somebody's microphone, camera or screen off.",
    _MODERATE,
    Leaves.ROOM,
    limits.TOLD,
    errors=(errors.UnknownParticipant,),
)
MUTE_ALL = Request(
    "people:mute",
    Empty,
    NoneType,
    "Turn all microphones off, but one's own.",
    _MODERATE,
    Leaves.ROOM,
    limits.ALL,
)
ASK_FOR_SOURCE = Request(
    "people:ask",
    requests.AskForSource,
    NoneType,
    "Ask somebody to turn their microphone or camera on.",
    _MODERATE,
    Leaves.ROOM,
    limits.TOLD,
    errors=(errors.UnknownParticipant, errors.WithoutSound),
)
REMOVE = Request(
    "people:remove",
    requests.Remove,
    NoneType,
    "Put somebody out, who comes in by themself no more; for good where they are blocked.",
    _MODERATE,
    Leaves.ROOM,
    limits.ALL,
    errors=(*_LEADING, *_STORED),
)
GIVE_ROLE = Request(
    "people:role",
    requests.GiveRole,
    NoneType,
    "Give somebody another role. The host alone makes cohosts, or somebody else the host.",
    _MODERATE,
    Leaves.ROOM,
    limits.ALL,
    errors=(*_LEADING, errors.NeedsAccount, errors.Conflict, *_STORED),
)
LOWER_HAND = Request(
    "people:hand",
    requests.PersonOnly,
    NoneType,
    "Lower somebody's hand.",
    _MODERATE,
    Leaves.ROOM,
    limits.TOLD,
    errors=(errors.UnknownParticipant,),
)
LOWER_HANDS = Request(
    "people:hands", Empty, NoneType, "Lower all hands.", _MODERATE, Leaves.ROOM, limits.ALL
)
SET_RULES = Request(
    "room:rules",
    requests.Rules,
    NoneType,
    "Say what everybody may do who does not lead, and who comes in without asking, and how many.",
    _MODERATE,
    Leaves.ROOM,
    limits.ALL,
    errors=_STORED,
)
END_MEETING = Request(
    "room:end",
    Empty,
    NoneType,
    "End the meeting for everybody.",
    _MODERATE,
    Leaves.ROOM,
)

REQUESTS: tuple[Request[Any, Any], ...] = (
    STOP_SOURCE,
    MUTE_ALL,
    ASK_FOR_SOURCE,
    REMOVE,
    GIVE_ROLE,
    LOWER_HAND,
    LOWER_HANDS,
    SET_RULES,
    END_MEETING,
)
