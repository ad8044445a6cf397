"""One participant's producers: of each source at most one."""

from __future__ import annotations

from meetd.errors import MediaRejected, UnknownProducer
from meetd.media.active_speaker import ActiveSpeaker
from meetd.media.codecs import all_of_kind
from meetd.media.errors import translate_errors
from meetd.media.events import (
    Parameters,
    ProducerClosed,
    ProducerDemand,
    ProducerOpened,
    ProducerSwitched,
)
from meetd.media.layer_demand import LayerDemands
from meetd.media.owner import Owner
from meetd.media.tracks import Direction, ProducerInfo, TrackSource
from meetd.media.transports import Transports
from worker_bridge import ActiveSpeakerObserver, Producer, Router

KEY_FRAME_DELAY = 320
"""Milliseconds between two requests for a key frame. Chromium ignores one within 300 ms of another,
and the worker would wait a second before it repeats it."""


class Publishing:
    """What a participant sends. The room is told of each that opens, pauses, goes on or closes."""

    def __init__(
        self,
        owner: Owner,
        transports: Transports,
        router: Router,
        microphones: ActiveSpeakerObserver,
        *,
        demands: LayerDemands,
        speaker: ActiveSpeaker,
    ) -> None:
        """`microphones` hears who speaks on this router; the others are the whole room's."""
        self._owner = owner
        self._transports = transports
        self._router = router
        self._microphones = microphones
        self._demands = demands
        self._speaker = speaker
        self._producers: dict[TrackSource, Producer] = {}

    def __len__(self) -> int:
        return len(self._producers)

    def infos(self) -> list[ProducerInfo]:
        """Describe all producers to others."""
        return [self._info(source) for source in self._producers]

    async def produce(
        self,
        transport_id: str,
        source: TrackSource,
        rtp_parameters: Parameters,
        *,
        paused: bool,
    ) -> ProducerInfo:
        """Take in a source, in place of an older producer of the same.

        Raises UnknownTransport, MediaRejected, MediaUnavailable, NotInRoom."""
        transport = self._transports.get(transport_id, Direction.SEND)
        if not all_of_kind(rtp_parameters, source.kind):
            raise MediaRejected(f"Only {source.kind} codecs carry a {source}.")
        # First, since browsers use its m-line again.
        self._close_source(source)
        with translate_errors():
            producer = await transport.produce(
                kind=source.kind,
                rtp_parameters=rtp_parameters,
                paused=paused,
                key_frame_request_delay=KEY_FRAME_DELAY if source.kind == "video" else 0,
            )
        self._owner.require_present_or_close(producer)
        # Another that was asked for at the same time.
        self._close_source(source)
        self._adopt(source, producer)
        if source is TrackSource.MICROPHONE:
            with translate_errors():
                await self._speaker.listen(self._microphones, self._owner.id, producer)
        info = self._info(source)
        self._owner.emit(ProducerOpened(info))
        return info

    async def pause(self, producer_id: str) -> None:
        """Stop forwarding a producer. Raises UnknownProducer."""
        source, producer = self._get(producer_id)
        with translate_errors():
            await producer.pause()
        self._owner.emit(ProducerSwitched(self._info(source)))

    async def resume(self, producer_id: str) -> None:
        """Forward a producer again. Raises UnknownProducer."""
        source, producer = self._get(producer_id)
        with translate_errors():
            await producer.resume()
        self._demands.begin(producer.id)
        self._owner.emit(ProducerSwitched(self._info(source)))

    def close(self, producer_id: str) -> None:
        """Stop a source for good. Raises UnknownProducer."""
        source, producer = self._get(producer_id)
        producer.close()
        self._gone(source, producer)

    def repeat_demand(self) -> None:
        """Say again what is wanted of its pictures."""
        for producer in list(self._producers.values()):
            self._demands.repeat(producer.id)

    def _adopt(self, source: TrackSource, producer: Producer) -> None:
        self._producers[source] = producer
        if source.kind == "video":
            self._demands.open(
                producer.id,
                lambda layer: self._owner.emit(ProducerDemand(self._owner.id, producer.id, layer)),
            )
            if not producer.paused:
                self._demands.begin(producer.id)
        producer.on("transportclose", lambda: self._gone(source, producer))

    def _close_source(self, source: TrackSource) -> None:
        if (producer := self._producers.get(source)) is not None:
            self.close(producer.id)

    def _gone(self, source: TrackSource, producer: Producer) -> None:
        if self._producers.get(source) is not producer:
            return
        del self._producers[source]
        self._demands.close(producer.id)
        if not self._router.closed:
            # With the router all are gone at once: who loses it hears of that alone.
            self._owner.emit(ProducerClosed(self._owner.id, producer.id))
        self._speaker.forget(producer)

    def _get(self, producer_id: str) -> tuple[TrackSource, Producer]:
        """Raises UnknownProducer."""
        for source, producer in self._producers.items():
            if producer.id == producer_id:
                return source, producer
        raise UnknownProducer

    def _info(self, source: TrackSource) -> ProducerInfo:
        """Raises UnknownProducer."""
        producer = self._producers.get(source)
        if producer is None:
            raise UnknownProducer
        return ProducerInfo(producer.id, self._owner.id, source, producer.paused)
