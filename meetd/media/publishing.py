"""One participant's producers: of each source at most one."""

from __future__ import annotations

from collections.abc import Callable

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
from meetd.media.room_producers import RoomProducer, RoomProducers
from meetd.media.tracks import Direction, ProducerInfo, TrackSource
from meetd.media.transports import Transports
from worker_bridge import Router

KEY_FRAME_DELAY = 420
"""Milliseconds between two requests for a key frame. Browsers ignore one that they read within
300 ms of another, and the worker would wait a second before it repeats it: what lies between are
lines that hurry and dawdle, and pages that are busy."""


class Publishing:
    """What a participant sends. The room is told of each that opens, pauses, goes on or closes."""

    def __init__(
        self,
        owner: Owner,
        transports: Transports,
        router: Router,
        *,
        room: RoomProducers,
        demands: LayerDemands,
        speaker: ActiveSpeaker,
        carried: Callable[[], bool],
    ) -> None:
        """What is named is the whole room's. `carried`: whether it has a router that lives; with
        the last one all producers are gone at once, and who loses it hears of that alone."""
        self._owner = owner
        self._transports = transports
        self._router = router
        self._room = room
        self._demands = demands
        self._speaker = speaker
        self._carried = carried
        self._producers: dict[TrackSource, RoomProducer] = {}

    def __len__(self) -> int:
        return len(self._producers)

    def has(self, producer_id: str) -> bool:
        """Return whether one of that id is open."""
        return any(made.producer.id == producer_id for made in self._producers.values())

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
        made = RoomProducer(producer, self._owner.id, source, self._router)
        self._adopt(made)
        if source is TrackSource.MICROPHONE:
            await self._speaker.listen(made)
        if self._producers.get(source) is not made:
            raise UnknownProducer
        self._owner.emit(ProducerOpened(made.info))
        return made.info

    def source(self, producer_id: str) -> TrackSource:
        """Find what a producer sends. Raises UnknownProducer."""
        return self._get(producer_id).source

    async def pause(self, producer_id: str) -> None:
        """Stop forwarding a producer. Raises UnknownProducer."""
        made = self._get(producer_id)
        with translate_errors():
            await made.producer.pause()
        self._get(producer_id)
        self._owner.emit(ProducerSwitched(made.info))

    async def resume(self, producer_id: str) -> None:
        """Forward a producer again. Raises UnknownProducer."""
        made = self._get(producer_id)
        with translate_errors():
            await made.producer.resume()
        self._get(producer_id)
        self._demands.begin(producer_id)
        self._owner.emit(ProducerSwitched(made.info))

    def close(self, producer_id: str) -> None:
        """Stop a source for good. Raises UnknownProducer."""
        made = self._get(producer_id)
        made.producer.close()
        self._gone(made)

    def repeat_demand(self) -> None:
        """Say again what is wanted of its pictures."""
        for made in list(self._producers.values()):
            self._demands.repeat(made.producer.id)

    def _adopt(self, made: RoomProducer) -> None:
        producer = made.producer
        self._producers[made.source] = made
        self._room.add(made)
        if made.source.kind == "video":
            self._demands.open(
                producer.id,
                lambda layer: self._owner.emit(ProducerDemand(self._owner.id, producer.id, layer)),
            )
            if not producer.paused:
                self._demands.begin(producer.id)
        producer.on("transportclose", lambda: self._gone(made))

    def _close_source(self, source: TrackSource) -> None:
        if (made := self._producers.get(source)) is not None:
            self.close(made.producer.id)

    def _gone(self, made: RoomProducer) -> None:
        if self._producers.get(made.source) is not made:
            return
        producer_id = made.producer.id
        del self._producers[made.source]
        self._room.remove(producer_id)
        self._demands.close(producer_id)
        if self._carried():
            self._owner.emit(ProducerClosed(self._owner.id, producer_id))
        self._speaker.forget(made)

    def _get(self, producer_id: str) -> RoomProducer:
        """Raises UnknownProducer."""
        for made in self._producers.values():
            if made.producer.id == producer_id:
                return made
        raise UnknownProducer
