"""What a room's router can carry, in the order browsers are asked to prefer."""

from __future__ import annotations

from worker_bridge import RtpCodecCapability

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
