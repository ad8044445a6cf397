"""Codecs of a room's router, in the order browsers are asked to prefer."""

from __future__ import annotations

from meetd.media.events import Parameters
from worker_bridge import RtpCapabilities, RtpCodecCapability

ROUTER_CODECS: list[RtpCodecCapability] = [
    {"kind": "audio", "mimeType": "audio/opus", "clockRate": 48000, "channels": 2},
    {"kind": "video", "mimeType": "video/VP8", "clockRate": 90000},
    {
        "kind": "video",
        "mimeType": "video/VP9",
        "clockRate": 90000,
        "parameters": {"profile-id": 0},
    },
    {"kind": "video", "mimeType": "video/AV1", "clockRate": 90000},
    {
        "kind": "video",
        "mimeType": "video/H264",
        "clockRate": 90000,
        "parameters": {
            "packetization-mode": 1,
            "profile-level-id": "42e01f",
            "level-asymmetry-allowed": 1,
        },
    },
]

_ABS_CAPTURE_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"


def offered(capabilities: RtpCapabilities) -> RtpCapabilities:
    """All that a router can carry but the absolute capture time, for browsers.

    Browsers say that they send it and do not, and the worker, which then waits for it, cannot move
    a viewer between simulcast layers. Without it, it goes by sender reports, which all of them
    send.
    """
    extensions = capabilities.get("headerExtensions", [])
    return {
        **capabilities,
        "headerExtensions": [
            extension for extension in extensions if extension["uri"] != _ABS_CAPTURE_TIME
        ],
    }


def all_of_kind(rtp_parameters: Parameters, kind: str) -> bool:
    """Return whether no codec is of another kind; what is no codec at all the bridge refuses."""
    codecs = rtp_parameters.get("codecs") if isinstance(rtp_parameters, dict) else None
    return not isinstance(codecs, list) or all(
        str(codec.get("mimeType", "")).lower().startswith(f"{kind}/")
        for codec in codecs
        if isinstance(codec, dict)
    )
