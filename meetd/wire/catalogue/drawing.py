"""Requests over sockets of those who draw."""

from __future__ import annotations

from types import NoneType
from typing import Any

from meetd import errors
from meetd.rooms.permissions import Permission
from meetd.wire import drawing as requests
from meetd.wire import limits
from meetd.wire.catalogue.definitions import Request

STROKE = Request(
    "draw:stroke",
    requests.DrawStroke,
    NoneType,
    "Draw more on what somebody presents, or point at it.",
    Permission.DRAW,
    limits.DRAW,
    errors=(errors.UnknownParticipant, errors.PresenterForbids, errors.DrawingFull),
)
UNDO = Request(
    "draw:undo",
    requests.DrawOn,
    NoneType,
    "Take one's last stroke back.",
    Permission.DRAW,
    errors=(errors.UnknownParticipant,),
)
CLEAR = Request(
    "draw:clear",
    requests.DrawOn,
    NoneType,
    "Take all strokes away, for who presents or leads.",
    Permission.JOIN,
    errors=(errors.UnknownParticipant, errors.NotPresenter),
)
ALLOW = Request(
    "draw:allow",
    requests.DrawAllow,
    NoneType,
    "Say whether others may draw on what one presents.",
    Permission.PRESENT,
    errors=(errors.UnknownParticipant,),
)

REQUESTS: tuple[Request[Any, Any], ...] = (STROKE, UNDO, CLEAR, ALLOW)
