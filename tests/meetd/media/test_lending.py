"""A room that outgrows its node: some of its routers are another node's, and it does not care."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from aiohttp import ClientSession, WSServerHandshakeError, web
from aiohttp.test_utils import TestServer
from aiortc.mediastreams import AudioStreamTrack

from meetd.cluster.peers import Peers, connected
from meetd.cluster.placement import Placement
from meetd.cluster.proofs import Proofs
from meetd.cluster.routing import LENT, Routing
from meetd.db.leases import Node
from meetd.errors import MeetError, OwnerUnreachable, Unavailable
from meetd.media import borrower as borrower_module
from meetd.media import lender as lender_module
from meetd.media.borrower import Borrower
from meetd.media.events import MediaEvent, ParticipantMoved, RouterLost
from meetd.media.lender import Lender
from meetd.media.lending import listens_at
from meetd.media.options import ConsumerOptions
from meetd.media.pool import WorkerPool
from meetd.media.pool_worker import PoolWorker
from meetd.media.room_media import RoomMedia
from meetd.media.router_handle import RouterHandle
from meetd.media.tracks import Direction, TrackSource
from meetd.model import ParticipantId, RoomId
from support.backend import settings
from support.produced import rtp_parameters
from support.rtc_client import RtcClient
from support.waiting import PATIENCE, until
from worker_bridge import Consumer, ListenInfo, Producer, provision, version

SECRET = "a secret key for tests that is long enough"
LOOPBACK: ListenInfo = {"protocol": "udp", "ip": "127.0.0.1"}
NAMES = [ParticipantId(name) for name in ("anna", "ben", "carl", "dora", "emil", "fay")]


class OneWay:
    """A browser's connection, on a transport of a participant."""

    def __init__(self, person: Person, direction: Direction) -> None:
        self._person = person
        self._direction = direction
        self.options: Any = None
        self.client: RtcClient

    async def open(self) -> OneWay:
        part = self._person.part
        self.options = await part.transports.create(self._direction)
        self.client = RtcClient(self._person.router.router, cast("Any", self))
        await self.client.connect(self._direction)
        return self

    def __getattr__(self, name: str) -> Any:
        return None if name == "sctp_parameters" else getattr(self.options, name)

    async def connect(self, dtls_parameters: Any) -> None:
        await self._person.part.transports.connect(self.options.id, dtls_parameters)

    async def produce(self, kind: str, rtp_parameters: Any) -> Producer:
        source = TrackSource.MICROPHONE if kind == "audio" else TrackSource.CAMERA
        info = await self._person.part.publishing.produce(
            self.options.id, source, rtp_parameters, paused=False
        )
        return self._person.media._producers.get(info.id).producer


class Person:
    """Somebody in the room."""

    def __init__(self, media: RoomMedia, participant_id: ParticipantId) -> None:
        self.id = participant_id
        self.media = media

    @property
    def router(self) -> RouterHandle:
        router = self.media.router_for(self.id)
        assert router is not None
        return router

    @property
    def part(self) -> Any:
        return self.media.of(self.id)

    async def sends(self) -> str:
        transport = await self.part.transports.create(Direction.SEND)
        info = await self.part.publishing.produce(
            transport.id, TrackSource.CAMERA, rtp_parameters("video", 1), paused=False
        )
        return str(info.id)

    async def receives(self, producer_id: str) -> str:
        transport = await self.part.transports.create(Direction.RECV)
        (made,) = await self.part.subscribing.consume(
            transport.id, self.router.rtp_capabilities, [producer_id]
        )
        assert isinstance(made, ConsumerOptions), made
        await self.part.subscribing.resume([made.id])
        return made.id


class Service:
    """The owner of a room, and a node that lends."""

    def __init__(self, own: WorkerPool, other: WorkerPool) -> None:
        self.own = own
        self.other = other
        self.over: set[RoomId] = set()
        """Rooms that have another owner by now."""
        self.away = False
        """The database."""
        self.accepting = True
        self.room_id = RoomId(uuid4())
        self.events: list[MediaEvent] = []
        self.url = ""
        self.borrower: Borrower
        self.peers: Peers
        self.lender = Lender(other, self._superseded, lambda: self.accepting)
        self.media = own.open_room(self.events.append, self.room_id, 7)

    async def _superseded(self, epochs: Mapping[RoomId, int]) -> set[RoomId]:
        if self.away:
            raise Unavailable
        return self.over & epochs.keys()

    async def _figures(self) -> list[dict[str, object]]:
        return [{"url": self.url, "spare": self.other.spare(), "draining": not self.accepting}]

    async def start(self, stack: AsyncExitStack) -> None:
        """Run it, with real links."""
        proofs = Proofs(SECRET)
        none: Any = _Nothing()
        node = Node("lender", "", uuid4())
        routing = Routing(node, none, proofs, none, none, none, none)
        routing.lend = self.lender.lend
        self.other.lends_at = LOOPBACK
        app = web.Application(middlewares=[_by_status])
        routing.install(app)
        server = await stack.enter_async_context(TestServer(app))
        self.url = str(server.make_url("")).rstrip("/")
        self.peers = await stack.enter_async_context(connected(Proofs(SECRET)))
        placement = Placement(self._figures, "")
        listens = await listens_at("http://127.0.0.1:80")
        assert listens == LOOPBACK
        installation = provision.install()
        self.borrower = Borrower(installation, self.peers, placement, LENT, listens)
        stack.push_async_callback(self.borrower.stop)
        stack.callback(self.media.close)
        self.own.borrow = self.borrower.borrow

    async def come(self, *names: ParticipantId) -> list[Person]:
        await self.media.find_router(len(self.media._placed) + len(names))
        return [Person(self.media, name) for name in names]

    async def apart(self) -> tuple[Person, Person]:
        """Somebody on the owner's node and somebody on the other."""
        people = await self.come(*NAMES)
        near = next(person for person in people if not person.router.far)
        far = next(person for person in people if person.router.far)
        return near, far

    @property
    def lent(self) -> list[Any]:
        return [lent for worker in self.other for lent in worker.lent]

    def told(self, kind: type[MediaEvent]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


@web.middleware
async def _by_status(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        answer: web.StreamResponse = await handler(request)
    except MeetError as error:
        return web.Response(status=error.status)
    return answer


class _Nothing:
    async def close(self, _: object = None) -> None:
        """There is nothing."""


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """Nodes with one worker, which three people fill."""
    async with AsyncExitStack() as stack:
        pools = []
        for name in ("own", "other"):
            (tmp_path / name).mkdir()
            its = settings(tmp_path / name, workers=1, worker_consumers=40)
            pool = WorkerPool(its, provision.install())
            stack.push_async_callback(pool.stop)
            await pool.start()
            pools.append(pool)
        made = Service(*pools)
        await made.start(stack)
        yield made


async def test_a_room_that_fits_borrows_nothing(service: Service) -> None:
    people = await service.come(*NAMES[:3])
    assert not any(person.router.far for person in people)
    assert not service.lent


async def test_a_room_that_does_not_fit_borrows_a_router(service: Service) -> None:
    near, far = await service.apart()
    (lent,) = service.lent
    assert lent.router.id == far.router.id
    options = await far.part.transports.create(Direction.RECV)
    (worker,) = service.other
    port = (await worker.webrtc_server.dump())["udpSockets"][0]["port"]
    assert options.ice_candidates[0]["port"] == port
    assert near.router is not far.router
    producer_id = await near.sends()
    await far.receives(producer_id)
    # A transport, in place of the one before, and a consumer.
    assert service.other.spare() == 40 - 2


async def test_media_flows_both_ways(service: Service) -> None:
    """From browsers of one node to those of the other."""
    pair = await service.apart()
    for sender, receiver in (pair, pair[::-1]):
        sending = await OneWay(sender, Direction.SEND).open()
        producer = await sending.client.send(AudioStreamTrack())
        receiving = await OneWay(receiver, Direction.RECV).open()
        (made,) = await receiver.part.subscribing.consume(
            receiving.id, receiving.client.rtp_capabilities, [producer.id]
        )
        assert isinstance(made, ConsumerOptions), made
        track = await receiving.client.receive(cast("Consumer", made))
        await receiver.part.subscribing.resume([made.id])
        async with asyncio.timeout(PATIENCE):
            await track.recv()
        await sending.client.close()
        await receiving.client.close()


async def test_who_leaves_gives_it_back(service: Service) -> None:
    await service.apart()
    for name in NAMES:
        router = service.media.router_for(name)
        if router is not None and router.far:
            service.media.remove(name)
    await until(lambda: not service.lent)
    assert not service.told(RouterLost)


@pytest.mark.parametrize("what", ["worker", "node"])
async def test_the_lender_s_death_takes_what_was_there(service: Service, what: str) -> None:
    near, far = await service.apart()
    router_id = far.router.id
    producer_id = await near.sends()
    await far.receives(producer_id)
    if what == "worker":
        (worker,) = service.other
        os.kill(worker.worker.pid, signal.SIGKILL)
    else:
        for loan in service.lender._loans:
            cast("Any", loan.link)._socket._req.transport.abort()
        service.accepting = False
    await until(lambda: bool(service.told(RouterLost)))
    assert [event.router_id for event in service.told(RouterLost)] == [router_id]
    assert producer_id in [info.id for info in service.media.producers()]
    await service.media.find_router(len(NAMES))
    again = Person(service.media, far.id)
    assert again.router.id != router_id
    await again.receives(producer_id)


async def test_the_owner_s_death_ends_what_was_lent(service: Service) -> None:
    _, far = await service.apart()
    await far.sends()
    await service.borrower.stop()
    await until(lambda: not service.lent)
    (worker,) = service.other
    assert (await worker.worker.dump())["routerIds"] == []


async def test_who_lost_the_room_loses_what_was_lent(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lender_module, "FENCE_INTERVAL", 0.05)
    monkeypatch.setattr(lender_module, "MOVE_LIMIT", 0.2)
    watching = asyncio.create_task(service.lender.watch())
    await service.apart()
    service.away = True
    await asyncio.sleep(0.3)
    assert service.lent, "while the database is away nobody can take a room over"
    service.away = False
    service.over.add(service.room_id)
    await until(lambda: not service.lent)
    await until(lambda: bool(service.told(RouterLost)))
    assert await service.borrower.borrow(service.room_id, 7) is None
    watching.cancel()


async def test_a_newer_owner_comes_before_an_older(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lender_module, "MOVE_LIMIT", 0.0)
    monkeypatch.setattr(borrower_module, "EXPECTED", 1)
    await service.apart()
    # On the only worker there is one already.
    assert await service.borrower.borrow(service.room_id, 8) is None
    await until(lambda: not service.lent)
    service.borrower._placement._doubted.clear()
    newer = await service.borrower.borrow(service.room_id, 8)
    assert newer is not None
    service.borrower._placement._doubted.clear()
    assert await service.borrower.borrow(service.room_id, 7) is None
    newer.close()


async def test_a_node_that_drains_sends_people_back(service: Service) -> None:
    near, far = await service.apart()
    producer_id = await near.sends()
    await far.receives(producer_id)
    # There is place where they came from.
    for name in NAMES:
        router = service.media.router_for(name)
        if name not in {near.id, far.id} and router is not None:
            service.media.remove(name)
    service.accepting = False
    await until(lambda: bool(service.told(ParticipantMoved)))
    assert service.media.leaving_router_id(far.id) is not None
    assert not Person(service.media, far.id).router.far
    assert not service.told(RouterLost)


async def test_a_hot_worker_has_an_owner_take_somebody_back(service: Service) -> None:
    """Of an only room one person goes, to where the owner has place; the others stay."""
    _, far = await service.apart()
    await far.sends()
    (hot,) = service.other
    cool = PoolWorker(1, hot.worker, hot.webrtc_server, hot.limits)
    service.other._running[1] = cool
    hot.cpu, cool.cpu = 0.95, 0.1
    for name in NAMES:
        router = service.media.router_for(name)
        if router is not None and not router.far:
            service.media.remove(name)
    there = [name for name in NAMES if Person(service.media, name).router.far]
    try:
        await service.other.even_out()
        await until(lambda: bool(service.told(ParticipantMoved)))
    finally:
        del service.other._running[1]
    (moved,) = service.told(ParticipantMoved)
    assert not Person(service.media, moved.participant_id).router.far
    rest = [name for name in there if name != moved.participant_id]
    assert all(Person(service.media, name).router.far for name in rest)


async def test_only_nodes_are_lent_to(service: Service) -> None:
    query = f"room={service.room_id}&epoch=7&version={version}"
    target = f"{LENT}?{query}"
    other = Proofs("another secret key that is long enough too").of_request("GET", target, "")[1]
    elsewhere = Proofs(SECRET).of_request("GET", f"{target}8", "")[1]
    async with ClientSession() as http:
        for headers, status in (({}, 404), (other, 403), (elsewhere, 403)):
            with pytest.raises(WSServerHandshakeError) as refused:
                await http.ws_connect(service.url + target, headers=headers)
            assert refused.value.status == status
    assert not service.lent


@pytest.mark.parametrize(
    "query",
    ["room=", "room=x&epoch=1", "room={room}&epoch=x", "room={room}&epoch=7&version=0"],
)
async def test_what_is_asked_wrongly_is_not_lent(service: Service, query: str) -> None:
    asked = f"{LENT}?{query}".format(room=service.room_id)
    link = await service.peers.link(service.url, asked)
    try:
        answer = await link.receive()
    except OwnerUnreachable:
        answer = "refused"
    assert "refused" in str(answer)
    assert not service.lent
    await link.close()


async def test_a_forged_order_ends_the_loan(service: Service) -> None:
    query = f"room={service.room_id}&epoch=7&version={version}"
    link = await service.peers.link(service.url, f"{LENT}?{query}")
    assert "router" in str(await link.receive())
    assert len(service.lent) == 1
    link.send(b"\x10\0\0\0" + b"\xff" * 16)
    await until(lambda: not service.lent)
    (worker,) = service.other
    assert (await worker.worker.dump())["routerIds"] == []
    await link.close()
