"""Roles, and what they allow."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from meetd.auth.principal import Principal
from meetd.errors import Forbidden, NeverInside, NotRoomHost
from meetd.model import Room, RoomId, SessionId, UserId
from meetd.rooms.permissions import HOST, PARTICIPANT, VISITOR, Permission, Role, must_have, role_of


def somebody() -> Principal:
    return Principal(UserId(uuid.uuid4()), "anna", SessionId(uuid.uuid4()))


def test_who_made_the_room_is_its_host_and_others_take_part() -> None:
    anna, now = somebody(), datetime.now(UTC)
    room = Room(RoomId(uuid.uuid4()), "abc-defg-hij", "Meeting", anna.id, now, now)
    assert role_of(anna, room) is HOST
    assert role_of(somebody(), room) is PARTICIPANT


@pytest.mark.parametrize("permission", Permission)
def test_a_host_may_all_and_others_all_but_manage(permission: Permission) -> None:
    must_have(HOST, permission)
    assert (permission in VISITOR) is (permission is not Permission.MANAGE)
    assert (permission in PARTICIPANT) is (permission not in {Permission.READ, Permission.MANAGE})


@pytest.mark.parametrize("permission", Permission)
def test_what_is_not_allowed_is_refused(permission: Permission) -> None:
    nobody: Role = frozenset()
    with pytest.raises(Forbidden) as refused:
        must_have(nobody, permission)
    codes = {Permission.READ: NeverInside, Permission.MANAGE: NotRoomHost}
    assert type(refused.value) is codes.get(permission, Forbidden)
