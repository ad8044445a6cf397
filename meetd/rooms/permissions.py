"""Permissions of a person in a room. A role is a set of them, from which a meeting's rules take."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from meetd.auth.principal import Principal
from meetd.errors import Blocked, Forbidden, HostForbids, NeverInside, NotModerator, NotRoomHost
from meetd.media.tracks import TrackSource
from meetd.model import Room
from meetd.room_settings import DEFAULT, RoomSettings


class Permission(StrEnum):
    """Something in a room that a person may or may not do."""

    JOIN = "join"
    """Come in, see and hear the others, read what is said."""
    MICROPHONE = "microphone"
    """Be heard."""
    CAMERA = "camera"
    """Be seen."""
    PRESENT = "present"
    """Show a screen, with its sound."""
    CHAT = "chat"
    """Write messages."""
    SHARE_FILES = "share files"
    """Put files into the chat."""
    REACT = "react"
    """Answer with a sign that passes."""
    DRAW = "draw"
    """Draw and point on what is presented."""
    RAISE_HAND = "raise hand"
    """Ask to speak."""
    RENAME = "rename"
    """Give oneself another name for the meeting."""
    READ = "read"
    """Read what was said, without coming in."""
    ADMIT = "admit"
    """See who waits, and let them in or not."""
    MODERATE = "moderate"
    """Mute, stop and remove others, set the meeting's rules, read its log, end it for all."""
    POLL = "poll"
    """Make polls, open and close them."""
    TIME = "time"
    """Set the timer that all see."""
    BREAK_OUT = "break out"
    """Plan breakout rooms, open and close them, and be in any of them."""
    APPOINT = "appoint"
    """Make others cohosts, and hand the meeting over."""
    MANAGE = "manage"
    """Rename the room, say who may come in, and delete it."""


Permissions = AbstractSet[Permission]


class Role(StrEnum):
    """The part that a person has in a room."""

    HOST = "host"
    """One at most: whose room it is."""
    COHOST = "cohost"
    """Leads beside the host, and while there is none."""
    PARTICIPANT = "participant"
    VIEWER = "viewer"
    """Sees and hears, and may ask to speak."""

    @property
    def leads(self) -> bool:
        """Whether the meeting's rules are for others."""
        return self in {Role.HOST, Role.COHOST}


_VIEWER = frozenset({Permission.JOIN, Permission.RAISE_HAND, Permission.RENAME})
_PARTICIPANT = _VIEWER | {
    Permission.MICROPHONE,
    Permission.CAMERA,
    Permission.PRESENT,
    Permission.CHAT,
    Permission.SHARE_FILES,
    Permission.REACT,
    Permission.DRAW,
}
_COHOST = _PARTICIPANT | {
    Permission.READ,
    Permission.ADMIT,
    Permission.MODERATE,
    Permission.POLL,
    Permission.TIME,
    Permission.BREAK_OUT,
}
PERMISSIONS: Mapping[Role, Permissions] = MappingProxyType(
    {
        Role.VIEWER: _VIEWER,
        Role.PARTICIPANT: _PARTICIPANT,
        Role.COHOST: _COHOST,
        Role.HOST: _COHOST | {Permission.APPOINT, Permission.MANAGE},
    }
)
"""What each role may do. Who was inside may read besides, which is remembered elsewhere."""

TO_SEND: Mapping[TrackSource, Permission] = MappingProxyType(
    {
        TrackSource.MICROPHONE: Permission.MICROPHONE,
        TrackSource.CAMERA: Permission.CAMERA,
        TrackSource.SCREEN: Permission.PRESENT,
        TrackSource.SCREEN_AUDIO: Permission.PRESENT,
    }
)
"""What it takes to send each source."""

TO_SHOW: Mapping[str, Permission] = MappingProxyType(
    {
        "microphone": Permission.MICROPHONE,
        "camera": Permission.CAMERA,
        "screen": Permission.PRESENT,
    }
)
"""What it takes to have each of these on, as one's tile shows it."""

TAKEABLE = _PARTICIPANT - {Permission.JOIN}
"""What a join token may leave out."""

RULES: Mapping[str, Permission] = MappingProxyType(
    {
        "may_unmute": Permission.MICROPHONE,
        "may_show_camera": Permission.CAMERA,
        "may_present": Permission.PRESENT,
        "may_chat": Permission.CHAT,
        "may_share_files": Permission.SHARE_FILES,
        "may_react": Permission.REACT,
        "may_draw": Permission.DRAW,
        "may_rename": Permission.RENAME,
    }
)
"""Settings of a room that take a permission from those who do not lead, where they are off."""

_REFUSALS: dict[Permission, type[Forbidden]] = {
    Permission.READ: NeverInside,
    Permission.ADMIT: NotModerator,
    Permission.MODERATE: NotModerator,
    Permission.POLL: NotModerator,
    Permission.TIME: NotModerator,
    Permission.BREAK_OUT: NotModerator,
    Permission.APPOINT: NotRoomHost,
    Permission.MANAGE: NotRoomHost,
}
"""What those lack who do not have it, where that can be said."""


def role_of(principal: Principal, room: Room) -> Role:
    """Find the role in which somebody comes: a room has its host, who made it or was handed it,
    and its cohosts; whoever else knows its code may take part. A guest is one in a single room,
    and never its host. Raises Forbidden."""
    if principal.is_guest:
        if principal.room_id is None or principal.room_id not in {room.id, room.parent_id}:
            raise Forbidden
        return Role.PARTICIPANT if principal.ticket is None else Role(principal.ticket.role)
    if principal.id == room.host_id or principal.leads_everywhere:
        return Role.HOST
    return Role.COHOST if principal.id in room.cohosts else Role.PARTICIPANT


def must_not_be_blocked(principal: Principal, room: Room) -> None:
    """Raises Blocked: somebody who leads the room put them out for good."""
    if principal.id in room.blocked:
        raise Blocked


def permitted(
    role: Role, rules: RoomSettings = DEFAULT, without: AbstractSet[str] = frozenset()
) -> Permissions:
    """Find what somebody of that role may do under a meeting's rules, which bind nobody who
    leads, and `without` what they in particular may not."""
    return frozenset(one for one in PERMISSIONS[role] if may(role, one, rules, without))


def may(
    role: Role,
    permission: Permission,
    rules: RoomSettings = DEFAULT,
    without: AbstractSet[str] = frozenset(),
) -> bool:
    """Return whether somebody of that role may do that."""
    if permission not in PERMISSIONS[role] or permission in without:
        return False
    return role.leads or permission not in _taken(rules)


def must_have(
    role: Role,
    permission: Permission,
    rules: RoomSettings = DEFAULT,
    without: AbstractSet[str] = frozenset(),
) -> None:
    """Raise Forbidden where somebody of that role does not have it; HostForbids where the rules
    alone are against it; NeverInside, NotModerator, NotRoomHost where others have it."""
    if not may(role, permission, rules, without):
        raise HostForbids if permission in PERMISSIONS[role] else refusal(permission)


def refusal(permission: Permission) -> type[Forbidden]:
    """Find the error for who does not have it."""
    return _REFUSALS.get(permission, Forbidden)


@cache
def _taken(rules: RoomSettings) -> Permissions:
    return frozenset(RULES[name] for name in RULES if not getattr(rules, name))
