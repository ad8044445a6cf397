"""What a participant is told of what it receives."""

from __future__ import annotations

from typing import Any, cast
from unittest.mock import AsyncMock, Mock

import pytest

from meetd.errors import UnknownConsumer
from meetd.media.copies import Copies
from meetd.media.events import ConsumerScore, MediaEvent
from meetd.media.layer_demand import LayerDemands
from meetd.media.owner import Owner
from meetd.media.room_producers import RoomProducers
from meetd.media.subscribing import Subscribing
from meetd.media.transports import Transports
from meetd.model import ParticipantId
from worker_bridge import Consumer, Router
from worker_bridge.events import Emitter


class Heard(Emitter[Any]):
    """A consumer, as far as its events go."""

    id = "consumer"


@pytest.mark.parametrize(
    ("worker_says", "source"),
    [
        ({"score": 10, "producerScore": 7, "producerScores": [10, 7]}, 7),
        # No layer is sent, for want of bandwidth: the source is as good as it was.
        ({"score": 10, "producerScore": 0, "producerScores": [10, 4]}, 10),
        # Nothing comes from the source.
        ({"score": 10, "producerScore": 0, "producerScores": [0, 0]}, 0),
        ({"score": 10, "producerScore": 0, "producerScores": []}, 0),
    ],
)
def test_the_source_of_a_consumer_is_judged_by_what_it_sends(
    worker_says: dict[str, Any], source: int
) -> None:
    told: list[MediaEvent] = []
    consumer = Heard()
    subscribing = Subscribing(
        Owner(ParticipantId("ada"), told.append),
        Mock(Transports),
        Mock(Router),
        room=(producers := RoomProducers()),
        copies=Copies(producers),
        demands=LayerDemands(),
    )
    subscribing._adopt("producer", cast("Consumer", consumer))
    consumer.emit("score", worker_says)
    assert told == [ConsumerScore(ParticipantId("ada"), "consumer", 10, source)]


async def test_a_consumer_that_is_named_often_is_asked_for_once() -> None:
    """Each time that one is named costs a request to its worker."""
    consumer = Mock(Consumer, id="consumer", producer_id="producer", closed=False)
    consumer.set_priority = AsyncMock()
    subscribing = Subscribing(
        Owner(ParticipantId("ada"), lambda _: None),
        Mock(Transports),
        Mock(Router),
        room=(producers := RoomProducers()),
        copies=Copies(producers),
        demands=Mock(LayerDemands),
    )
    subscribing._adopt("producer", consumer)
    await subscribing.set_priority(["consumer"] * 100, 7)
    consumer.set_priority.assert_awaited_once_with(7)
    await subscribing.close(["consumer"])
    assert not subscribing.has("consumer")
    with pytest.raises(UnknownConsumer):
        await subscribing.set_priority(["consumer"], 7)
