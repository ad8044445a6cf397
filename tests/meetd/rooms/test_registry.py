"""Rooms are live where the directory says, and over when the bus says so."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from meetd.auth.principal import Principal
from meetd.cluster.directory import Elsewhere, Lease
from meetd.cluster.local import LocalBus
from meetd.errors import (
    MustAsk,
    NotInRoom,
    RoomElsewhere,
    RoomNotFound,
    ServerStopping,
    Unavailable,
)
from meetd.model import Room, RoomId, SessionId, UserId
from meetd.room_settings import Access
from meetd.rooms import admission_keeper
from meetd.rooms.admission import Arrival
from meetd.rooms.board_keeper import BoardKeeper
from meetd.rooms.limits import RoomLimits
from meetd.rooms.observers import Observers
from meetd.rooms.quotas import Quotas
from meetd.rooms.registry import Registry
from meetd.rooms.service import RoomService
from meetd.rooms.visitors import Visitors
from support.model_boards import ModelBoards
from support.model_breakouts import ModelBreakouts
from support.model_media import ModelMedia
from support.model_messages import ModelMessages
from support.model_polls import ModelPolls
from support.model_rooms import ModelAdmissions, ModelAttendance, ModelRooms

ANNA = Principal(UserId(uuid4()), "anna", SessionId(uuid4()))
BEN = Principal(UserId(uuid4()), "ben", SessionId(uuid4()))


class CountingDirectory:
    """A directory that is asked over a network, and counts what it gave out."""

    def __init__(self) -> None:
        self.leases: Counter[RoomId] = Counter()
        self.elsewhere: set[RoomId] = set()

    async def claim(self, room_id: RoomId) -> Lease | Elsewhere:
        await asyncio.sleep(0)
        if room_id in self.elsewhere:
            return Elsewhere("http://other.example:8080")
        self.leases[room_id] += 1
        return Lease(room_id)

    def release(self, lease: Lease) -> None:
        self.leases[lease.room_id] -= 1


class House:
    """A server's rooms."""

    def __init__(self) -> None:
        self.directory = CountingDirectory()
        self.bus = LocalBus()
        self.rooms = ModelRooms()
        self.admissions = ModelAdmissions()
        quotas, visitors = Quotas(), Visitors(ModelAttendance())
        self.registry = Registry(
            rooms=self.rooms,
            messages=ModelMessages(),
            admissions=self.admissions,
            polls=ModelPolls(),
            boards=BoardKeeper(ModelBoards()),
            breakouts=ModelBreakouts(),
            visitors=visitors,
            quotas=quotas,
            media=ModelMedia(),
            observers=Observers(),
            directory=self.directory,
            bus=self.bus,
            limits=RoomLimits(10, 8.0, 10.0, 20.0),
        )
        changed = self.registry.changed
        self.service = RoomService(self.rooms, visitors, quotas, self.bus, changed)

    async def new_room(self, **settings: object) -> Room:
        return await self.service.create(ANNA, "Room", 10, settings)

    async def ended(self) -> None:
        """All meetings are over that are about to be."""
        while self.registry._ending:  # noqa: ASYNC110
            await asyncio.sleep(0)


@pytest.fixture
async def house() -> House:
    return House()


def arrival() -> Arrival:
    return Arrival(ANNA, "socket", True, True)


async def test_a_room_is_this_servers_while_it_is_live(house: House) -> None:
    room = await house.new_room()
    live = await house.registry.open(room.code)
    joined = await live.join(arrival())
    assert await house.registry.open(room.code) is live
    assert house.directory.leases[room.id] == 1
    live.leave(joined.participant)
    assert list(house.registry) == []
    await house.ended()
    assert house.directory.leases[room.id] == 0


async def test_who_was_let_in_asks_again_however_soon_after_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await house.new_room(locked=True)
    live = await house.registry.open(room.code)
    host = (await live.join(arrival())).participant
    knock = await live.knock(BEN, "socket")
    assert knock is not None
    await live.waiting_room.admit([knock.id])
    go_on, asked, clear = asyncio.Event(), asyncio.Event(), house.admissions.clear

    async def slow(room_id: RoomId) -> None:
        asked.set()
        await go_on.wait()
        await clear(room_id)

    monkeypatch.setattr(house.admissions, "clear", slow)
    live.leave(host)
    opening = asyncio.create_task(house.registry.open(room.code))
    await asked.wait()
    await asyncio.sleep(0)
    # No other server has it before either.
    assert house.directory.leases[room.id] > 0
    assert not opening.done()
    go_on.set()
    again = await opening
    assert again is not live
    with again.hold():
        with pytest.raises(MustAsk):
            await again.join(Arrival(BEN, "socket", True, True))
        assert await again.knock(BEN, "socket") is not None


async def test_that_a_meeting_is_over_is_stored_in_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission_keeper, "CLEAR_RETRY", 0.0)
    room = await house.new_room(locked=True, wait_for_host=True)
    live = await house.registry.open(room.code)
    joined = (await live.join(arrival())).participant
    away, clear = iter((True, True, False)), house.admissions.clear

    async def unreliable(room_id: RoomId) -> None:
        if next(away):
            raise Unavailable
        await clear(room_id)

    monkeypatch.setattr(house.admissions, "clear", unreliable)
    # What is stored of it before is stored before.
    live.waiting_room.keep()
    live.leave(joined)
    await house.ended()
    assert next(away, None) is None
    assert house.admissions.stored == set()


async def test_a_live_room_knows_at_once_what_becomes_of_it(house: House) -> None:
    room = await house.new_room()
    live = await house.registry.open(room.code)
    await house.service.change(room, None, {"locked": True})
    assert live.room.settings.locked
    # Whoever had read it before, and is only now let in by the directory, is not of yesterday.
    other = await house.new_room()
    opening = asyncio.create_task(house.registry.open(other.code))
    await asyncio.sleep(0)
    await house.service.change(other, "Retro", {"access": Access.OPEN})
    opened = await opening
    assert (opened.room.name, opened.room.settings.access) == ("Retro", Access.OPEN)


async def test_those_who_come_at_once_come_into_one_room(house: House) -> None:
    room = await house.new_room()
    opened = await asyncio.gather(*(house.registry.open(room.code) for _ in range(5)))
    assert len(set(opened)) == 1
    assert house.directory.leases[room.id] == 1


async def test_who_comes_as_the_last_one_goes_finds_the_room_this_servers(house: House) -> None:
    room = await house.new_room()
    live = await house.registry.open(room.code)
    joined = await live.join(arrival())
    opening = asyncio.create_task(house.registry.open(room.code))
    await asyncio.sleep(0)
    live.leave(joined.participant)
    again = await opening
    assert again is not live
    assert house.directory.leases[room.id] == 1
    (await again.join(arrival())).participant.stop_waiting()


async def test_a_room_that_is_live_elsewhere_is_not_opened_here(house: House) -> None:
    room = await house.new_room()
    house.directory.elsewhere.add(room.id)
    with pytest.raises(ServerStopping):
        await house.registry.open(room.code)
    assert list(house.registry) == []


async def test_a_room_that_is_not_there_is_claimed_by_nobody(house: House) -> None:
    with pytest.raises(RoomNotFound):
        await house.registry.open("no-such-room")
    assert not house.directory.leases


async def test_a_deleted_room_is_over(house: House) -> None:
    room, other = await house.new_room(), await house.new_room()
    live, stays = await house.registry.open(room.code), await house.registry.open(other.code)
    await live.join(arrival())
    await stays.join(arrival())
    await house.service.delete(room)
    assert list(house.registry) == [stays]
    await house.ended()
    assert house.directory.leases == {room.id: 0, other.id: 1}


async def test_a_room_that_was_lost_is_over_here(house: House) -> None:
    room = await house.new_room()
    live = await house.registry.open(room.code)
    inside = (await live.join(arrival())).participant
    house.registry.lose(Lease(room.id, epoch=7))
    live.require_inside(inside)
    house.registry.lose(Lease(room.id))
    with pytest.raises(NotInRoom):
        live.require_inside(inside)
    assert list(house.registry) == []
    assert await house.registry.open(room.code) is not live


async def test_who_comes_in_as_a_room_is_lost_is_told(house: House) -> None:
    room = await house.new_room()
    live = await house.registry.open(room.code)
    coming = asyncio.create_task(live.join(arrival()))
    await asyncio.sleep(0)
    house.registry.lose(Lease(room.id))
    with pytest.raises(RoomElsewhere):
        await coming


async def test_a_server_that_stops_gives_its_rooms_back(house: House) -> None:
    room = await house.new_room()
    live = await house.registry.open(room.code)
    await live.join(arrival())
    opening = asyncio.create_task(house.registry.open(room.code))
    await asyncio.sleep(0)
    house.registry.stop()
    with pytest.raises(ServerStopping):
        await opening
    with pytest.raises(ServerStopping):
        await house.registry.open(room.code)
    assert house.directory.leases[room.id] == 0
