"""What a participant's media tells."""

from __future__ import annotations

from typing import Any, cast

import pytest

from meetd.media.events import ConsumerScore, MediaEvent
from meetd.media.participant_media import ParticipantMedia
from meetd.model import ParticipantId
from worker_bridge import Consumer
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
    endpoint = ParticipantMedia(ParticipantId("ada"), told.append)
    consumer = Heard()
    endpoint.adopt_consumer("producer", cast("Consumer", consumer))
    consumer.emit("score", worker_says)
    assert told == [ConsumerScore(ParticipantId("ada"), "consumer", 10, source)]
