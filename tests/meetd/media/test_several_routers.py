"""A room that outgrows a worker: on several routers as on one."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from meetd.errors import InvalidRequest, UnknownConsumer, UnknownProducer
from meetd.media import copies as copies_module
from meetd.media import room_media as room_media_module
from meetd.media.events import (
    ConsumerClosed,
    MediaEvent,
    ParticipantMoved,
    ProducerClosed,
    ProducerDemand,
    RouterLost,
)
from meetd.media.options import ConsumerOptions, NotConsumed
from meetd.media.pool import WorkerPool
from meetd.media.pool_worker import PoolWorker
from meetd.media.room_media import RoomMedia
from meetd.media.router_handle import RouterHandle
from meetd.media.tracks import Direction, TrackSource
from meetd.model import ParticipantId
from support.backend import settings
from support.produced import rtp_parameters
from support.waiting import PATIENCE, until
from worker_bridge import Consumer, WorkerBridgeError, provision

NAMES = [ParticipantId(name) for name in ("anna", "ben", "carl", "dora", "emil", "fay")]
ANNA, BEN, CARL, DORA = NAMES[:4]


class Person:
    """Somebody in the room, who says what a browser would."""

    def __init__(self, media: RoomMedia, participant_id: ParticipantId) -> None:
        self.id = participant_id
        self.media = media
        router = media.router_for(participant_id)
        assert router is not None
        self.router: RouterHandle = router
        self.recv = ""

    async def sends(self, source: TrackSource = TrackSource.CAMERA, layers: int = 1) -> str:
        part = self.media.of(self.id)
        transport = await part.transports.create(Direction.SEND)
        info = await part.publishing.produce(
            transport.id, source, rtp_parameters(source.kind, layers), paused=False
        )
        return info.id

    async def asks(self, *producer_ids: str) -> list[ConsumerOptions | NotConsumed]:
        part = self.media.of(self.id)
        if not self.recv:
            self.recv = (await part.transports.create(Direction.RECV)).id
        return await part.subscribing.consume(
            self.recv, self.router.rtp_capabilities, list(producer_ids)
        )

    async def receives(self, producer_id: str) -> str:
        """Consume and resume; the consumer's id."""
        (made,) = await self.asks(producer_id)
        assert isinstance(made, ConsumerOptions), made
        await self.media.of(self.id).subscribing.resume([made.id])
        return made.id

    def consumer(self, producer_id: str) -> Consumer:
        """The bridge's."""
        return self.router.participants[self.id].subscribing._consumers[producer_id]


class Room:
    """A room with one person or more on each of two routers."""

    def __init__(self, pool: WorkerPool) -> None:
        self.pool = pool
        self.events: list[MediaEvent] = []
        self.media = pool.open_room(self.events.append)

    async def comes(self, *participant_ids: ParticipantId) -> list[Person]:
        """All of them at once."""
        await self.media.find_router(len(self.media._placed) + len(participant_ids))
        return [Person(self.media, each) for each in participant_ids]

    async def two_apart(self) -> tuple[Person, Person]:
        """Anna and somebody on the other router."""
        anna, *others = await self.comes(*NAMES)
        (other, *_) = [person for person in others if person.router is not anna.router]
        return anna, other

    def told(self, kind: type[MediaEvent]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def worker_of(self, router: RouterHandle) -> PoolWorker:
        (found,) = [worker for worker in self.pool if router in worker.routers]
        return found

    def kill(self, router: RouterHandle) -> None:
        os.kill(self.worker_of(router).worker.pid, signal.SIGKILL)

    def kill_worker(self, worker: PoolWorker) -> None:
        os.kill(worker.worker.pid, signal.SIGKILL)

    async def pipe_consumers(self, router: RouterHandle) -> int:
        """Consumers of the router's pipes: what goes from it to others."""
        dump = await router.router.dump()
        consumers = sum(len(each["values"]) for each in dump["mapProducerIdConsumerIds"])
        return consumers - router.counts.consumers


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """Workers that two or three people fill."""
    pool = WorkerPool(settings(tmp_path, workers=2, worker_consumers=40), provision.install())
    await pool.start()
    yield Room(pool)
    await pool.stop()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody wants goes without delay."""
    monkeypatch.setattr(copies_module, "LET_GO_AFTER", 0.0)


async def test_a_small_room_stays_on_one(room: Room) -> None:
    people = await room.comes(*NAMES[:3])
    assert len({person.router for person in people}) == 1
    assert sorted(len(worker.routers) for worker in room.pool) == [0, 1]


async def test_a_burst_spreads(room: Room) -> None:
    """Nobody has anything yet, but it is known what they will have."""
    people = await room.comes(*NAMES)
    routers = [person.router for person in people]
    assert sorted(routers.count(router) for router in set(routers)) == [3, 3]


async def test_one_after_the_other_spreads_too(room: Room) -> None:
    people = [person for name in NAMES for person in await room.comes(name)]
    assert len({person.router for person in people}) == 2
    assert len({worker.index for worker in room.pool if worker.routers}) == 2


async def test_with_all_workers_full_a_room_goes_on_where_it_is(room: Room) -> None:
    crowd = await room.comes(*(ParticipantId(f"guest {n}") for n in range(30)))
    routers = [person.router for person in crowd]
    assert len(set(routers)) == 2
    assert min(routers.count(router) for router in set(routers)) >= 10


async def test_what_is_sent_on_another_router_is_received(room: Room) -> None:
    anna, other = await room.two_apart()
    producer_id = await anna.sends(layers=3)
    await other.receives(producer_id)
    consumer = other.consumer(producer_id)
    assert consumer.type == "simulcast"
    assert not consumer.paused
    assert await room.pipe_consumers(anna.router) == 1
    assert room.media.producers(besides=other.id)[0].id == producer_id


async def test_it_is_piped_once_for_all_who_want_it(room: Room) -> None:
    anna, other = await room.two_apart()
    producer_id = await anna.sends()
    people = [Person(room.media, name) for name in NAMES]
    there = [person for person in people if person.router is other.router]
    await asyncio.gather(*(person.receives(producer_id) for person in there))
    assert len(there) > 1
    assert await room.pipe_consumers(anna.router) == 1
    assert len(other.router.router._producers) == 1


@pytest.mark.usefixtures("at_once")
async def test_it_is_unpiped_when_nobody_wants_it(room: Room) -> None:
    anna, other = await room.two_apart()
    producer_id = await anna.sends()
    consumer_id = await other.receives(producer_id)
    await room.media.of(other.id).subscribing.close([consumer_id])
    await until(lambda: len(room.media._copies) == 0)
    assert await room.pipe_consumers(anna.router) == 0
    assert not other.router.router._producers
    await other.receives(producer_id)
    assert await room.pipe_consumers(anna.router) == 1


@pytest.mark.usefixtures("at_once")
async def test_it_does_not_flow_while_nobody_looks(room: Room) -> None:
    anna, other = await room.two_apart()
    producer_id = await anna.sends()
    consumer_id = await other.receives(producer_id)
    (copy,) = room.media._copies._made.values()
    pipe = copy._consumer
    assert pipe is not None
    subscribing = room.media.of(other.id).subscribing
    for _ in range(3):
        await subscribing.pause([consumer_id])
        await until(lambda: pipe.paused)
        await subscribing.resume([consumer_id])
        assert not pipe.paused, "it flows before the consumer asks for a key frame"
    assert not other.consumer(producer_id).paused


async def test_a_consumer_elsewhere_pauses_and_closes_with_its_producer(room: Room) -> None:
    anna, other = await room.two_apart()
    producer_id = await anna.sends()
    consumer_id = await other.receives(producer_id)
    consumer = other.consumer(producer_id)
    publishing = room.media.of(anna.id).publishing
    await publishing.pause(producer_id)
    await until(lambda: consumer.producer_paused)
    await publishing.resume(producer_id)
    await until(lambda: not consumer.producer_paused)
    publishing.close(producer_id)
    await until(lambda: consumer.closed)
    assert room.told(ConsumerClosed) == [ConsumerClosed(other.id, consumer_id)]
    with pytest.raises(UnknownConsumer):
        await room.media.of(other.id).subscribing.resume([consumer_id])
    assert not other.router.router._producers


async def test_what_is_wanted_counts_wherever_it_is_wanted(room: Room) -> None:
    anna, other = await room.two_apart()
    producer_id = await anna.sends(layers=3)
    near = next(
        person for name in NAMES[1:] if (person := Person(room.media, name)).router is anna.router
    )
    for person, layer in ((near, 1), (other, 2)):
        consumer_id = await person.receives(producer_id)
        await room.media.of(person.id).subscribing.prefer_layers([consumer_id], layer, None)
    assert room.told(ProducerDemand)[-1] == ProducerDemand(anna.id, producer_id, 2)


async def test_one_router_hears_all_who_speak(room: Room) -> None:
    anna, other = await room.two_apart()
    voices = {await person.sends(TrackSource.MICROPHONE) for person in (anna, other)}
    home = room.media._speaker._ear
    assert home is not None
    heard = (await home.router.dump())["mapProducerIdObserverIds"]
    assert {each["key"] for each in heard} == voices


async def test_a_worker_that_dies_takes_only_what_was_on_it(room: Room) -> None:
    anna, other = await room.two_apart()
    producer_id, lost_id = await anna.sends(), await other.sends()
    near = next(
        person for name in NAMES[1:] if (person := Person(room.media, name)).router is anna.router
    )
    kept_id, gone_id = await near.receives(producer_id), await near.receives(lost_id)
    await other.receives(producer_id)
    room.kill(other.router)
    await until(lambda: bool(room.told(RouterLost)))
    assert room.told(RouterLost) == [RouterLost(other.router.id)]
    assert room.told(ProducerClosed) == [ProducerClosed(other.id, lost_id)]
    # This the other worker says, a moment later.
    await until(lambda: bool(room.told(ConsumerClosed)))
    assert room.told(ConsumerClosed) == [ConsumerClosed(near.id, gone_id)]
    assert [info.id for info in room.media.producers()] == [producer_id]
    await room.media.of(near.id).subscribing.resume([kept_id])
    await until(lambda: len(room.media._copies) == 0)
    # Whom it carried has another path, and is seen and sees again.
    again = Person(room.media, other.id)
    assert again.router is anna.router
    await again.receives(producer_id)
    await near.receives(await again.sends())


async def test_who_speaks_is_heard_after_the_ear_is_lost(room: Room) -> None:
    anna, other = await room.two_apart()
    await anna.sends(TrackSource.MICROPHONE)
    voice = await other.sends(TrackSource.MICROPHONE)
    home = room.media._speaker._ear
    assert home is not None
    assert home.router is anna.router.router
    room.kill(anna.router)
    await until(lambda: bool(room.told(RouterLost)))

    async def heard() -> set[str]:
        dump = await other.router.router.dump()
        return {each["key"] for each in dump["mapProducerIdObserverIds"]}

    async with asyncio.timeout(PATIENCE):
        while await heard() != {voice}:
            continue


async def test_a_router_that_carries_nobody_goes(room: Room) -> None:
    anna, other = await room.two_apart()
    producer_id = await anna.sends()
    await other.receives(producer_id)
    for name in NAMES:
        if room.media.router_for(name) is other.router:
            room.media.remove(name)
    assert other.router.router.closed
    assert sorted(len(worker.routers) for worker in room.pool) == [0, 1]
    await until(lambda: len(room.media._copies) == 0)
    room.media.close()
    assert [worker.routers for worker in room.pool] == [[], []]
    for worker in room.pool:
        assert (await worker.worker.dump())["routerIds"] == []


async def test_nobody_hears_themself_or_what_is_not_there(room: Room) -> None:
    anna, other = await room.two_apart()
    producer_id = await anna.sends()
    answers = await anna.asks(producer_id) + await other.asks("nothing")
    assert all(isinstance(each, NotConsumed) for each in answers)
    assert [type(each.error) for each in answers if isinstance(each, NotConsumed)] == [
        UnknownProducer,
        UnknownProducer,
    ]


async def test_who_leaves_while_it_is_piped_leaves_nothing(room: Room) -> None:
    anna, other = await room.two_apart()
    producer_id = await anna.sends()
    await other.asks("nothing")
    asking = asyncio.create_task(other.asks(producer_id))
    await asyncio.sleep(0)
    assert len(room.media._copies) == 1
    room.media.remove(anna.id)
    (answer,) = await asking
    assert isinstance(answer, NotConsumed)
    assert isinstance(answer.error, InvalidRequest | UnknownProducer), answer.error
    await until(lambda: len(room.media._copies) == 0)
    assert not other.router.router._producers


async def test_a_worker_that_does_not_pipe_is_said(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, other = await room.two_apart()
    producer_id = await anna.sends()

    async def fails(**_: object) -> None:
        raise WorkerBridgeError("not now")

    with monkeypatch.context() as patch:
        patch.setattr(anna.router.router, "pipe_to_router", fails)
        (answer,) = await other.asks(producer_id)
    assert isinstance(answer, NotConsumed)
    assert len(room.media._copies) == 0
    await other.receives(producer_id)


async def test_who_is_moved_keeps_what_was_until_the_browser_leaves_it(room: Room) -> None:
    anna, ben = await room.comes(ANNA, BEN)
    old_id = await anna.sends()
    old_consumer = await anna.receives(await ben.sends())
    await room.media._relieve(anna.router, everybody=True)
    assert room.told(ParticipantMoved) == [ParticipantMoved(ANNA), ParticipantMoved(BEN)]
    assert room.media.leaving_router_id(ANNA) == anna.router.id
    again = Person(room.media, ANNA)
    assert again.router is not anna.router
    # Both ways at once, each by its own ids.
    new_id = await again.sends()
    assert {info.id for info in room.media.producers(besides=BEN)} == {old_id, new_id}
    new_consumer = await again.receives(room.media.producers(besides=ANNA)[0].id)
    await room.media.of(ANNA).subscribing.pause([old_consumer, new_consumer])
    for producer_id in (old_id, new_id):
        await room.media.of(ANNA).publishing.pause(producer_id)
        await room.media.of(ANNA).publishing.resume(producer_id)
    with pytest.raises(UnknownConsumer):
        await room.media.of(ANNA).subscribing.resume([old_consumer, "nothing"])
    assert not anna.consumer(room.media.producers(besides=ANNA)[0].id).paused
    # The browser leaves.
    older = anna.router.participants[ANNA]
    for transport in list(older.transports._open.values()):
        room.media.of(ANNA).transports.close(transport.id)
    assert room.media.leaving_router_id(ANNA) is None
    assert [info.id for info in room.media.producers(besides=BEN)] == [new_id]
    assert not anna.router.router.closed, "Ben still has something there"
    room.media.remove(BEN)
    assert anna.router.router.closed


async def test_who_has_nothing_leaves_at_once(room: Room) -> None:
    anna, _ = await room.comes(ANNA, BEN)
    await room.media._relieve(anna.router, everybody=True)
    assert len(room.told(ParticipantMoved)) == 2
    assert room.media.leaving_router_id(ANNA) is None
    assert anna.router.router.closed
    await Person(room.media, ANNA).sends()


async def test_a_browser_that_does_not_leave_is_taken_away(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_media_module, "MOVE_LIMIT", 0.05)
    (anna,) = await room.comes(ANNA)
    producer_id = await anna.sends()
    await room.media._relieve(anna.router, everybody=True)
    await until(lambda: anna.router.router.closed)
    assert ProducerClosed(ANNA, producer_id) in room.events
    assert Person(room.media, ANNA).router is not anna.router


@pytest.mark.parametrize("dies", ["older", "newer"])
async def test_a_worker_that_dies_during_a_move_leaves_the_other(room: Room, dies: str) -> None:
    anna, ben = await room.comes(ANNA, BEN)
    await anna.sends()
    await ben.sends()
    await room.media._relieve(anna.router, everybody=False)
    (moved,) = (event.participant_id for event in room.told(ParticipantMoved))
    newer = room.media.router_for(moved)
    assert newer is not None
    room.kill(anna.router if dies == "older" else newer)
    await until(lambda: bool(room.told(RouterLost)))
    assert room.media.leaving_router_id(moved) is None
    left = newer if dies == "older" else anna.router
    assert {room.media.router_for(each) for each in (ANNA, BEN)} == {left}
    for each in (ANNA, BEN):
        await Person(room.media, each).sends()
    assert all(made.router is left.router for made in room.media._producers)


async def test_a_hot_worker_gives_a_room_away(room: Room) -> None:
    """Of two rooms the one goes that makes both workers even; an only one is shared."""
    (anna,) = await room.comes(ANNA)
    await anna.sends()
    hot = room.worker_of(anna.router)
    (cool,) = (worker for worker in room.pool if worker is not hot)
    for share, moved in ((0.5, 0), (0.95, 1)):
        hot.cpu, cool.cpu = share, 0.1
        await room.pool.even_out()
        assert len(room.told(ParticipantMoved)) == moved
    assert room.worker_of(Person(room.media, ANNA).router) is cool


async def test_workers_that_are_all_hot_keep_what_they_have(room: Room) -> None:
    (anna,) = await room.comes(ANNA)
    await anna.sends()
    for worker in room.pool:
        worker.cpu = 0.95
    await room.pool.even_out()
    assert room.told(ParticipantMoved) == []


async def test_a_worker_is_emptied_and_started_anew(room: Room) -> None:
    """By order: nobody is without a path, and nobody else notices."""
    people = await room.comes(*NAMES[:3])
    anna, ben, _ = people
    producer_id = await anna.sends()
    await ben.receives(producer_id)
    before = room.worker_of(anna.router)
    room.pool.empty(before.index)
    assert before.spare() == 0
    await until(lambda: len(room.told(ParticipantMoved)) == 3)
    assert not room.told(RouterLost)
    for person in people:
        router = room.media.router_for(person.id)
        assert router is not None
        assert room.worker_of(router) is not before
    # They build their ways on the other, and leave this one.
    again = [Person(room.media, person.id) for person in people]
    newer = await again[0].sends()
    await again[1].receives(newer)
    for person in (anna, ben):
        older = person.router.participants.get(person.id)
        assert older is not None
        for transport in list(older.transports._open.values()):
            room.media.of(person.id).transports.close(transport.id)
    await until(lambda: before.worker.closed)
    await until(lambda: room.pool.complete)
    assert not before.worker.died
    assert newer in [info.id for info in room.media.producers()]


async def test_the_only_worker_is_not_emptied(room: Room) -> None:
    first, second = room.pool
    room.kill_worker(first)
    await until(lambda: len(list(room.pool)) == 1)
    room.pool.empty(second.index)
    assert not second.emptying
    room.pool.empty(7)
