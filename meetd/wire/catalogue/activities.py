"""Requests over sockets about what a meeting does together: polls, and a timer."""

from __future__ import annotations

from types import NoneType
from typing import Any

from meetd import errors
from meetd.rooms.permissions import Permission
from meetd.wire import activities as requests
from meetd.wire import limits
from meetd.wire.catalogue.definitions import Leaves, Request
from meetd.wire.requests import Empty

_JOIN, _POLL, _TIME = Permission.JOIN, Permission.POLL, Permission.TIME
_STORED = (errors.RoomElsewhere, errors.Unavailable)

LIST_POLLS = Request(
    "polls:list",
    Empty,
    requests.PollList,
    "List the polls that one may see, with what one chose.",
    _JOIN,
    Leaves.NOTHING,
    limits.VOTE,
    errors=(errors.Unavailable,),
    tells_state=True,
)
CREATE_POLL = Request(
    "polls:create",
    requests.CreatePoll,
    NoneType,
    "Make a poll, open at once or for later.",
    _POLL,
    Leaves.STORED,
    limits.POLL,
    errors=(errors.TooManyPolls, errors.RoomDeleted, *_STORED),
)
OPEN_POLL = Request(
    "polls:open",
    requests.SetPollOpen,
    NoneType,
    "Open a poll, or close it, which shows its results to all.",
    _POLL,
    Leaves.STORED,
    limits.ALL,
    errors=(errors.PollNotFound, *_STORED),
)
DELETE_POLL = Request(
    "polls:delete",
    requests.PollOnly,
    NoneType,
    "Delete a poll, with its votes.",
    _POLL,
    Leaves.STORED,
    limits.ALL,
    errors=(errors.PollNotFound, *_STORED),
)
VOTE = Request(
    "polls:vote",
    requests.CastVote,
    requests.Voted,
    "Vote, in place of what one chose before.",
    _JOIN,
    Leaves.STORED,
    limits.VOTE,
    errors=(errors.PollNotFound, errors.PollNotOpen, *_STORED),
)
SET_TIMER = Request(
    "timer:set",
    requests.SetTimer,
    NoneType,
    "Start the timer that all see, in place of another.",
    _TIME,
    Leaves.ROOM,
    limits.ALL,
)
EXTEND_TIMER = Request(
    "timer:add",
    requests.SetTimer,
    NoneType,
    "Let it run longer.",
    _TIME,
    Leaves.ROOM,
    limits.ALL,
    errors=(errors.NoTimer,),
)
STOP_TIMER = Request("timer:stop", Empty, NoneType, "Stop it.", _TIME, Leaves.ROOM, limits.ALL)

REQUESTS: tuple[Request[Any, Any], ...] = (
    LIST_POLLS,
    CREATE_POLL,
    OPEN_POLL,
    DELETE_POLL,
    VOTE,
    SET_TIMER,
    EXTEND_TIMER,
    STOP_TIMER,
)
