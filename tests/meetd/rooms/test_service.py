"""Who may do what with a room, whether anybody is in it or not; without a database."""

from __future__ import annotations

from uuid import uuid4

import pytest

from meetd.auth.principal import Principal
from meetd.cluster.local import LocalBus
from meetd.errors import NeverInside, NotRoomHost, RoomNotFound
from meetd.model import Room, SessionId, UserId
from meetd.rooms.permissions import Permission
from meetd.rooms.quotas import Quotas
from meetd.rooms.service import RoomService
from meetd.rooms.visitors import Visitors
from support.model_rooms import ModelAttendance, ModelRooms
from support.waiting import until

ANNA, BEN, CARL = (
    Principal(UserId(uuid4()), name, SessionId(uuid4())) for name in ("anna", "ben", "carl")
)


class House:
    def __init__(self) -> None:
        self.attendance = ModelAttendance()
        self.visitors = Visitors(self.attendance)
        self.service = RoomService(
            ModelRooms(), self.visitors, Quotas(), LocalBus(), lambda _: None
        )

    async def may(self, who: Principal, room: Room, permission: Permission) -> bool:
        try:
            return await self.service.find_for(who, room.code, permission) == room
        except (NeverInside, NotRoomHost):
            return False


@pytest.fixture
async def house() -> House:
    return House()


async def test_who_was_inside_reads_and_so_does_the_host(house: House) -> None:
    room = await house.service.create(ANNA, "Room", 10)
    house.visitors.came(room.id, BEN.id)
    # From the moment on that they come in, stored or not.
    assert await house.may(BEN, room, Permission.READ)
    await until(lambda: (room.id, BEN.id) in house.attendance.stored)
    assert [await house.may(who, room, Permission.READ) for who in (ANNA, BEN, CARL)] == [
        True, True, False,
    ]  # fmt: skip
    with pytest.raises(NeverInside):
        await house.service.find_for(CARL, room.code, Permission.READ)


async def test_who_was_inside_manages_nothing(house: House) -> None:
    room = await house.service.create(ANNA, "Room", 10)
    house.visitors.came(room.id, BEN.id)
    assert await house.may(ANNA, room, Permission.MANAGE)
    with pytest.raises(NotRoomHost):
        await house.service.find_for(BEN, room.code, Permission.MANAGE)


async def test_whoever_knows_the_code_may_join(house: House) -> None:
    room = await house.service.create(ANNA, "Room", 10)
    assert await house.may(CARL, room, Permission.JOIN)
    await house.service.delete(room)
    with pytest.raises(RoomNotFound):
        await house.service.find_for(CARL, room.code, Permission.JOIN)
