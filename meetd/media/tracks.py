"""Sources that participants send, and producers of them as others know them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal

from meetd.model import ParticipantId


class Direction(enum.StrEnum):
    """Seen from the browser."""

    SEND = "send"
    RECV = "recv"


class TrackSource(enum.StrEnum):
    """The camera, microphone or screen that a producer sends."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screenAudio"

    @property
    def kind(self) -> Literal["audio", "video"]:
        """`audio` or `video`."""
        return "audio" if self in {TrackSource.MICROPHONE, TrackSource.SCREEN_AUDIO} else "video"


@dataclass(frozen=True, slots=True)
class ProducerInfo:
    """A producer, as others need to know it."""

    id: str
    participant_id: ParticipantId
    source: TrackSource
    paused: bool
