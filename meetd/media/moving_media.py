"""A participant's media while it moves from one router to another.

What is new is made on the router that it moves to; what was made before is where it was, until the
browser has closed it. Named by their ids, so that nobody else need know where what is."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

from meetd.errors import MeetError
from meetd.media.events import Parameters
from meetd.media.options import (
    ConsumerOptions,
    NotConsumed,
    PlainTransportOptions,
    TransportOptions,
)
from meetd.media.participant_media import ParticipantMedia
from meetd.media.subscribing import Subscribing
from meetd.media.tracks import Direction, ProducerInfo, TrackSource


@dataclass(frozen=True, slots=True)
class MovingMedia:
    """Both of a participant's parts, as one. `closed_one` is called after each transport that the
    browser closes: without any, the older part is not needed any more."""

    newer: ParticipantMedia
    older: ParticipantMedia
    closed_one: Callable[[], None]

    @property
    def router_id(self) -> str:
        """The router that it moves to."""
        return self.newer.router_id

    @property
    def transports(self) -> MovingTransports:
        """Those of both."""
        return MovingTransports(self)

    @property
    def publishing(self) -> MovingPublishing:
        """What is sent to either."""
        return MovingPublishing(self)

    @property
    def subscribing(self) -> MovingSubscribing:
        """What is received from either."""
        return MovingSubscribing(self)

    def of_transport(self, transport_id: str) -> ParticipantMedia:
        """Find the part with that transport; the newer one if there is none."""
        return self.older if self.older.transports.has(transport_id) else self.newer

    def of_producer(self, producer_id: str) -> ParticipantMedia:
        """Find the part with that producer; the newer one if there is none."""
        return self.older if self.older.publishing.has(producer_id) else self.newer


@dataclass(frozen=True, slots=True)
class MovingTransports:
    """See Transports."""

    _media: MovingMedia

    async def create(self, direction: Direction) -> TransportOptions:
        """See Transports."""
        return await self._media.newer.transports.create(direction)

    async def create_plain(self, direction: Direction, key: str) -> PlainTransportOptions:
        """See Transports."""
        return await self._media.newer.transports.create_plain(direction, key)

    def heard(self, transport_id: str) -> bool:
        """See Transports."""
        return self._media.of_transport(transport_id).transports.heard(transport_id)

    async def connect(self, transport_id: str, dtls_parameters: Parameters) -> None:
        """See Transports."""
        part = self._media.of_transport(transport_id)
        await part.transports.connect(transport_id, dtls_parameters)

    async def restart_ice(self, transport_id: str) -> Parameters:
        """See Transports."""
        return await self._media.of_transport(transport_id).transports.restart_ice(transport_id)

    def close(self, transport_id: str) -> None:
        """See Transports."""
        self._media.of_transport(transport_id).transports.close(transport_id)
        self._media.closed_one()


@dataclass(frozen=True, slots=True)
class MovingPublishing:
    """See Publishing."""

    _media: MovingMedia

    async def produce(
        self, transport_id: str, source: TrackSource, rtp_parameters: Parameters, *, paused: bool
    ) -> ProducerInfo:
        """See Publishing."""
        part = self._media.of_transport(transport_id)
        return await part.publishing.produce(transport_id, source, rtp_parameters, paused=paused)

    def source(self, producer_id: str) -> TrackSource:
        """See Publishing."""
        return self._media.of_producer(producer_id).publishing.source(producer_id)

    async def pause(self, producer_id: str) -> None:
        """See Publishing."""
        await self._media.of_producer(producer_id).publishing.pause(producer_id)

    async def resume(self, producer_id: str) -> None:
        """See Publishing."""
        await self._media.of_producer(producer_id).publishing.resume(producer_id)

    def close(self, producer_id: str) -> None:
        """See Publishing."""
        self._media.of_producer(producer_id).publishing.close(producer_id)


@dataclass(frozen=True, slots=True)
class MovingSubscribing:
    """See Subscribing."""

    _media: MovingMedia

    async def consume(
        self, transport_id: str, rtp_capabilities: Parameters, producer_ids: Iterable[str]
    ) -> list[ConsumerOptions | NotConsumed]:
        """See Subscribing."""
        part = self._media.of_transport(transport_id)
        return await part.subscribing.consume(transport_id, rtp_capabilities, producer_ids)

    async def resume(self, consumer_ids: Iterable[str]) -> None:
        """See Subscribing."""
        await self._each(consumer_ids, lambda part, ids: part.resume(ids))

    async def pause(self, consumer_ids: Iterable[str]) -> None:
        """See Subscribing."""
        await self._each(consumer_ids, lambda part, ids: part.pause(ids))

    async def close(self, consumer_ids: Iterable[str]) -> None:
        """See Subscribing."""
        await self._each(consumer_ids, lambda part, ids: part.close(ids))

    async def prefer_layers(
        self, consumer_ids: Iterable[str], spatial_layer: int, temporal_layer: int | None
    ) -> None:
        """See Subscribing."""
        await self._each(
            consumer_ids,
            lambda part, ids: part.prefer_layers(ids, spatial_layer, temporal_layer),
        )

    async def set_priority(self, consumer_ids: Iterable[str], priority: int) -> None:
        """See Subscribing."""
        await self._each(consumer_ids, lambda part, ids: part.set_priority(ids, priority))

    async def request_key_frame(self, consumer_id: str) -> None:
        """See Subscribing."""
        await self._each([consumer_id], lambda part, ids: part.request_key_frame(*ids))

    async def _each(
        self,
        consumer_ids: Iterable[str],
        act: Callable[[Subscribing, list[str]], Coroutine[Any, Any, None]],
    ) -> None:
        """Do that with each part's own. Raises what the first part raises, once both are done."""
        older, newer = self._media.older.subscribing, self._media.newer.subscribing
        ids = list(consumer_ids)
        there = [each for each in ids if older.has(each)]
        failure: MeetError | None = None
        for part, its in ((older, there), (newer, [each for each in ids if each not in there])):
            try:
                if its:
                    await act(part, its)
            except MeetError as error:
                failure = failure or error
        if failure is not None:
            raise failure
