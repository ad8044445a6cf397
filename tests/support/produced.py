"""What a browser says that it sends, in RTP parameters."""

from __future__ import annotations

import itertools
from typing import Any

_ssrcs = itertools.count(1_000_000, 10)


def rtp_parameters(kind: str, layers: int = 1) -> dict[str, Any]:
    """Opus, or VP8 with that many simulcast layers."""
    ssrc = next(_ssrcs)
    if kind == "audio":
        return {
            "mid": "0",
            "codecs": [
                {"mimeType": "audio/opus", "payloadType": 111, "clockRate": 48000, "channels": 2}
            ],
            "encodings": [{"ssrc": ssrc}],
            "rtcp": {"cname": "test"},
        }
    return {
        "mid": "1",
        "codecs": [
            {
                "mimeType": "video/VP8",
                "payloadType": 96,
                "clockRate": 90000,
                "rtcpFeedback": [{"type": "nack"}, {"type": "nack", "parameter": "pli"}],
            },
            {
                "mimeType": "video/rtx",
                "payloadType": 97,
                "clockRate": 90000,
                "parameters": {"apt": 96},
            },
        ],
        "encodings": [
            {"ssrc": ssrc + 2 * layer, "rtx": {"ssrc": ssrc + 2 * layer + 1}}
            for layer in range(layers)
        ],
        "rtcp": {"cname": "test"},
    }
