"""Permissions of a person in a room. A role is a set of them."""

from __future__ import annotations

from enum import StrEnum

from meetd.auth.principal import Principal
from meetd.errors import Forbidden, NeverInside, NotRoomHost
from meetd.model import Room


class Permission(StrEnum):
    """Something in a room that a person may or may not do."""

    JOIN = "join"
    """Come in, see and hear the others, read what is said."""
    PUBLISH = "publish"
    """Send audio and video."""
    CHAT = "chat"
    """Write messages."""
    READ = "read"
    """Read what was said, without coming in."""
    MANAGE = "manage"
    """Rename the room, and delete it."""


Role = frozenset[Permission]

PARTICIPANT: Role = frozenset({Permission.JOIN, Permission.PUBLISH, Permission.CHAT})
VISITOR: Role = PARTICIPANT | {Permission.READ}
"""Of who is or was inside."""
HOST: Role = VISITOR | {Permission.MANAGE}

_REFUSALS: dict[Permission, type[Forbidden]] = {
    Permission.READ: NeverInside,
    Permission.MANAGE: NotRoomHost,
}
"""What those lack who do not have it, where that can be said."""


def role_of(principal: Principal, room: Room) -> Role:
    """Find somebody's role: who made a room is its host, whoever knows its code may take part. Who
    was a visitor is remembered elsewhere."""
    return HOST if principal.id == room.host_id else PARTICIPANT


def must_have(role: Role, permission: Permission) -> None:
    """Raise Forbidden where the role lacks it; NeverInside, NotRoomHost where others have it."""
    if permission not in role:
        raise _REFUSALS.get(permission, Forbidden)
