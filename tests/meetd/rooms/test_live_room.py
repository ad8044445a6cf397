"""Rules of a live room, without a worker, a socket or a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from meetd.auth.principal import Principal
from meetd.errors import (
    Forbidden,
    JoinedElsewhere,
    MediaUnavailable,
    NotInRoom,
    RoomDeleted,
    RoomFull,
    RoomNotFound,
    StaleEpoch,
)
from meetd.media.events import (
    ConsumerScore,
    DominantSpeakerChanged,
    ProducerClosed,
    ProducerOpened,
)
from meetd.media.options import ConsumerOptions
from meetd.media.tracks import Direction, TrackSource
from meetd.model import ParticipantId, Room, RoomId, SessionId, UserId
from meetd.rooms import permissions
from meetd.rooms.admission import Arrival, Joined, Resume
from meetd.rooms.board_keeper import BoardKeeper
from meetd.rooms.drawings import DrawingsShown
from meetd.rooms.events import (
    REPLACED,
    ChatDelivered,
    LeftReason,
    ModeChanged,
    ModeState,
    ParticipantConnected,
    ParticipantDisconnected,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantUpdated,
    PathFailed,
    ReachabilityReported,
    RoomEnded,
    RoomEvent,
    Signal,
)
from meetd.rooms.limits import RoomLimits
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.mode import Mode, Reason
from meetd.rooms.observers import Observers, RoomObserver
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Role
from meetd.rooms.record import RoomRecord
from support.model_boards import ModelBoards
from support.model_breakouts import ModelBreakouts
from support.model_media import ModelMedia
from support.model_messages import ModelMessages
from support.model_polls import ModelPolls
from support.model_rooms import ModelAdmissions, ModelRooms
from support.waiting import until


@dataclass
class Diary:
    """An observer that keeps what it is told: the event, to whom, besides whom."""

    entries: list[tuple[RoomEvent, ParticipantId | None, ParticipantId | None]] = field(
        default_factory=list
    )

    def observe(
        self,
        room: Room,
        event: RoomEvent,
        *,
        to: ParticipantId | None,
        besides: ParticipantId | None,
    ) -> None:
        self.entries.append((event, to, besides))

    def kinds(self) -> list[type]:
        """What happened since this was asked last."""
        return [type(event) for event, _, _ in self.take()]

    def take(self) -> list[tuple[RoomEvent, ParticipantId | None, ParticipantId | None]]:
        taken, self.entries = self.entries, []
        return taken

    def only(self, kind: type) -> list[tuple[Any, ParticipantId | None, ParticipantId | None]]:
        """All of one kind since."""
        return [entry for entry in self.take() if isinstance(entry[0], kind)]


class Failing:
    """An observer with a fault."""

    def observe(self, *_: object, **__: object) -> None:
        raise ZeroDivisionError


def principal(name: str) -> Principal:
    return Principal(UserId(uuid4()), name, SessionId(uuid4()))


ANNA, BEN, CARL = (principal(name) for name in ("anna", "ben", "carl"))


class House:
    """A room, and what it knows the world by."""

    def __init__(self, limit: int = 10, *, before: list[RoomObserver] | None = None) -> None:
        now = datetime.now(UTC)
        self.media = ModelMedia()
        self.messages = ModelMessages()
        self.diary = Diary()
        self.empty: list[LiveRoom] = []
        self.said: list[str] = []
        room = Room(RoomId(uuid4()), "abc-defg-hij", "Room", ANNA.id, now, now)
        self.rooms = ModelRooms()
        self.rooms.stored[room.id] = room
        self.room = LiveRoom(
            room,
            limits=RoomLimits(limit, 8.0, 10.0, 20.0),
            media=self.media,
            messages=self.messages,
            record=RoomRecord(self.rooms, self.changed),
            admissions=ModelAdmissions(),
            polls=ModelPolls(),
            boards=BoardKeeper(ModelBoards()),
            breakouts=ModelBreakouts(),
            publish=lambda _notice: None,
            allow_message=lambda _, content, *_more: self.said.append(content),
            observers=Observers(*(before or ()), self.diary),
            on_empty=self.empty.append,
        )

    def changed(self, room: Room) -> None:
        self.room.room = room

    async def join(self, who: Principal, **how: Any) -> Joined:
        arrival = Arrival(who, f"socket of {who.display_name}", True, True, **how)
        return await self.room.join(arrival)

    async def enters(self, *people: Principal) -> list[Participant]:
        """They come in, one after another."""
        return [(await self.join(who)).participant for who in people]


@pytest.fixture
async def house() -> House:
    return House()


async def test_an_observer_that_fails_keeps_nothing_from_the_others() -> None:
    house = House(before=[Failing()])
    await house.enters(ANNA)
    assert ParticipantJoined in house.diary.kinds()
    assert house.room.size == 1


async def test_who_comes_is_announced_before_being_reached(house: House) -> None:
    await house.enters(ANNA)
    assert house.diary.kinds()[-1] is ParticipantConnected
    (ben,) = await house.enters(BEN)
    kinds = house.diary.kinds()
    assert kinds[0] is ParticipantJoined
    assert kinds[-1] is ParticipantConnected
    assert [other.username for other in (await house.join(CARL)).others] == ["anna", "ben"]
    assert ben.connected


async def test_who_goes_is_reached_no_longer_before_it_is_told(house: House) -> None:
    anna, ben = await house.enters(ANNA, BEN)
    house.diary.take()
    house.room.leave(ben)
    entries = house.diary.take()
    assert entries[:2] == [
        (ParticipantDisconnected(ben.id), None, None),
        (ParticipantLeft(ben.id, LeftReason.LEFT), None, None),
    ]
    house.room.leave(ben)
    assert house.diary.take() == []
    assert house.empty == []
    house.room.leave(anna)
    assert house.empty == [house.room]
    assert house.media.rooms[0].closed


async def test_who_goes_takes_along_what_they_sent(house: House) -> None:
    anna, _ = await house.enters(ANNA, BEN)
    sent = house.media.rooms[0].of(anna.id).publishing.send(TrackSource.CAMERA)
    house.diary.take()
    house.room.leave(anna)
    assert (ProducerClosed(anna.id, sent.id), None, anna.id) in house.diary.take()


async def test_a_full_room_lets_nobody_in(house: House) -> None:
    small = House(limit=1)
    await small.enters(ANNA)
    with pytest.raises(RoomFull):
        await small.join(BEN)
    # Who comes again takes no second place.
    await small.join(ANNA, take_over=True)
    assert small.room.size == 1


async def test_nobody_is_inside_twice(house: House) -> None:
    (first,) = await house.enters(ANNA)
    with pytest.raises(JoinedElsewhere):
        await house.join(ANNA)
    house.diary.take()
    again = await house.join(ANNA, take_over=True)
    told = house.diary.take()
    assert told[0] == (REPLACED, first.id, None)
    assert (ParticipantLeft(first.id, LeftReason.REPLACED), None, None) in told
    assert again.participant.id != first.id
    assert house.room.size == 1


async def test_a_window_without_a_connection_is_replaced_unasked(house: House) -> None:
    (first,) = await house.enters(ANNA)
    house.room.connection_lost(first, patience=1000)
    again = await house.join(ANNA)
    assert again.participant.id != first.id
    assert house.room.size == 1


async def test_who_comes_back_with_the_proof_is_the_same(house: House) -> None:
    anna, ben = await house.enters(ANNA, BEN)
    house.room.connection_lost(ben, patience=1000)
    assert not ben.connected
    house.diary.take()
    resume = Resume(ben.id, ben.resume_token)
    back = await house.join(BEN, resume=resume)
    assert back.resumed
    assert back.participant is ben
    assert house.diary.kinds() == [ParticipantUpdated, ParticipantConnected, DrawingsShown]
    assert house.media.rooms[0].repeated == [ben.id]
    for no_proof in (Resume(ben.id, "a guess"), Resume(anna.id, ben.resume_token)):
        with pytest.raises(JoinedElsewhere):
            await house.join(BEN, resume=no_proof)


async def test_who_does_not_come_back_in_time_is_lost(house: House) -> None:
    _, ben = await house.enters(ANNA, BEN)
    house.diary.take()
    house.room.connection_lost(ben, patience=0)
    await until(lambda: house.room.size == 1)
    assert (ParticipantLeft(ben.id, LeftReason.LOST), None, None) in house.diary.take()


async def test_who_thinks_better_of_it_is_not_let_in(house: House) -> None:
    with pytest.raises(NotInRoom):
        await house.join(ANNA, wanted=lambda: False)
    assert house.diary.take() == []
    assert house.empty == [house.room]


async def test_who_may_not_join_leaves_no_room_behind(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "PERMISSIONS", dict.fromkeys(Role, frozenset()))
    with pytest.raises(Forbidden):
        await house.join(ANNA)
    assert house.diary.take() == []
    assert house.empty == [house.room]


async def test_who_is_gone_can_do_nothing(house: House) -> None:
    anna, ben = await house.enters(ANNA, BEN)
    house.room.leave(ben)
    house.diary.take()
    acts: list[Callable[[], None]] = [
        lambda: house.room.set_media(ben, camera=False),
        lambda: house.room.report_reachability(ben, reachable=True),
        lambda: house.room.ready(ben, 2),
        lambda: house.room.failed(ben, 2, "no way"),
        lambda: house.room.signal(ben, 2, anna.id, {}),
    ]
    for act in acts:
        with pytest.raises(NotInRoom):
            act()
    assert house.diary.take() == []


async def test_what_is_on_is_told_to_the_others(house: House) -> None:
    anna, _ = await house.enters(ANNA, BEN)
    house.diary.take()
    house.room.set_media(anna, camera=False, screen=True)
    ((event, to, besides),) = house.diary.take()
    assert isinstance(event, ParticipantUpdated)
    assert (event.participant.camera, event.participant.screen) == (False, True)
    assert (to, besides) == (None, anna.id)


async def test_a_message_is_allowed_stored_and_then_told(house: House) -> None:
    (anna,) = await house.enters(ANNA)
    house.diary.take()
    message = await house.room.chat.say(anna.principal, uuid4(), "Hello")
    assert house.said == ["Hello"]
    assert house.messages.stored == [message]
    assert house.diary.take() == [(ChatDelivered(message), None, None)]
    joined = await house.join(BEN)
    assert joined.history.messages == [message]
    later = await house.room.chat.say(anna.principal, uuid4(), "More")
    back = await house.join(BEN, take_over=True, last_message_id=message.id)
    assert back.history.messages == [later]


async def test_two_talk_directly_until_a_third_comes(house: House) -> None:
    anna, ben = await house.enters(ANNA, BEN)
    assert house.room.mode is Mode.P2P
    epoch = [event.epoch for event, _, _ in house.diary.only(ModeState)][-1]
    house.room.signal(anna, epoch, ben.id, {"sdp": "…"})
    assert house.diary.take() == [(Signal(epoch, anna.id, {"sdp": "…"}), ben.id, None)]
    (carl,) = await house.enters(CARL)
    told = house.diary.take()
    assert (ModeChanged(Mode.SFU, epoch + 1, Reason.JOINED), None, None) in told
    states = [to for event, to, _ in told if isinstance(event, ModeState)]
    assert states == [anna.id, ben.id, carl.id]
    with pytest.raises(StaleEpoch):
        house.room.signal(carl, epoch, ben.id, {})


async def test_a_path_that_fails_is_observed(house: House) -> None:
    anna, _ = await house.enters(ANNA, BEN)
    epoch = [event.epoch for event, _, _ in house.diary.only(ModeState)][-1]
    house.room.failed(anna, epoch, "no way")
    told = house.diary.take()
    assert told[0] == (PathFailed(anna.id, Mode.P2P, "no way"), None, None)
    assert house.room.mode is Mode.SFU


async def test_reachability_is_observed_once(house: House) -> None:
    anna, _ = await house.enters(ANNA, BEN)
    house.diary.take()
    for _ in range(2):
        house.room.report_reachability(anna, reachable=False)
    told = house.diary.take()
    assert told[0] == (ReachabilityReported(anna.id, False), None, None)
    assert [type(event) for event, _, _ in told] == [ReachabilityReported, ParticipantUpdated]


async def test_the_room_says_what_of_media_concerns_whom(house: House) -> None:
    anna, ben, _ = await house.enters(ANNA, BEN, CARL)
    media = house.media.rooms[0]
    house.diary.take()
    transport = await media.of(anna.id).transports.create(Direction.SEND)
    sent = await media.of(anna.id).publishing.produce(
        transport.id, TrackSource.CAMERA, {}, paused=False
    )
    assert house.diary.take() == [(ProducerOpened(sent), None, anna.id)]
    receiving = await media.of(ben.id).transports.create(Direction.RECV)
    (consumer,) = await media.of(ben.id).subscribing.consume(receiving.id, {}, [sent.id])
    assert isinstance(consumer, ConsumerOptions)
    score = ConsumerScore(ben.id, consumer.id, 10, 10)
    media.emit(score)
    media.emit(DominantSpeakerChanged(anna.id))
    assert house.diary.take() == [
        (score, ben.id, None),
        (DominantSpeakerChanged(anna.id), None, None),
    ]


async def test_two_who_talk_directly_hear_of_no_speaker(house: House) -> None:
    anna, _ = await house.enters(ANNA, BEN)
    house.diary.take()
    house.media.rooms[0].emit(DominantSpeakerChanged(anna.id))
    assert house.diary.take() == []


async def test_a_lost_router_is_looked_for_again(house: House) -> None:
    anna, *_ = await house.enters(ANNA, BEN, CARL)
    before = house.media.rooms[0].router
    house.diary.take()
    house.media.die()
    with pytest.raises(MediaUnavailable):
        house.room.media.of(anna.id)
    house.media.running.set()
    await until(lambda: any(isinstance(event, ModeState) for event, _, _ in house.diary.entries))
    reasons = {event.reason for event, _, _ in house.diary.only(ModeState)}
    assert reasons == {Reason.WORKER_DIED}
    assert house.media.rooms[0].router is not before
    assert len(house.media.rooms) == 1


async def test_a_room_that_is_held_stays_without_people(house: House) -> None:
    (anna,) = await house.enters(ANNA)
    with house.room.hold():
        with house.room.hold():
            house.room.leave(anna)
        assert house.empty == []
        assert not house.media.rooms[0].closed
        (again,) = await house.enters(ANNA)
        house.room.leave(again)
        assert house.empty == []
    assert house.empty == [house.room]
    assert house.media.rooms[0].closed
    with pytest.raises(RoomNotFound), house.room.hold():
        pass


async def test_a_room_that_ended_is_over_when_nobody_holds_it(house: House) -> None:
    anna, ben = await house.enters(ANNA, BEN)
    house.diary.take()
    with house.room.hold():
        house.room.close(RoomDeleted())
        told = house.diary.take()
        assert isinstance(told[0][0], RoomEnded)
        assert [event for event, _, _ in told[1:]] == [
            ParticipantDisconnected(anna.id),
            ParticipantDisconnected(ben.id),
        ]
        with pytest.raises(RoomDeleted):
            await house.join(ANNA)
        assert house.empty == []
    assert house.empty == [house.room]
