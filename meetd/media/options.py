"""What a browser needs to use what was made for it on a router; named as in mediasoup-client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from meetd.errors import MeetError
from meetd.media.events import Parameters


@dataclass(frozen=True, slots=True)
class TransportOptions:
    """A transport that a browser may connect to."""

    id: str
    ice_parameters: Parameters
    ice_candidates: Parameters
    dtls_parameters: Parameters


@dataclass(frozen=True, slots=True)
class PlainTransportOptions:
    """A transport without ICE and DTLS, that a bot of the worker's host sends SRTP to."""

    id: str
    ip: str
    port: int
    """For RTP and RTCP; the worker answers to where the first packet comes from."""
    key: str
    """Master key and salt of what the worker sends (AES_CM_128_HMAC_SHA1_80), in base64."""


@dataclass(frozen=True, slots=True)
class ConsumerOptions:
    """A new consumer, created paused."""

    id: str
    producer_id: str
    kind: Literal["audio", "video"]
    type: str
    rtp_parameters: Parameters
    producer_paused: bool


@dataclass(frozen=True, slots=True)
class NotConsumed:
    """A producer that could not be consumed."""

    producer_id: str
    error: MeetError
