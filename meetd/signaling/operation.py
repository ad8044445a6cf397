"""A request that clients may send: its shape and size, what it needs, and who carries it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from marshmallow import Schema

from meetd.auth.needs import Needs
from meetd.model import UserId
from meetd.rooms.peer import Peer
from meetd.rooms.permissions import Permission
from meetd.rooms.registry import Registry
from meetd.rooms.room import LiveRoom
from meetd.signaling.connection import Connection
from meetd.signaling.lifetimes import Lifetimes
from meetd.signaling.limits import SMALL, Limit
from meetd.signaling.protocol import Payload


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, and what its handler may reach."""

    connection: Connection
    lifetimes: Lifetimes
    registry: Registry
    ice_servers: Callable[[UserId], list[dict[str, Any]]]


Answer = Awaitable[Payload | None]


@dataclass(frozen=True, slots=True)
class Operation:
    """A request of whoever is signed in, in a room or not."""

    schema: Schema
    handler: Callable[[Caller, Payload], Answer]
    needs: Literal[Needs.SIGNED_IN]
    limit: Limit = SMALL


@dataclass(frozen=True, slots=True)
class RoomOperation:
    """A request of a participant, who needs a permission in the room."""

    schema: Schema
    handler: Callable[[LiveRoom, Peer, Payload], Answer]
    needs: Permission
    limit: Limit = SMALL
