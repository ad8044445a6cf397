"""A room's media outlives the routers that carry it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from meetd.errors import MediaUnavailable, UnknownTransport
from meetd.media.events import (
    MediaEvent,
    ProducerClosed,
    ProducerOpened,
    ProducerSwitched,
    RouterLost,
)
from meetd.media.pool import WorkerPool
from meetd.media.room_media import RoomMedia
from meetd.media.tracks import Direction, TrackSource
from meetd.model import ParticipantId
from support.backend import settings
from support.produced import rtp_parameters
from support.waiting import PATIENCE
from worker_bridge import provision

ANNA, BEN = ParticipantId("anna"), ParticipantId("ben")


class Told:
    """What the room is told."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[MediaEvent] = asyncio.Queue()

    def __call__(self, event: MediaEvent) -> None:
        self._events.put_nowait(event)

    def so_far(self) -> list[MediaEvent]:
        return [self._events.get_nowait() for _ in range(self._events.qsize())]

    async def next(self) -> MediaEvent:
        async with asyncio.timeout(PATIENCE):
            return await self._events.get()


@pytest.fixture
async def pool(tmp_path: Path) -> AsyncIterator[WorkerPool]:
    made = WorkerPool(settings(tmp_path), provision.install())
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def media(pool: WorkerPool, told: Told) -> RoomMedia:
    made = pool.open_room(told)
    await made.find_router()
    return made


async def sends(media: RoomMedia, who: ParticipantId) -> str:
    """Produce a camera; its id."""
    part = media.of(who)
    transport = await part.transports.create(Direction.SEND)
    info = await part.publishing.produce(
        transport.id, TrackSource.CAMERA, rtp_parameters("video"), paused=False
    )
    return info.id


async def test_before_it_has_a_router_nobody_has_anything(pool: WorkerPool, told: Told) -> None:
    media = pool.open_room(told)
    assert media.router_for(ANNA) is None
    assert media.producers() == []
    media.repeat_demand(ANNA)
    media.remove(ANNA)
    with pytest.raises(MediaUnavailable):
        media.of(ANNA)


async def test_it_is_told_what_somebody_sends(media: RoomMedia, told: Told) -> None:
    producer_id = await sends(media, ANNA)
    (opened,) = told.so_far()
    assert isinstance(opened, ProducerOpened)
    assert [opened.producer] == media.producers(besides=BEN)
    assert opened.producer.id == producer_id
    publishing = media.of(ANNA).publishing
    await publishing.pause(producer_id)
    await publishing.resume(producer_id)
    told_of = [event for event in told.so_far() if isinstance(event, ProducerSwitched)]
    assert [event.producer.paused for event in told_of] == [True, False]
    publishing.close(producer_id)
    assert ProducerClosed(ANNA, producer_id) in told.so_far()
    assert media.producers() == []


async def test_a_lost_router_is_not_the_media(
    pool: WorkerPool, media: RoomMedia, told: Told
) -> None:
    lost = media.router_for(ANNA)
    assert lost is not None
    await sends(media, ANNA)
    before = media.of(ANNA)
    told.so_far()
    (worker,) = pool
    os.kill(worker.worker.pid, signal.SIGKILL)
    assert await told.next() == RouterLost(lost.id)
    assert media.router_for(ANNA) is None
    assert media.producers() == []
    with pytest.raises(MediaUnavailable):
        media.of(ANNA)
    await media.find_router()
    again = media.router_for(ANNA)
    assert again is not None
    assert again.id != lost.id
    assert media.of(ANNA) is not before
    with pytest.raises(UnknownTransport):
        media.of(ANNA).transports.close("of the router before")
    producer_id = await sends(media, ANNA)
    assert [info.id for info in media.producers()] == [producer_id]


async def test_to_look_again_with_a_router_changes_nothing(
    pool: WorkerPool, media: RoomMedia
) -> None:
    router = media.router_for(ANNA)
    await media.find_router()
    assert media.router_for(ANNA) is router
    (worker,) = pool
    assert worker.routers == [router]


async def test_closed_while_it_looks_it_keeps_none(pool: WorkerPool, told: Told) -> None:
    media = pool.open_room(told)
    looking = asyncio.create_task(media.find_router())
    await asyncio.sleep(0)
    media.close()
    await looking
    assert media.router_for(ANNA) is None
    (worker,) = pool
    assert worker.routers == []
    assert told.so_far() == []
