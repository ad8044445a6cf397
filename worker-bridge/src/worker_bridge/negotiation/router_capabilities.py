"""RTP capabilities of a router with given codecs."""

from __future__ import annotations

from typing import Any

from worker_bridge.clone import clone
from worker_bridge.errors import ParameterError, UnsupportedError
from worker_bridge.negotiation.codec_matching import match_codecs
from worker_bridge.negotiation.supported_rtp_capabilities import SUPPORTED_RTP_CAPABILITIES
from worker_bridge.negotiation.validation import (
    is_number,
    validate_and_normalize_rtp_capabilities,
    validate_and_normalize_rtp_codec_capability,
)
from worker_bridge.rtp import RtpCapabilities, RtpCodecCapability

Json = dict[str, Any]

DYNAMIC_PAYLOAD_TYPES = (*range(100, 128), 96, 97, 98, 99)
"""Payload types that a router hands out, in this order."""


def generate_router_rtp_capabilities(
    media_codecs: list[RtpCodecCapability] | None = None,
) -> RtpCapabilities:
    """List what a router with these codecs can receive. Raises ParameterError, UnsupportedError."""
    if media_codecs is not None and not isinstance(media_codecs, list):
        raise ParameterError("mediaCodecs must be an array")
    supported: Any = clone(SUPPORTED_RTP_CAPABILITIES)
    validate_and_normalize_rtp_capabilities(supported)
    free = list(DYNAMIC_PAYLOAD_TYPES)
    codecs: list[Json] = []
    for media_codec in media_codecs or []:
        validate_and_normalize_rtp_codec_capability(media_codec)
        wanted: Any = media_codec
        matched = next((c for c in supported["codecs"] if match_codecs(wanted, c)), None)
        if matched is None:
            raise UnsupportedError(f"media codec not supported: {wanted['mimeType']}")
        codec = clone(matched)
        if is_number(wanted.get("preferredPayloadType")):
            codec["preferredPayloadType"] = wanted["preferredPayloadType"]
            if codec["preferredPayloadType"] in free:
                free.remove(codec["preferredPayloadType"])
        elif "preferredPayloadType" not in codec:
            codec["preferredPayloadType"] = _take(free)
        if any(c["preferredPayloadType"] == codec["preferredPayloadType"] for c in codecs):
            raise ParameterError("duplicated codec.preferredPayloadType")
        codec["parameters"] |= wanted["parameters"]
        codecs.append(codec)
        if codec["kind"] == "video":
            codecs.append(
                {
                    "kind": "video",
                    "mimeType": "video/rtx",
                    "preferredPayloadType": _take(free),
                    "clockRate": codec["clockRate"],
                    "parameters": {"apt": codec["preferredPayloadType"]},
                    "rtcpFeedback": [],
                }
            )
    return {"codecs": codecs, "headerExtensions": supported["headerExtensions"]}  # type: ignore[typeddict-item]


def _take(free: list[int]) -> int:
    if not free:
        raise UnsupportedError("cannot allocate more dynamic codec payload types")
    return free.pop(0)
