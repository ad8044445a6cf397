"""Requests that clients may send: shape and size, what each needs, who carries it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import NoneType
from typing import Any, Literal, TypeVar

from marshmallow import Schema

from meetd.auth.needs import Needs
from meetd.auth.turn import IceServer
from meetd.errors import OwnerUnreachable, Unavailable
from meetd.model import UserId
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.rooms.registry import Registry
from meetd.signaling.connection import Connection
from meetd.signaling.lifetimes import Lifetimes
from meetd.wire import validation
from meetd.wire.catalogue.definitions import Leaves, Request
from meetd.wire.limits import SMALL, Limit
from meetd.wire.rendering import Renderer, renderer

Q = TypeVar("Q")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Caller:
    """Sender of a request, with what its handler may reach."""

    connection: Connection
    lifetimes: Lifetimes
    registry: Registry
    ice_servers: Callable[[UserId], list[IceServer]]
    picture_of: Callable[[UserId], Awaitable[str | None]]
    """Finds the picture of an account."""

    def send_elsewhere(self, error: Unavailable) -> None:
        """Cut the socket soon where another server has the room, or may be able to ask whose it
        is: to come again leads there."""
        if self.registry.several and not isinstance(error, OwnerUnreachable):
            self.lifetimes.send_away(self.connection)


Answer = Awaitable[Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """Request of whoever is signed in, in a room or not."""

    schema: Schema
    handler: Callable[[Caller, Any], Answer]
    needs: Literal[Needs.SIGNED_IN]
    limit: Limit = SMALL
    render: Renderer | None = None
    """What makes JSON of the handler's result, if it has one."""


@dataclass(frozen=True, slots=True)
class RoomOperation:
    """Request of a participant, who needs a permission in the room."""

    schema: Schema
    handler: Callable[[LiveRoom, Participant, Any], Answer]
    needs: Permission
    leaves: Leaves
    limit: Limit = SMALL
    render: Renderer | None = None
    """What makes JSON of the handler's result, if it has one."""


def anywhere(
    request: Request[Q, R], handler: Callable[[Caller, Q], Awaitable[R]]
) -> tuple[str, Operation]:
    """A request of the catalogue that needs no room, by its name, with who answers it."""
    if request.needs is not Needs.SIGNED_IN:
        raise TypeError(f"{request.name} is for those in a room")
    if request.leaves is Leaves.ROOM:
        raise TypeError(f"{request.name} is about no room that could move")
    schema, render = _ends(request)
    return request.name, Operation(schema, handler, Needs.SIGNED_IN, request.limit, render)


def in_room(
    request: Request[Q, R], handler: Callable[[LiveRoom, Participant, Q], Awaitable[R]]
) -> tuple[str, RoomOperation]:
    """A request of the catalogue that needs a permission, by its name, with who answers it."""
    if not isinstance(request.needs, Permission):
        raise TypeError(f"{request.name} is for those in no room too")
    schema, render = _ends(request)
    return request.name, RoomOperation(
        schema, handler, request.needs, request.leaves, request.limit, render
    )


def _ends(request: Request[Any, Any]) -> tuple[Schema, Renderer | None]:
    """What reads the request, and what renders its result."""
    fields: type = request.fields
    result: type = request.result
    return validation.schema(fields)(), None if result is NoneType else renderer(result)
