"""Roles, and what they allow."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from meetd.auth.principal import Kind, Principal
from meetd.errors import Forbidden, HostForbids, NeverInside, NotModerator, NotRoomHost
from meetd.media.tracks import TrackSource
from meetd.model import Room, RoomId, SessionId, UserId
from meetd.room_settings import restored
from meetd.rooms.permissions import (
    PERMISSIONS,
    RULES,
    TO_SEND,
    Permission,
    Role,
    may,
    must_have,
    permitted,
    role_of,
)

LEADING = {
    *(Permission.READ, Permission.ADMIT, Permission.MODERATE),
    *(Permission.POLL, Permission.TIME, Permission.BREAK_OUT),
}
OWNING = {Permission.APPOINT, Permission.MANAGE}


def somebody() -> Principal:
    return Principal(UserId(uuid.uuid4()), "anna", SessionId(uuid.uuid4()))


def test_who_made_the_room_is_its_host_and_others_take_part() -> None:
    anna, now = somebody(), datetime.now(UTC)
    room = Room(RoomId(uuid.uuid4()), "abc-defg-hij", "Meeting", anna.id, now, now)
    assert role_of(anna, room) is Role.HOST
    assert role_of(somebody(), room) is Role.PARTICIPANT


@pytest.mark.parametrize("permission", Permission)
def test_each_role_may_what_the_next_lower_may_and_more(permission: Permission) -> None:
    assert may(Role.HOST, permission)
    assert may(Role.COHOST, permission) is (permission not in OWNING)
    assert may(Role.PARTICIPANT, permission) is (permission not in OWNING | LEADING)
    seen = {Permission.JOIN, Permission.RAISE_HAND, Permission.RENAME}
    assert may(Role.VIEWER, permission) is (permission in seen)


@pytest.mark.parametrize("permission", Permission)
def test_what_is_not_allowed_is_refused(permission: Permission) -> None:
    must_have(Role.HOST, permission)
    if may(Role.VIEWER, permission):
        return
    with pytest.raises(Forbidden) as refused:
        must_have(Role.VIEWER, permission)
    codes = {
        **dict.fromkeys(OWNING, NotRoomHost),
        **dict.fromkeys(LEADING, NotModerator),
        Permission.READ: NeverInside,
    }
    assert type(refused.value) is codes.get(permission, Forbidden)


@pytest.mark.parametrize(("name", "permission"), RULES.items())
def test_a_rule_takes_its_permission_from_those_who_do_not_lead(
    name: str, permission: Permission
) -> None:
    rules = restored({name: False})
    taken = {permission}
    assert permitted(Role.PARTICIPANT, rules) == PERMISSIONS[Role.PARTICIPANT] - taken
    for role in (Role.HOST, Role.COHOST):
        assert permitted(role, rules) == PERMISSIONS[role]
    with pytest.raises(HostForbids):
        must_have(Role.PARTICIPANT, permission, rules)


def test_every_source_takes_a_permission() -> None:
    assert set(TO_SEND) == set(TrackSource)


def test_a_guest_takes_part_in_one_room_and_is_nobody_in_another() -> None:
    anna, now = somebody(), datetime.now(UTC)
    room = Room(RoomId(uuid.uuid4()), "abc-defg-hij", "Meeting", anna.id, now, now)
    guest = replace(somebody(), kind=Kind.GUEST, room_id=room.id)
    assert role_of(guest, room) is Role.PARTICIPANT
    # Not even where it bears the id of the host.
    assert role_of(replace(guest, id=anna.id), room) is Role.PARTICIPANT
    with pytest.raises(Forbidden):
        role_of(guest, replace(room, id=RoomId(uuid.uuid4())))
