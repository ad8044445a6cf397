"""All that a room's participants send, by id, and on which router each of them is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from meetd.errors import UnknownProducer
from meetd.media.tracks import ProducerInfo, TrackSource
from meetd.model import ParticipantId
from worker_bridge import Producer, Router


@dataclass(frozen=True, slots=True, eq=False)
class RoomProducer:
    """One producer, where it was made. Other routers of the room may have copies."""

    producer: Producer
    participant_id: ParticipantId
    source: TrackSource
    router: Router

    @property
    def info(self) -> ProducerInfo:
        """The producer, as others need to know it."""
        its = self.producer
        return ProducerInfo(its.id, self.participant_id, self.source, its.paused)


@dataclass(slots=True)
class RoomProducers:
    """The producers of a room that are open."""

    _open: dict[str, RoomProducer] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[RoomProducer]:
        return iter(self._open.values())

    def add(self, made: RoomProducer) -> None:
        """One opened."""
        self._open[made.producer.id] = made

    def remove(self, producer_id: str) -> None:
        """One closed."""
        self._open.pop(producer_id, None)

    def get(self, producer_id: str) -> RoomProducer:
        """Find one. Raises UnknownProducer."""
        try:
            return self._open[producer_id]
        except KeyError:
            raise UnknownProducer from None
