"""A room's router on one worker, and what each participant has on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from meetd.errors import (
    InvalidRequest,
    MediaRejected,
    MeetError,
    UnknownConsumer,
    UnknownProducer,
)
from meetd.media.active_speaker import ActiveSpeaker
from meetd.media.codecs import all_of_kind, offered
from meetd.media.errors import translate_errors
from meetd.media.events import (
    ConsumerClosed,
    MediaEvent,
    Parameters,
    ProducerClosed,
    ProducerDemand,
)
from meetd.media.layer_demand import LayerDemands
from meetd.media.participant_media import ParticipantMedia
from meetd.media.tracks import Direction, ProducerInfo, TrackSource
from meetd.model import ParticipantId
from worker_bridge import (
    ActiveSpeakerObserver,
    Consumer,
    Producer,
    Router,
    WebRtcServer,
)

INITIAL_BITRATE = 1_000_000
"""Bits per second a new transport may send before the bandwidth estimation knows better."""
KEY_FRAME_DELAY = 320
"""Milliseconds between two requests for a key frame. Chromium ignores one within 300 ms of another,
and the worker would wait a second before it repeats it."""
CONSENT_TIMEOUT = 30
"""Seconds without a STUN consent check (RFC 7675) before the worker gives a transport up. An ICE
restart after a lost network has to land within it."""
MAX_CONSUMERS = 400
"""Consumers one participant may have open."""


@dataclass(frozen=True, slots=True)
class Consumed:
    """A new consumer, created paused."""

    consumer: Consumer
    producer_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A producer that could not be consumed."""

    producer_id: str
    error: MeetError


class RoomMedia:
    """The router of a room. Events that nobody asked for go to `emit`."""

    def __init__(
        self,
        router: Router,
        webrtc_server: WebRtcServer,
        active_speaker: ActiveSpeakerObserver,
        emit: Callable[[MediaEvent], None],
    ) -> None:
        self._router = router
        self._webrtc_server = webrtc_server
        self._listener = emit
        self._closed = False
        self._endpoints: dict[ParticipantId, ParticipantMedia] = {}
        self._demands = LayerDemands()
        self._dominance = ActiveSpeaker(active_speaker, self._emit)

    @property
    def router_id(self) -> str:
        """The router's id: while it is the same, transports made before are still good."""
        return self._router.id

    @property
    def rtp_capabilities(self) -> Parameters:
        """The router's capabilities, for the browser's side of the negotiation."""
        return offered(self._router.rtp_capabilities)

    @property
    def dominant(self) -> ParticipantId | None:
        """The participant who speaks above all others, if anybody does."""
        return self._dominance.dominant

    @property
    def load(self) -> int:
        """Transports and consumers: what costs a worker most."""
        return sum(len(e.transports) + len(e.consumers) for e in self._endpoints.values())

    @property
    def counts(self) -> tuple[int, int, int]:
        """Transports, producers and consumers that are open."""
        endpoints = self._endpoints.values()
        return (
            sum(len(e.transports) for e in endpoints),
            sum(len(e.producers) for e in endpoints),
            sum(len(e.consumers) for e in endpoints),
        )

    def producers(self, *, besides: ParticipantId | None = None) -> list[ProducerInfo]:
        """All open producers, but those of one participant."""
        return [
            info
            for endpoint in self._endpoints.values()
            if endpoint.participant_id != besides
            for info in endpoint.infos()
        ]

    async def create_transport(
        self, participant_id: ParticipantId, direction: Direction
    ) -> dict[str, Any]:
        """A WebRTC transport, in place of an older one of the same direction; what the browser
        needs to connect to it. Raises MediaUnavailable."""
        endpoint = self._endpoint(participant_id)
        with translate_errors():
            transport = await self._router.create_webrtc_transport(
                webrtc_server=self._webrtc_server,
                enable_udp=True,
                enable_tcp=True,
                prefer_udp=True,
                initial_available_outgoing_bitrate=INITIAL_BITRATE,
                ice_consent_timeout=CONSENT_TIMEOUT,
            )
        endpoint.adopt_transport(direction, transport)
        return {
            "id": transport.id,
            "iceParameters": transport.ice_parameters,
            "iceCandidates": transport.ice_candidates,
            "dtlsParameters": transport.dtls_parameters,
        }

    async def connect_transport(
        self, participant_id: ParticipantId, transport_id: str, dtls_parameters: Parameters
    ) -> None:
        """Hand over the browser's DTLS fingerprints; the same ones again change nothing, since a
        browser that got no answer says them again. Raises UnknownTransport, MediaRejected."""
        endpoint = self._endpoint(participant_id)
        transport = endpoint.transport(transport_id)
        if not endpoint.is_new_dtls(transport_id, dtls_parameters):
            return
        try:
            with translate_errors():
                await transport.connect(dtls_parameters=dtls_parameters)
        except MeetError:
            if endpoint.dtls.get(transport_id) == dtls_parameters:
                del endpoint.dtls[transport_id]
            raise

    async def restart_ice(self, participant_id: ParticipantId, transport_id: str) -> dict[str, Any]:
        """New ICE credentials, for a browser whose network changed. Raises UnknownTransport."""
        transport = self._endpoint(participant_id).transport(transport_id)
        with translate_errors():
            return {"iceParameters": await transport.restart_ice()}

    def close_transport(self, participant_id: ParticipantId, transport_id: str) -> None:
        """Close a transport and all that runs on it. Raises UnknownTransport."""
        endpoint = self._endpoint(participant_id)
        transport = endpoint.transport(transport_id)
        for direction, its in list(endpoint.transports.items()):
            if its is transport:
                del endpoint.transports[direction]
        transport.close()

    async def produce(
        self,
        participant_id: ParticipantId,
        transport_id: str,
        source: TrackSource,
        rtp_parameters: Parameters,
        *,
        paused: bool,
    ) -> ProducerInfo:
        """Take in a source, in place of an older producer of the same.

        Raises UnknownTransport, MediaRejected, MediaUnavailable."""
        endpoint = self._endpoint(participant_id)
        transport = endpoint.transport(transport_id, Direction.SEND)
        if not all_of_kind(rtp_parameters, source.kind):
            raise MediaRejected(f"Only {source.kind} codecs carry a {source}.")
        older = endpoint.producers.get(source)
        if older is not None:
            # First, since browsers use its m-line again.
            self.close_producer(participant_id, older.id)
        with translate_errors():
            producer = await transport.produce(
                kind=source.kind,
                rtp_parameters=rtp_parameters,
                paused=paused,
                key_frame_request_delay=KEY_FRAME_DELAY if source.kind == "video" else 0,
            )
        endpoint.must_be_open(producer)
        if (rival := endpoint.producers.get(source)) is not None:
            # Asked for at the same time.
            self.close_producer(participant_id, rival.id)
        endpoint.producers[source] = producer
        if source.kind == "video":
            self._demands.open(
                producer.id,
                lambda layer: self._emit(ProducerDemand(participant_id, producer.id, layer)),
            )
            if not paused:
                self._demands.begin(producer.id)
        producer.on("transportclose", lambda: self._producer_gone(endpoint, source, producer))
        if source is TrackSource.MICROPHONE:
            with translate_errors():
                await self._dominance.listen(participant_id, producer)
        return endpoint.info(source)

    async def pause_producer(self, participant_id: ParticipantId, producer_id: str) -> ProducerInfo:
        """Stop forwarding a producer. Raises UnknownProducer."""
        endpoint = self._endpoint(participant_id)
        source, producer = endpoint.producer(producer_id)
        with translate_errors():
            await producer.pause()
        return endpoint.info(source)

    async def resume_producer(
        self, participant_id: ParticipantId, producer_id: str
    ) -> ProducerInfo:
        """Forward a producer again. Raises UnknownProducer."""
        endpoint = self._endpoint(participant_id)
        source, producer = endpoint.producer(producer_id)
        with translate_errors():
            await producer.resume()
        self._demands.begin(producer.id)
        return endpoint.info(source)

    def close_producer(self, participant_id: ParticipantId, producer_id: str) -> None:
        """Stop a source for good. Raises UnknownProducer."""
        endpoint = self._endpoint(participant_id)
        source, producer = endpoint.producer(producer_id)
        producer.close()
        self._producer_gone(endpoint, source, producer)

    async def consume(
        self,
        participant_id: ParticipantId,
        transport_id: str,
        rtp_capabilities: Parameters,
        producer_ids: Iterable[str],
    ) -> list[Consumed | Refused]:
        """Send others' producers to a participant, paused until `resume_consumers`.

        Raises UnknownTransport; what goes wrong with one producer is in its answer."""
        endpoint = self._endpoint(participant_id)
        transport = endpoint.transport(transport_id, Direction.RECV)
        known = {info.id: info for info in self.producers(besides=participant_id)}
        answers: list[Consumed | Refused] = []
        for producer_id in dict.fromkeys(producer_ids):
            try:
                if producer_id not in known:
                    raise UnknownProducer
                if len(endpoint.consumers) >= MAX_CONSUMERS:
                    raise InvalidRequest("Too many consumers.")
                with translate_errors():
                    if not self._router.can_consume(
                        producer_id=producer_id, rtp_capabilities=rtp_capabilities
                    ):
                        raise MediaRejected("The browser cannot receive this codec.")
                    consumer = await transport.consume(
                        producer_id=producer_id, rtp_capabilities=rtp_capabilities, paused=True
                    )
            except MeetError as error:
                answers.append(Refused(producer_id, error))
            else:
                self._adopt_consumer(endpoint, producer_id, consumer)
                answers.append(Consumed(consumer, producer_id))
        return answers

    async def resume_consumers(
        self, participant_id: ParticipantId, consumer_ids: Iterable[str]
    ) -> None:
        """Let consumers flow. Raises UnknownConsumer, once all that are known do."""
        await self._each(participant_id, consumer_ids, Consumer.resume)

    async def pause_consumers(
        self, participant_id: ParticipantId, consumer_ids: Iterable[str]
    ) -> None:
        """Hold consumers back. Raises UnknownConsumer, once all that are known are."""
        await self._each(participant_id, consumer_ids, Consumer.pause)

    async def close_consumers(
        self, participant_id: ParticipantId, consumer_ids: Iterable[str]
    ) -> None:
        """Close consumers. Raises UnknownConsumer, once all that are known are."""

        async def close(consumer: Consumer) -> None:
            self._forget_consumer(participant_id, consumer)
            consumer.close()

        await self._each(participant_id, consumer_ids, close)

    async def prefer_layers(
        self,
        participant_id: ParticipantId,
        consumer_ids: Iterable[str],
        spatial_layer: int,
        temporal_layer: int | None,
    ) -> None:
        """Set the highest layers worth sending. Raises UnknownConsumer, once all that are known
        have them."""

        async def prefer(consumer: Consumer) -> None:
            await consumer.set_preferred_layers(
                spatial_layer=spatial_layer, temporal_layer=temporal_layer
            )

        await self._each(participant_id, consumer_ids, prefer)

    async def set_priority(
        self, participant_id: ParticipantId, consumer_ids: Iterable[str], priority: int
    ) -> None:
        """Set how much consumers matter when bandwidth is short, 1 to 255. Raises
        UnknownConsumer, once it holds for all that are known."""

        async def matter(consumer: Consumer) -> None:
            await consumer.set_priority(priority)

        await self._each(participant_id, consumer_ids, matter)

    async def request_key_frame(self, participant_id: ParticipantId, consumer_id: str) -> None:
        """Ask the sender for a whole picture. Raises UnknownConsumer."""
        consumer = self._endpoint(participant_id).consumer(consumer_id)
        with translate_errors():
            await consumer.request_key_frame()

    def repeat_demand(self, participant_id: ParticipantId) -> None:
        """Tell a participant again what is wanted of its pictures."""
        endpoint = self._endpoint(participant_id)
        for producer in list(endpoint.producers.values()):
            self._demands.repeat(producer.id)

    def remove(self, participant_id: ParticipantId) -> None:
        """Close all that a participant has here."""
        endpoint = self._endpoints.pop(participant_id, None)
        if endpoint is not None:
            endpoint.close()

    def close(self) -> None:
        """Close the router and all on it."""
        self._closed = True
        self._endpoints.clear()
        self._demands.close_all()
        self._router.close()

    def _emit(self, event: MediaEvent) -> None:
        if not self._closed:
            self._listener(event)

    def _endpoint(self, participant_id: ParticipantId) -> ParticipantMedia:
        if participant_id not in self._endpoints:
            self._endpoints[participant_id] = ParticipantMedia(participant_id, self._emit)
        return self._endpoints[participant_id]

    async def _each(
        self,
        participant_id: ParticipantId,
        consumer_ids: Iterable[str],
        act: Callable[[Consumer], Awaitable[None]],
    ) -> None:
        """Do that with consumers, all at once. One that is gone by now keeps no other from it.
        Raises UnknownConsumer."""
        endpoint = self._endpoint(participant_id)

        async def one(consumer_id: str) -> None:
            consumer = endpoint.consumer(consumer_id)
            try:
                with translate_errors():
                    await act(consumer)
            except MeetError:
                if not consumer.closed:
                    raise
                raise UnknownConsumer from None
            self._demands.count(consumer)

        outcomes = await asyncio.gather(*map(one, consumer_ids), return_exceptions=True)
        failures = [outcome for outcome in outcomes if outcome is not None]
        # What is gone is the least of what can be wrong.
        for failure in sorted(failures, key=lambda failure: isinstance(failure, UnknownConsumer)):
            raise failure

    def _adopt_consumer(
        self, endpoint: ParticipantMedia, producer_id: str, consumer: Consumer
    ) -> None:
        if (older := endpoint.consumers.get(producer_id)) is not None:
            self._demands.forget(older)
        endpoint.adopt_consumer(producer_id, consumer)
        participant_id = endpoint.participant_id

        def on_producer_close() -> None:
            self._forget_consumer(participant_id, consumer)
            self._emit(ConsumerClosed(participant_id, consumer.id))

        consumer.on("producerclose", on_producer_close)
        consumer.on("transportclose", lambda: self._forget_consumer(participant_id, consumer))

    def _forget_consumer(self, participant_id: ParticipantId, consumer: Consumer) -> None:
        self._demands.forget(consumer)
        endpoint = self._endpoints.get(participant_id)
        if endpoint is not None and endpoint.consumers.get(consumer.producer_id) is consumer:
            del endpoint.consumers[consumer.producer_id]

    def _producer_gone(
        self, endpoint: ParticipantMedia, source: TrackSource, producer: Producer
    ) -> None:
        if endpoint.producers.get(source) is producer:
            del endpoint.producers[source]
            self._demands.close(producer.id)
            if not self._router.closed:
                # With the router all are gone at once: who loses it hears of that alone.
                self._emit(ProducerClosed(endpoint.participant_id, producer.id))
            self._dominance.forget(producer)
