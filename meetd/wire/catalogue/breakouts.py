"""Requests over sockets about breakout rooms."""

from __future__ import annotations

from types import NoneType
from typing import Any

from meetd import errors
from meetd.rooms.permissions import Permission
from meetd.wire import breakouts as requests
from meetd.wire import limits
from meetd.wire.catalogue.definitions import Leaves, Request
from meetd.wire.requests import Empty

_BREAK_OUT = Permission.BREAK_OUT
_STORED = (errors.NoBreakouts, errors.RoomElsewhere, errors.Unavailable)

PLAN_BREAKOUTS = Request(
    "breakouts:plan",
    requests.PlanBreakouts,
    NoneType,
    "Say which breakout rooms there are to be, and spread people over them.",
    _BREAK_OUT,
    Leaves.ROOM,
    limits.BREAKOUTS,
    errors=(errors.BreakoutsOpen, *_STORED),
)
ASSIGN_PERSON = Request(
    "breakouts:assign",
    requests.AssignPerson,
    NoneType,
    "Say to which room somebody belongs, who goes there at once where they are open.",
    _BREAK_OUT,
    Leaves.ROOM,
    limits.VOTE,
    errors=_STORED,
)
EXPECT_PERSON = Request(
    "breakouts:expect",
    requests.ExpectPerson,
    NoneType,
    "Say to which room somebody belongs who has not come yet, as they will be known.",
    _BREAK_OUT,
    Leaves.ROOM,
    limits.VOTE,
    errors=_STORED,
)
CHOOSE_BREAKOUT = Request(
    "breakouts:choose",
    requests.ChooseBreakout,
    NoneType,
    "Choose a room, where everybody may.",
    Permission.JOIN,
    Leaves.ROOM,
    limits.VOTE,
    errors=_STORED,
)
OPEN_BREAKOUTS = Request(
    "breakouts:open",
    requests.OpenBreakouts,
    NoneType,
    "Open the rooms: all go to theirs.",
    _BREAK_OUT,
    Leaves.ROOM,
    limits.ALL,
    errors=(errors.BreakoutsOpen, *_STORED),
)
TIME_BREAKOUTS = Request(
    "breakouts:time",
    requests.CloseBreakoutsIn,
    NoneType,
    "Say how long they are open from now on.",
    _BREAK_OUT,
    Leaves.ROOM,
    limits.ALL,
    errors=_STORED,
)
CLOSE_BREAKOUTS = Request(
    "breakouts:close",
    Empty,
    NoneType,
    "Close the rooms: all come back.",
    _BREAK_OUT,
    Leaves.ROOM,
    limits.ALL,
    errors=_STORED,
)
SAY_TO_BREAKOUTS = Request(
    "breakouts:say",
    requests.SayToBreakouts,
    NoneType,
    "Say something to all, in every room; from any of them.",
    _BREAK_OUT,
    Leaves.ROOM,
    limits.ALL,
)
ASK_FOR_HELP = Request(
    "breakout:help",
    Empty,
    NoneType,
    "In a breakout room: call those who lead.",
    Permission.JOIN,
    Leaves.ROOM,
    limits.ALL,
    errors=(errors.NoBreakouts,),
)

REQUESTS: tuple[Request[Any, Any], ...] = (
    PLAN_BREAKOUTS,
    ASSIGN_PERSON,
    EXPECT_PERSON,
    CHOOSE_BREAKOUT,
    OPEN_BREAKOUTS,
    TIME_BREAKOUTS,
    CLOSE_BREAKOUTS,
    SAY_TO_BREAKOUTS,
    ASK_FOR_HELP,
)
