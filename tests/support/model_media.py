"""A room's media that exists only as who sends and receives what: no worker, no bridge."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from meetd.errors import MediaUnavailable, UnknownConsumer, UnknownProducer, UnknownTransport
from meetd.media.events import (
    ConsumerClosed,
    MediaEvent,
    Parameters,
    ProducerClosed,
    ProducerOpened,
    ProducerSwitched,
    RouterLost,
)
from meetd.media.options import (
    ConsumerOptions,
    NotConsumed,
    PlainTransportOptions,
    TransportOptions,
)
from meetd.media.tracks import Direction, ProducerInfo, TrackSource
from meetd.model import ParticipantId, RoomId

_numbers = itertools.count(1)


def _name(kind: str) -> str:
    return f"{kind} {next(_numbers)}"


class ModelTransports:
    def __init__(self) -> None:
        self.open: dict[str, Direction] = {}

    async def create(self, direction: Direction) -> TransportOptions:
        made = TransportOptions(_name("transport"), {}, [], {})
        self.open[made.id] = direction
        return made

    async def create_plain(self, direction: Direction, key: str) -> PlainTransportOptions:
        made = PlainTransportOptions(_name("transport"), "127.0.0.1", 1, key)
        self.open[made.id] = direction
        return made

    def heard(self, transport_id: str) -> bool:
        self.require(transport_id)
        return False

    async def connect(self, transport_id: str, dtls_parameters: Parameters) -> None:
        self.require(transport_id)

    async def restart_ice(self, transport_id: str) -> Parameters:
        self.require(transport_id)
        return {}

    def close(self, transport_id: str) -> None:
        self.require(transport_id)
        del self.open[transport_id]

    def require(self, transport_id: str) -> None:
        if transport_id not in self.open:
            raise UnknownTransport


class ModelPublishing:
    def __init__(self, owner: ParticipantId, router: ModelRouter) -> None:
        self._owner = owner
        self._router = router
        self.sent: dict[str, ProducerInfo] = {}

    async def produce(
        self, transport_id: str, source: TrackSource, rtp_parameters: Parameters, *, paused: bool
    ) -> ProducerInfo:
        self._router.parts[self._owner].transports.require(transport_id)
        return self.send(source, paused=paused)

    def send(self, source: TrackSource, *, paused: bool = False) -> ProducerInfo:
        """As `produce`, without a transport."""
        info = ProducerInfo(_name("producer"), self._owner, source, paused)
        self.sent[info.id] = info
        self._router.emit(ProducerOpened(info))
        return info

    def source(self, producer_id: str) -> TrackSource:
        return self._of(producer_id).source

    async def pause(self, producer_id: str) -> None:
        self._switch(producer_id, paused=True)

    async def resume(self, producer_id: str) -> None:
        self._switch(producer_id, paused=False)

    def close(self, producer_id: str) -> None:
        info = self._of(producer_id)
        del self.sent[producer_id]
        self._router.emit(ProducerClosed(info.participant_id, info.id))
        for part in self._router.parts.values():
            part.subscribing.producer_closed(producer_id)

    def _switch(self, producer_id: str, *, paused: bool) -> None:
        info = self._of(producer_id)
        new = ProducerInfo(info.id, info.participant_id, info.source, paused)
        self.sent[info.id] = new
        self._router.emit(ProducerSwitched(new))

    def _of(self, producer_id: str) -> ProducerInfo:
        if producer_id not in self.sent:
            raise UnknownProducer
        return self.sent[producer_id]


class ModelSubscribing:
    def __init__(self, owner: ParticipantId, router: ModelRouter) -> None:
        self._owner = owner
        self._router = router
        self.flowing: dict[str, bool] = {}
        """Consumers, and whether they flow."""
        self._producers: dict[str, str] = {}

    async def consume(
        self, transport_id: str, rtp_capabilities: Parameters, producer_ids: Iterable[str]
    ) -> list[ConsumerOptions | NotConsumed]:
        self._router.parts[self._owner].transports.require(transport_id)
        known = {info.id: info for info in self._router.producers(besides=self._owner)}
        answers: list[ConsumerOptions | NotConsumed] = []
        for producer_id in producer_ids:
            if (info := known.get(producer_id)) is None:
                answers.append(NotConsumed(producer_id, UnknownProducer()))
                continue
            made = ConsumerOptions(
                _name("consumer"), producer_id, info.source.kind, "simple", {}, info.paused
            )
            self.flowing[made.id] = False
            self._producers[made.id] = producer_id
            answers.append(made)
        return answers

    async def resume(self, consumer_ids: Iterable[str]) -> None:
        self._set(consumer_ids, flows=True)

    async def pause(self, consumer_ids: Iterable[str]) -> None:
        self._set(consumer_ids, flows=False)

    async def close(self, consumer_ids: Iterable[str]) -> None:
        for consumer_id in self._known(consumer_ids):
            del self.flowing[consumer_id], self._producers[consumer_id]

    async def prefer_layers(
        self, consumer_ids: Iterable[str], spatial_layer: int, temporal_layer: int | None
    ) -> None:
        self._known(consumer_ids)

    async def set_priority(self, consumer_ids: Iterable[str], priority: int) -> None:
        self._known(consumer_ids)

    async def request_key_frame(self, consumer_id: str) -> None:
        self._known([consumer_id])

    def producer_closed(self, producer_id: str) -> None:
        for consumer_id, its in list(self._producers.items()):
            if its == producer_id:
                del self.flowing[consumer_id], self._producers[consumer_id]
                self._router.emit(ConsumerClosed(self._owner, consumer_id))

    def _set(self, consumer_ids: Iterable[str], *, flows: bool) -> None:
        for consumer_id in self._known(consumer_ids):
            self.flowing[consumer_id] = flows

    def _known(self, consumer_ids: Iterable[str]) -> list[str]:
        wanted = list(consumer_ids)
        if not set(wanted) <= set(self.flowing):
            raise UnknownConsumer
        return wanted


@dataclass(frozen=True)
class ModelParticipantMedia:
    router_id: str
    transports: ModelTransports
    publishing: ModelPublishing
    subscribing: ModelSubscribing


@dataclass(eq=False)
class ModelRouter:
    """A router, and what participants have on it."""

    emit: Callable[[MediaEvent], None]
    id: str = field(default_factory=lambda: _name("router"))
    rtp_capabilities: Parameters = field(default_factory=dict)
    parts: dict[ParticipantId, ModelParticipantMedia] = field(default_factory=dict)
    closed: bool = False

    def producers(self, *, besides: ParticipantId | None = None) -> list[ProducerInfo]:
        return [
            info
            for owner, part in self.parts.items()
            if owner != besides
            for info in part.publishing.sent.values()
        ]


class ModelRoomMedia:
    """Media of one room."""

    def __init__(self, media: ModelMedia, emit: Callable[[MediaEvent], None]) -> None:
        self._media = media
        self.emit = emit
        self.dominant: ParticipantId | None = None
        self.router: ModelRouter | None = None
        self.repeated: list[ParticipantId] = []
        self.left: dict[ParticipantId, str] = {}
        self.closed = False

    def wants_router(self, people: int) -> bool:
        return self.router is None

    async def find_router(self, people: int = 1) -> None:
        await self._media.running.wait()
        if not self.closed and self.router is None:
            self.router = ModelRouter(self.emit)
            self._media.routers.append(self.router)

    def router_for(self, participant_id: ParticipantId) -> ModelRouter | None:
        return self.router

    def leaving_router_id(self, participant_id: ParticipantId) -> str | None:
        return self.left.get(participant_id)

    def came_from(self, participant_id: ParticipantId, router_id: str) -> None:
        self.left[participant_id] = router_id

    def linger(self) -> None:
        self.closed = True

    def of(self, participant_id: ParticipantId) -> ModelParticipantMedia:
        router = self.router
        if router is None:
            raise MediaUnavailable
        if participant_id not in router.parts:
            router.parts[participant_id] = ModelParticipantMedia(
                router.id,
                ModelTransports(),
                ModelPublishing(participant_id, router),
                ModelSubscribing(participant_id, router),
            )
        return router.parts[participant_id]

    def producers(self, *, besides: ParticipantId | None = None) -> list[ProducerInfo]:
        return self.router.producers(besides=besides) if self.router else []

    def repeat_demand(self, participant_id: ParticipantId) -> None:
        self.repeated.append(participant_id)

    def remove(self, participant_id: ParticipantId) -> None:
        if self.router is not None and participant_id in self.router.parts:
            publishing = self.router.parts[participant_id].publishing
            for producer_id in list(publishing.sent):
                publishing.close(producer_id)
            del self.router.parts[participant_id]

    def lose_router(self) -> None:
        """Its worker dies."""
        router, self.router = self.router, None
        if router is not None and not self.closed:
            self.emit(RouterLost(router.id))

    def close(self) -> None:
        self.closed = True
        if self.router is not None:
            self.router.closed = True


class ModelMedia:
    """Gives out routers while there is a worker, and lets them die."""

    def __init__(self) -> None:
        self.running = asyncio.Event()
        self.running.set()
        self.rooms: list[ModelRoomMedia] = []
        self.routers: list[ModelRouter] = []
        """Those whose worker lives."""

    def open_room(
        self,
        emit: Callable[[MediaEvent], None],
        room_id: RoomId | None = None,
        epoch: int | None = None,
    ) -> ModelRoomMedia:
        room = ModelRoomMedia(self, emit)
        self.rooms.append(room)
        return room

    def die(self) -> None:
        """All routers are gone; there are none until `running` is set."""
        self.running.clear()
        self.routers.clear()
        for room in self.rooms:
            room.lose_router()
