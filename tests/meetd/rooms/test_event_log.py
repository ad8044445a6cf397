"""What the log of events is told of rooms: stored in its order, once, and in bounded memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from meetd.errors import RoomElsewhere, Unavailable
from meetd.happening import Happening, Kind
from meetd.model import ParticipantId, Room, RoomId, UserId
from meetd.rooms import event_log
from meetd.rooms.event_log import EventLog
from meetd.rooms.events import (
    LeftReason,
    ParticipantJoined,
    ParticipantLeft,
    RoomEnded,
    RoomEvent,
    RoomTaken,
)
from meetd.rooms.participant import ParticipantInfo
from support.waiting import until


class Store:
    """A store that is away until it is there."""

    def __init__(self) -> None:
        self.there = asyncio.Event()
        self.fails = 0
        self.batches: list[tuple[int, list[Happening]]] = []

    async def record(self, batch: int, happenings: Sequence[Happening]) -> None:
        await self.there.wait()
        self.batches.append((batch, list(happenings)))
        if self.fails:
            self.fails -= 1
            raise Unavailable

    def kinds(self) -> list[str]:
        return [one.kind.value for _, batch in self.batches for one in batch]


def new_room() -> Room:
    now = datetime.now(UTC)
    return Room(RoomId(uuid4()), "abc-defg-hij", "Room", UserId(uuid4()), now, now)


def person(id_: str) -> ParticipantInfo:
    return ParticipantInfo(
        id=ParticipantId(id_),
        user_id=UserId(uuid4()),
        username=id_,
        microphone=True,
        camera=True,
    )


def gone(id_: str) -> ParticipantLeft:
    return ParticipantLeft(ParticipantId(id_), LeftReason.LEFT)


def observing(log: EventLog, room: Room, *events: RoomEvent) -> None:
    for event in events:
        log.observe(room, event, to=None, besides=None)


async def test_a_batch_whose_answer_is_lost_is_sent_again_under_its_number() -> None:
    store, room = Store(), new_room()
    log = EventLog(store, lambda: None)
    store.there.set()
    store.fails = 1
    observing(log, room, ParticipantJoined(person("a")))
    await until(lambda: len(store.batches) == 1)
    observing(log, room, gone("a"))
    await until(lambda: len(store.batches) == 3)
    assert [(number, len(batch)) for number, batch in store.batches] == [(1, 1), (1, 1), (2, 1)]
    await log.stop()


async def test_a_message_waits_for_what_came_before_it_but_not_for_ever() -> None:
    store, room = Store(), new_room()
    log = EventLog(store, lambda: None)
    await log.settled(room.id)
    observing(log, room, ParticipantJoined(person("a")))
    waiting = asyncio.create_task(log.settled(room.id))
    await asyncio.sleep(0)
    assert not waiting.done()
    await log.settled(new_room().id)
    store.there.set()
    await waiting
    assert store.kinds() == ["joined"]
    await log.stop()


async def test_of_more_than_memory_holds_it_is_kept_who_is_inside() -> None:
    store, room, over = Store(), new_room(), new_room()
    log = EventLog(store, lambda: None)
    observing(log, over, ParticipantJoined(person("x")))
    observing(log, over, gone("x"))
    for number in range(event_log.MOST_WAITING):
        observing(log, room, ParticipantJoined(person(str(number))))
        if number >= 2:
            observing(log, room, gone(str(number)))
    assert len(log._waiting) <= event_log.MOST_WAITING
    store.there.set()
    await until(lambda: not log._waiting and not log._unstored)
    sums = [one for _, batch in store.batches for one in batch if one.kind is Kind.INSIDE]
    assert {one.room_id for one in sums} == {room.id, over.id}
    inside = {one.room_id: one.data for one in sums}
    assert isinstance(inside[room.id], list)
    assert [who["participantId"] for who in inside[room.id] or []] == ["0", "1"]  # type: ignore[index]
    assert inside[over.id] == []
    await log.stop()


async def test_a_room_that_goes_on_elsewhere_has_not_ended() -> None:
    store, room = Store(), new_room()
    store.there.set()
    log = EventLog(store, lambda: None, lambda _: 7)
    observing(log, room, RoomTaken([person("a")]), RoomEnded(RoomElsewhere.code, ""))
    observing(log, room, ParticipantJoined(person("b")), RoomEnded("meeting_ended", ""))
    await until(lambda: len(store.kinds()) == 3)
    assert store.kinds() == ["inside", "joined", "ended"]
    assert {one.epoch for _, batch in store.batches for one in batch} == {7}
    await log.stop()
