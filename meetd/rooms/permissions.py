"""What somebody may do in a room. A role is a set of permissions."""

from __future__ import annotations

from enum import StrEnum

from meetd.auth.principal import Principal
from meetd.errors import Forbidden, NotRoomHost
from meetd.model import Room


class Permission(StrEnum):
    """Something that may be allowed or not."""

    JOIN = "join"
    """Come in, see and hear the others, read what is said."""
    PUBLISH = "publish"
    """Send audio and video."""
    CHAT = "chat"
    """Write messages."""
    MANAGE = "manage"
    """Rename the room, and delete it."""


Role = frozenset[Permission]

PARTICIPANT: Role = frozenset({Permission.JOIN, Permission.PUBLISH, Permission.CHAT})
HOST: Role = PARTICIPANT | {Permission.MANAGE}


def role_of(principal: Principal, room: Room) -> Role:
    """Who made a room is its host; whoever knows its code may take part."""
    return HOST if principal.id == room.host_id else PARTICIPANT


def must_have(role: Role, permission: Permission) -> None:
    """Raises Forbidden; NotRoomHost where it is a host's."""
    if permission not in role:
        raise NotRoomHost if permission in HOST - PARTICIPANT else Forbidden
