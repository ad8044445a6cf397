"""Requests that clients may send: shape and size, what each needs, who carries it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from marshmallow import Schema

from meetd.auth.needs import Needs
from meetd.model import UserId
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.rooms.registry import Registry
from meetd.signaling.connection import Connection
from meetd.signaling.lifetimes import Lifetimes
from meetd.signaling.limits import SMALL, Limit
from meetd.signaling.protocol import Payload


@dataclass(frozen=True, slots=True)
class Caller:
    """Sender of a request, with what its handler may reach."""

    connection: Connection
    lifetimes: Lifetimes
    registry: Registry
    ice_servers: Callable[[UserId], list[dict[str, Any]]]


Answer = Awaitable[Payload | None]


@dataclass(frozen=True, slots=True)
class Operation:
    """Request of whoever is signed in, in a room or not."""

    schema: Schema
    handler: Callable[[Caller, Payload], Answer]
    needs: Literal[Needs.SIGNED_IN]
    limit: Limit = SMALL


@dataclass(frozen=True, slots=True)
class RoomOperation:
    """Request of a participant, who needs a permission in the room."""

    schema: Schema
    handler: Callable[[LiveRoom, Participant, Payload], Answer]
    needs: Permission
    limit: Limit = SMALL
