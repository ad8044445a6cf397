"""One participant's consumers: of each producer of the others at most one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from meetd.errors import (
    InvalidRequest,
    MediaRejected,
    MeetError,
    UnknownConsumer,
    UnknownProducer,
)
from meetd.media.copies import Copies
from meetd.media.errors import translate_errors
from meetd.media.events import ConsumerClosed, ConsumerLayers, ConsumerScore, Parameters
from meetd.media.layer_demand import LayerDemands
from meetd.media.options import ConsumerOptions, NotConsumed
from meetd.media.owner import Owner
from meetd.media.room_producers import RoomProducers
from meetd.media.tracks import Direction
from meetd.media.transports import Transport, Transports
from worker_bridge import Consumer, Router
from worker_bridge import ConsumerLayers as Layers
from worker_bridge import ConsumerScore as Score

MAX_CONSUMERS = 400
"""Consumers one participant may have open."""


class Subscribing:
    """What a participant receives. The room is told what changes by itself."""

    def __init__(
        self,
        owner: Owner,
        transports: Transports,
        router: Router,
        *,
        room: RoomProducers,
        copies: Copies,
        demands: LayerDemands,
    ) -> None:
        """What is named is the whole room's."""
        self._owner = owner
        self._transports = transports
        self._router = router
        self._room = room
        self._copies = copies
        self._demands = demands
        self._consumers: dict[str, Consumer] = {}
        """By the id of the producer that they consume."""
        self._by_id: dict[str, Consumer] = {}
        """The same by their own ids."""

    def __len__(self) -> int:
        return len(self._consumers)

    def has(self, consumer_id: str) -> bool:
        """Return whether one of that id is open."""
        return consumer_id in self._by_id

    async def consume(
        self, transport_id: str, rtp_capabilities: Parameters, producer_ids: Iterable[str]
    ) -> list[ConsumerOptions | NotConsumed]:
        """Send others' producers to the participant, paused until `resume`.

        Raises UnknownTransport; what goes wrong with one producer is in its answer."""
        transport = self._transports.get(transport_id, Direction.RECV)
        answers: list[ConsumerOptions | NotConsumed] = []
        for producer_id in dict.fromkeys(producer_ids):
            try:
                consumer = await self._consume(transport, rtp_capabilities, producer_id)
            except MeetError as error:
                answers.append(NotConsumed(producer_id, error))
            else:
                self._adopt(producer_id, consumer)
                answers.append(_options(consumer))
        return answers

    async def resume(self, consumer_ids: Iterable[str]) -> None:
        """Let consumers flow. Raises UnknownConsumer, once all that are known do."""

        async def resume(consumer: Consumer) -> None:
            # First, since the key frame that it asks for has to come through.
            await self._claim(consumer.producer_id, flows=True)
            await consumer.resume()

        await self._each(consumer_ids, resume)

    async def pause(self, consumer_ids: Iterable[str]) -> None:
        """Hold consumers back. Raises UnknownConsumer, once all that are known are."""

        async def pause(consumer: Consumer) -> None:
            await consumer.pause()
            await self._claim(consumer.producer_id, flows=False)

        await self._each(consumer_ids, pause)

    async def close(self, consumer_ids: Iterable[str]) -> None:
        """Close consumers. Raises UnknownConsumer, once all that are known are."""

        async def close(consumer: Consumer) -> None:
            self._forget(consumer)
            consumer.close()

        await self._each(consumer_ids, close)

    async def prefer_layers(
        self, consumer_ids: Iterable[str], spatial_layer: int, temporal_layer: int | None
    ) -> None:
        """Set the highest layers worth sending. Raises UnknownConsumer, once all that are known
        have them."""

        async def prefer(consumer: Consumer) -> None:
            await consumer.set_preferred_layers(
                spatial_layer=spatial_layer, temporal_layer=temporal_layer
            )

        await self._each(consumer_ids, prefer)

    async def set_priority(self, consumer_ids: Iterable[str], priority: int) -> None:
        """Set how much consumers matter when bandwidth is short, 1 to 255. Raises
        UnknownConsumer, once it holds for all that are known."""

        async def matter(consumer: Consumer) -> None:
            await consumer.set_priority(priority)

        await self._each(consumer_ids, matter)

    async def request_key_frame(self, consumer_id: str) -> None:
        """Ask the sender for a whole picture. Raises UnknownConsumer."""
        consumer = self._get(consumer_id)
        with translate_errors():
            await consumer.request_key_frame()

    async def _consume(
        self, transport: Transport, rtp_capabilities: Parameters, producer_id: str
    ) -> Consumer:
        """Raises UnknownProducer, InvalidRequest, MediaRejected, MediaUnavailable."""
        original = self._room.get(producer_id)
        if original.participant_id == self._owner.id:
            raise UnknownProducer
        if len(self._consumers) >= MAX_CONSUMERS:
            raise InvalidRequest("Too many consumers.")
        with translate_errors():
            if not original.router.can_consume(
                producer_id=producer_id, rtp_capabilities=rtp_capabilities
            ):
                raise MediaRejected("The browser cannot receive this codec.")
            await self._claim(producer_id, flows=False)
            consumer = None
            try:
                consumer = await transport.consume(
                    producer_id=producer_id, rtp_capabilities=rtp_capabilities, paused=True
                )
            finally:
                if (consumer is None or self._owner.gone) and producer_id not in self._consumers:
                    self._copies.release(producer_id, self._router, self)
            return consumer

    async def _claim(self, producer_id: str, *, flows: bool) -> None:
        await self._copies.claim(producer_id, self._router, self, flows=flows)

    async def _each(
        self, consumer_ids: Iterable[str], act: Callable[[Consumer], Awaitable[None]]
    ) -> None:
        """Do that with consumers, all at once, and with each once however often it is named. One
        that is gone by now keeps no other from it. Raises UnknownConsumer."""

        async def one(consumer_id: str) -> None:
            consumer = self._get(consumer_id)
            try:
                with translate_errors():
                    await act(consumer)
            except MeetError:
                if not consumer.closed:
                    raise
                raise UnknownConsumer from None
            self._demands.count(consumer)

        outcomes = await asyncio.gather(
            *map(one, dict.fromkeys(consumer_ids)), return_exceptions=True
        )
        failures = [outcome for outcome in outcomes if outcome is not None]
        # What is gone is the least of what can be wrong.
        for failure in sorted(failures, key=lambda failure: isinstance(failure, UnknownConsumer)):
            raise failure

    def _adopt(self, producer_id: str, consumer: Consumer) -> None:
        """Keep a new one, in place of an older one of its producer. Raises NotInRoom."""
        self._owner.require_present_or_close(consumer)
        older = self._consumers.pop(producer_id, None)
        if older is not None:
            self._demands.forget(older)
            self._by_id.pop(older.id, None)
            older.close()
        self._consumers[producer_id] = self._by_id[consumer.id] = consumer

        def on_producer_close() -> None:
            self._forget(consumer)
            self._owner.emit(ConsumerClosed(self._owner.id, consumer.id))

        consumer.on("layerschange", lambda layers: self._on_layers(consumer, layers))
        consumer.on("score", lambda score: self._on_score(consumer, score))
        consumer.on("producerclose", on_producer_close)
        consumer.on("transportclose", lambda: self._forget(consumer))

    def _forget(self, consumer: Consumer) -> None:
        self._demands.forget(consumer)
        self._by_id.pop(consumer.id, None)
        if self._consumers.get(consumer.producer_id) is consumer:
            del self._consumers[consumer.producer_id]
            self._copies.release(consumer.producer_id, self._router, self)

    def _on_layers(self, consumer: Consumer, layers: Layers | None) -> None:
        spatial = layers["spatialLayer"] if layers else None
        temporal = layers.get("temporalLayer") if layers else None
        self._owner.emit(ConsumerLayers(self._owner.id, consumer.id, spatial, temporal))

    def _on_score(self, consumer: Consumer, score: Score) -> None:
        # Of a picture of which no layer is sent, the worker says 0, however good its source.
        source = score["producerScore"] or max(score["producerScores"], default=0)
        self._owner.emit(ConsumerScore(self._owner.id, consumer.id, score["score"], source))

    def _get(self, consumer_id: str) -> Consumer:
        """Raises UnknownConsumer."""
        consumer = self._by_id.get(consumer_id)
        if consumer is None:
            raise UnknownConsumer
        return consumer


def _options(consumer: Consumer) -> ConsumerOptions:
    return ConsumerOptions(
        id=consumer.id,
        producer_id=consumer.producer_id,
        kind=consumer.kind,
        type=consumer.type,
        rtp_parameters=consumer.rtp_parameters,
        producer_paused=consumer.producer_paused,
    )
