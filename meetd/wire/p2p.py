"""What two pages say to each other to connect directly: the server passes it on, unread."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from meetd.media.tracks import TrackSource
from meetd.wire.marks import Opaque
from meetd.wire.shape import Either


class SessionDescription(TypedDict):
    """An offer or an answer."""

    type: Literal["offer", "answer"]
    sdp: str


class Described(TypedDict):
    """A description, with what is in it."""

    description: SessionDescription
    sources: dict[str, TrackSource]
    """By `mid`."""
    number: int
    """Of the offer, and of the answer to it."""


class Candidate(TypedDict):
    """A way to reach the one who says it."""

    candidate: Annotated[Any, Opaque("RTCIceCandidateInit", 'typeof v === "object" && v !== null')]


class Restart(TypedDict):
    """A wish for an ICE restart, to the one who makes offers."""

    restart: Literal[True]


class ShownSize(TypedDict):
    """How large a picture is shown."""

    source: TrackSource
    lines: int


class Shown(TypedDict):
    """How much of a picture is enough; 0 lines where nobody looks."""

    shown: ShownSize


P2PPayload = Annotated[dict[str, Any], Either("P2PPayload", (Described, Candidate, Restart, Shown))]
