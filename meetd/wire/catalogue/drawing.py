"""Requests over sockets of those who draw, and who open the board."""

from __future__ import annotations

from types import NoneType
from typing import Any

from meetd import errors
from meetd.rooms.permissions import Permission
from meetd.wire import drawing as requests
from meetd.wire import limits
from meetd.wire import requests as wire
from meetd.wire.catalogue.definitions import Leaves, Request

STROKE = Request(
    "draw:stroke",
    requests.DrawStroke,
    NoneType,
    "Draw more on what somebody presents or on the board, or point at it.",
    Permission.DRAW,
    Leaves.ROOM,
    limits.DRAW,
    errors=(errors.UnknownParticipant, errors.PresenterForbids, errors.DrawingFull),
)
UNDO = Request(
    "draw:undo",
    requests.DrawOn,
    NoneType,
    "Take one's last stroke back.",
    Permission.DRAW,
    Leaves.ROOM,
    limits.ALL,
    errors=(errors.UnknownParticipant,),
)
CLEAR = Request(
    "draw:clear",
    requests.DrawOn,
    NoneType,
    "Take all strokes away, for who presents, opened the board, or leads.",
    Permission.JOIN,
    Leaves.ROOM,
    limits.ALL,
    errors=(errors.UnknownParticipant, errors.NotPresenter),
)
ALLOW = Request(
    "draw:allow",
    requests.DrawAllow,
    NoneType,
    "Say whether others may draw on what one presents.",
    Permission.PRESENT,
    Leaves.ROOM,
    limits.ALL,
    errors=(errors.UnknownParticipant,),
)
OPEN_BOARD = Request(
    "board:open",
    wire.Empty,
    NoneType,
    "Show everybody the room's board, to be drawn on.",
    Permission.PRESENT,
    Leaves.ROOM,
    errors=(errors.Unavailable,),
)
CLOSE_BOARD = Request(
    "board:close",
    wire.Empty,
    NoneType,
    "Put the board away, for who opened it or leads; where who opened it is gone, for who may"
    " present.",
    Permission.JOIN,
    Leaves.ROOM,
    errors=(errors.NotPresenter,),
)

REQUESTS: tuple[Request[Any, Any], ...] = (STROKE, UNDO, CLEAR, ALLOW, OPEN_BOARD, CLOSE_BOARD)
