"""A room goes on on another server: the same people, who may be where they were."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from meetd.auth.principal import Kind, Principal
from meetd.cluster.bus import BreakoutNotice
from meetd.cluster.directory import Lease
from meetd.cluster.local import LocalBus, LocalDirectory
from meetd.errors import InvalidRequest, RoomElsewhere, RoomNotFound, WithoutSound
from meetd.model import ParticipantId, Room, RoomId, SessionId, UserId
from meetd.rooms.admission import Arrival, Joined, Resume
from meetd.rooms.board import BOARD
from meetd.rooms.board_keeper import BoardKeeper
from meetd.rooms.drawing import Piece, Tool
from meetd.rooms.events import RoomEvent, SignsGiven
from meetd.rooms.handover import load_missed, load_participant, save_participant
from meetd.rooms.limits import RoomLimits
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.mode import Mode, ModeMachine
from meetd.rooms.observers import Observers
from meetd.rooms.participant import Limit, Participant, ParticipantInfo, VideoCodec
from meetd.rooms.permissions import Role
from meetd.rooms.quotas import Quotas
from meetd.rooms.reactions import Sign
from meetd.rooms.registry import Registry
from meetd.rooms.visitors import Visitors
from support.model_boards import ModelBoards
from support.model_breakouts import ModelBreakouts
from support.model_media import ModelMedia
from support.model_messages import ModelMessages
from support.model_polls import ModelPolls
from support.model_rooms import ModelAdmissions, ModelAttendance, ModelRooms

PEOPLE = [Principal(UserId(uuid4()), name, SessionId(uuid4())) for name in ("anna", "ben", "cy")]


class Server:
    """One of two, with the database that both have."""

    def __init__(self, rooms: ModelRooms, messages: ModelMessages) -> None:
        self.media = ModelMedia()
        self.bus = LocalBus()
        self.told: list[RoomEvent] = []
        self.registry = Registry(
            rooms=rooms,
            messages=messages,
            admissions=ModelAdmissions(),
            polls=ModelPolls(),
            boards=BoardKeeper(ModelBoards()),
            breakouts=ModelBreakouts(),
            visitors=Visitors(ModelAttendance()),
            quotas=Quotas(),
            media=self.media,
            observers=Observers(self),
            directory=LocalDirectory(),
            bus=self.bus,
            limits=RoomLimits(10, 8.0, 10.0, 20.0),
            several=True,
        )

    def observe(
        self,
        room: Room,
        event: RoomEvent,
        *,
        to: ParticipantId | None,
        besides: ParticipantId | None,
    ) -> None:
        self.told.append(event)

    async def adopt(self, code: str, saved: Any) -> LiveRoom:
        async def take(room_id: RoomId) -> Lease:
            return Lease(room_id)

        await self.registry.adopt(code, saved, take)
        (live,) = self.registry
        return live


class House:
    """A room on the first of two servers."""

    def __init__(self) -> None:
        self.rooms, messages = ModelRooms(), ModelMessages()
        self.first, self.second = Server(self.rooms, messages), Server(self.rooms, messages)
        self.code = ""

    async def begins(self, *people: Principal) -> tuple[LiveRoom, list[Joined]]:
        self.code = (await self.rooms.add(PEOPLE[0].id, "Room")).code
        live = await self.first.registry.open(self.code)
        return live, [await live.join(arrival(person)) for person in people]


def arrival(person: Principal, before: Joined | None = None) -> Arrival:
    resume = None
    if before is not None:
        resume = Resume(before.participant.id, before.participant.resume_token)
    return Arrival(person, f"socket of {person.display_name}", True, False, resume=resume)


@pytest.fixture
async def house() -> House:
    return House()


def by_wire(live: LiveRoom) -> Any:
    return json.loads(json.dumps(live.handover.save()))


async def test_people_come_back_to_where_they_were(house: House) -> None:
    live, joined = await house.begins(*PEOPLE)
    assert joined[2].mode.mode is Mode.SFU
    (router,) = house.first.media.routers
    saved = by_wire(live)
    live.depart()
    assert list(house.first.registry) == []
    again = await house.second.adopt(house.code, saved)
    assert again.size == 3
    for person, before in zip(PEOPLE, joined, strict=True):
        back = await again.join(arrival(person, before))
        assert back.resumed
        assert back.participant.id == before.participant.id
        assert (back.mode.mode, back.mode.epoch) == (Mode.SFU, joined[2].mode.epoch)
        assert back.mode.leaving_router_id == router.id
        assert back.mode.router_id not in {None, router.id}
        assert back.participant.removal is None
    again.close(RoomElsewhere())


async def test_the_timer_runs_on(house: House) -> None:
    live, joined = await house.begins(PEOPLE[0])
    live.timer.start(300, "anna")
    saved = by_wire(live)
    live.depart()
    again = await house.second.adopt(house.code, saved)
    await again.join(arrival(PEOPLE[0], joined[0]))
    assert again.timer.running == live.timer.running
    again.close(RoomElsewhere())
    # A server of before knows of none.
    del saved["timer"]
    assert (await house.second.adopt(house.code, saved)).timer.running is None


async def test_the_board_stays_open_with_what_was_drawn_last(house: House) -> None:
    live, joined = await house.begins(PEOPLE[0])
    live.board.open(joined[0].participant)
    one = Piece("one", PEOPLE[0].id, Tool.PEN, [1, 2, 3, 4])
    live.drawings.draw(joined[0].participant, BOARD, one, 0)
    saved = by_wire(live)
    live.depart()
    again = await house.second.adopt(house.code, saved)
    await again.join(arrival(PEOPLE[0], joined[0]))
    assert again.board.opener == PEOPLE[0].id
    assert again.board.drawing.strokes() == live.board.drawing.strokes()
    again.close(RoomElsewhere())
    # A server of before knows of none.
    del saved["board"]
    before = await house.second.adopt(house.code, saved)
    assert not before.board.is_open
    before.close(RoomElsewhere())


async def test_hands_stay_up_in_their_order(house: House) -> None:
    live, joined = await house.begins(*PEOPLE)
    for before in (joined[1], joined[0]):
        live.set_hand(before.participant, raised=True)
    saved = by_wire(live)
    live.depart()
    again = await house.second.adopt(house.code, saved)
    anna, ben, cy = [
        (await again.join(arrival(person, before))).participant
        for person, before in zip(PEOPLE, joined, strict=True)
    ]
    again.set_hand(cy, raised=True)
    assert (ben.hand, anna.hand, cy.hand) == (1, 2, 3)
    again.close(RoomElsewhere())


async def test_who_is_without_sound_beside_another_stays_so(house: House) -> None:
    live, joined = await house.begins(*PEOPLE)
    anna, ben, cy = (each.participant for each in joined)
    live.set_companion(cy, ben.id)
    saved = by_wire(live)
    live.depart()
    again = await house.second.adopt(house.code, saved)
    back = (await again.join(arrival(PEOPLE[2], joined[2]))).participant
    assert (back.id, back.companion_of, back.microphone) == (cy.id, ben.id, False)
    with pytest.raises(WithoutSound):
        again.set_media(back, microphone=True)
    # The other does not come back.
    again.leave(again.find(ben.id))
    assert back.companion_of is None
    again.close(RoomElsewhere())
    saved["participants"][0]["companion_of"] = "nobody"
    with pytest.raises(InvalidRequest):
        await house.second.adopt(house.code, saved)
    assert anna.companion_of is None


async def test_who_does_not_come_back_goes(house: House) -> None:
    live, _ = await house.begins(*PEOPLE[:2])
    saved = by_wire(live)
    live.depart()
    again = await house.second.adopt(house.code, saved)
    for participant in list(again._members):
        assert participant.removal is not None
        participant.removal.cancel()
        again.leave(participant)
    assert list(house.second.registry) == []


async def test_nobody_comes_in_while_it_is_given_away(house: House) -> None:
    live, _ = await house.begins(PEOPLE[0])
    async with live.still():
        with pytest.raises(RoomElsewhere):
            await live.join(arrival(PEOPLE[1]))
    await live.join(arrival(PEOPLE[1]))
    live.depart()
    with pytest.raises(RoomElsewhere):
        await live.join(arrival(PEOPLE[2]))


async def test_who_leaves_while_it_is_given_away_does_not_stay_behind(house: House) -> None:
    live, joined = await house.begins(*PEOPLE)
    async with live.still():
        saved = by_wire(live)
        again = await house.second.adopt(house.code, saved)
        # Somebody is quick, and then goes for good, as they did not here.
        await again.join(arrival(PEOPLE[2], joined[2]))
        for one in joined[1:]:
            live.leave(one.participant)
        live.depart()
    missed = json.loads(json.dumps(live.handover.save_missed()))
    again.catch_up(missed)
    assert {one.id for one in again.people()} == {
        joined[0].participant.id,
        joined[2].participant.id,
    }
    again.close(RoomElsewhere())
    for wrong in ({}, {"left": 1, "heard": []}, {"left": [], "heard": [{"kind": "over"}]}):
        with pytest.raises(InvalidRequest):
            load_missed(wrong)


@pytest.mark.parametrize("first", ["asks", "is let in"])
async def test_who_waits_is_let_in_by_the_knock_of_before(house: House, first: str) -> None:
    live, joined = await house.begins(PEOPLE[0])
    await house.rooms.change(live.room.id, None, {"locked": True})
    live.change((await house.rooms.by_code(house.code)) or live.room)
    ben, cy = [await live.knock(one, f"socket of {one.display_name}") for one in PEOPLE[1:]]
    assert ben is not None
    assert cy is not None
    saved = by_wire(live)
    live.depart()
    again = await house.second.adopt(house.code, saved)
    await again.join(arrival(PEOPLE[0], joined[0]))
    if first == "asks":
        asked = await again.knock(PEOPLE[1], "another socket")
        assert asked is not None
        assert asked.id == ben.id
    (admitted,) = await again.waiting_room.admit([ben.id])
    assert (admitted.user_id, admitted.username) == (PEOPLE[1].id, "ben")
    assert await again.knock(PEOPLE[1], "another socket") is None
    assert len(again.waiting_room) == 0
    # Nobody else was.
    assert await again.knock(PEOPLE[2], "socket") is not None
    again.close(RoomElsewhere())
    with pytest.raises(InvalidRequest):
        await house.second.adopt(house.code, saved | {"askers": {"x": {}}})


@pytest.mark.parametrize("goes", [True, False])
async def test_what_its_breakouts_say_while_it_is_given_away_is_heard_once(
    house: House, goes: bool
) -> None:
    live, joined = await house.begins(PEOPLE[0])
    removed = {"user_id": str(PEOPLE[0].id), "block": False}
    notice = BreakoutNotice(live.room.id, "expelled", removed)
    async with live.still():
        saved = by_wire(live)
        house.first.bus.publish(notice)
        assert live.size == 1
        if goes:
            live.depart()
    if not goes:
        assert (live.size, live.handover.moving.under_way) == (0, False)
        return
    again = await house.second.adopt(house.code, saved)
    assert again.size == 1
    again.catch_up(json.loads(json.dumps(live.handover.save_missed())))
    assert again.size == 0
    assert joined


async def test_what_was_gathered_is_told_before_it_goes(house: House) -> None:
    live, joined = await house.begins(PEOPLE[0])
    live.reactions.add(joined[0].participant.id, Sign.HEART)
    async with live.still():
        assert isinstance(house.first.told[-1], SignsGiven)
        live.depart()


async def test_two_who_talk_directly_go_on(house: House) -> None:
    live, joined = await house.begins(*PEOPLE[:2])
    epoch = joined[1].mode.epoch
    for each in joined:
        live.ready(each.participant, epoch)
    saved = by_wire(live)
    live.depart()
    again = await house.second.adopt(house.code, saved)
    back = await again.join(arrival(PEOPLE[0], joined[0]))
    assert (back.mode.mode, back.mode.epoch, back.mode.settled) == (Mode.P2P, epoch, True)
    again.signal(back.participant, epoch, joined[1].participant.id, {})
    again.close(RoomElsewhere())


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        [],
        {"participants": 1, "mode": {}},
        {"participants": [], "mode": {"mode": "p3p"}},
        {"participants": [{"id": "x"}], "mode": {}},
    ],
)
async def test_what_is_no_room_is_not_taken(house: House, wrong: Any) -> None:
    live, _ = await house.begins(PEOPLE[0])
    live.depart()
    with pytest.raises(InvalidRequest):
        await house.second.adopt(house.code, wrong)
    assert list(house.second.registry) == []


async def test_a_room_that_is_here_or_nowhere_is_not_taken(house: House) -> None:
    live, _ = await house.begins(PEOPLE[0])
    saved = by_wire(live)
    for server, code in ((house.first, house.code), (house.second, "nothing")):
        with pytest.raises(RoomNotFound):
            await server.adopt(code, saved)
    live.depart()


async def test_a_server_that_drains_begins_no_rooms(house: House) -> None:
    live, _ = await house.begins(PEOPLE[0])
    house.first.registry.draining = True
    assert await house.first.registry.open(house.code) is live
    other = await house.rooms.add(PEOPLE[0].id, "Other")
    with pytest.raises(RoomElsewhere):
        await house.first.registry.open(other.code)
    live.depart()


def test_nothing_of_a_participant_is_lost() -> None:
    """Also of attributes to come: what cannot be told is noticed here."""
    now = datetime.now(UTC)
    room = Room(RoomId(uuid4()), "abc-defg-hij", "Room", PEOPLE[0].id, now, now)
    guest = replace(PEOPLE[0], kind=Kind.GUEST, room_id=room.id)
    before = Participant(
        principal=guest,
        role=Role.COHOST,
        guest=True,
        user_id=PEOPLE[0].id,
        username="anna",
        microphone=True,
        camera=False,
        screen=True,
        group_ready=False,
        limited=Limit.NETWORK,
        decodes=(VideoCodec.VP9, VideoCodec.VP8),
        hand=3,
        held={"microphone"},
        spotlight=True,
    )
    saved = json.loads(json.dumps(save_participant(before, "router")))
    after = load_participant(saved, room)
    assert after.info() == before.info()
    assert after.resume_token == before.resume_token
    assert (after.principal, after.role) == (guest, Role.COHOST)
    assert after.held == {"microphone"}
    assert isinstance(after.info(), ParticipantInfo)


def test_who_was_not_ready_gets_the_time_anew() -> None:
    first = ModeMachine(8.0, 10.0)
    for person in PEOPLE:
        first.joined(ParticipantId(person.display_name), 0.0)
    second = ModeMachine(8.0, 10.0)
    second.restore(json.loads(json.dumps(first.save())), 100.0)
    assert not second.settled
    assert second.deadline is not None
    assert second.deadline > 100.0
    assert second.epoch == first.epoch
