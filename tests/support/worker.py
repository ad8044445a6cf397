"""Real workers for tests, and RTP parameters as browsers send them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from worker_bridge import Installation, ListenInfo, Worker, create_worker, provision

MEDIA_CODECS: list[Any] = [
    {"kind": "audio", "mimeType": "audio/opus", "clockRate": 48000, "channels": 2},
    {"kind": "video", "mimeType": "video/VP8", "clockRate": 90000},
]

OPUS: Any = {
    "mid": "0",
    "codecs": [
        {
            "mimeType": "audio/opus",
            "payloadType": 111,
            "clockRate": 48000,
            "channels": 2,
            "parameters": {"useinbandfec": 1, "minptime": 10},
            "rtcpFeedback": [{"type": "transport-cc"}],
        }
    ],
    "headerExtensions": [
        {"uri": "urn:ietf:params:rtp-hdrext:sdes:mid", "id": 4},
        {"uri": "urn:ietf:params:rtp-hdrext:ssrc-audio-level", "id": 1},
    ],
    "encodings": [{"ssrc": 11111111, "dtx": True}],
    "rtcp": {"cname": "the-cname", "reducedSize": True},
}

_VIDEO_FEEDBACK = [
    {"type": "nack"},
    {"type": "nack", "parameter": "pli"},
    {"type": "ccm", "parameter": "fir"},
    {"type": "goog-remb"},
    {"type": "transport-cc"},
]

VP8_SIMULCAST: Any = {
    "mid": "1",
    "codecs": [
        {
            "mimeType": "video/VP8",
            "payloadType": 96,
            "clockRate": 90000,
            "rtcpFeedback": _VIDEO_FEEDBACK,
        },
        {
            "mimeType": "video/rtx",
            "payloadType": 97,
            "clockRate": 90000,
            "parameters": {"apt": 96},
        },
    ],
    "headerExtensions": [
        {"uri": "urn:ietf:params:rtp-hdrext:sdes:mid", "id": 4},
        {"uri": "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", "id": 10},
        {"uri": "urn:3gpp:video-orientation", "id": 13},
    ],
    "encodings": [
        {"ssrc": 22222222, "rtx": {"ssrc": 22222232}, "scalabilityMode": "L1T3"},
        {"ssrc": 22222223, "rtx": {"ssrc": 22222233}, "scalabilityMode": "L1T3"},
        {"ssrc": 22222224, "rtx": {"ssrc": 22222234}, "scalabilityMode": "L1T3"},
    ],
    "rtcp": {"cname": "the-cname"},
    "msid": "stream track",
}

FINGERPRINTS: Any = {
    "role": "client",
    "fingerprints": [{"algorithm": "sha-256", "value": ":".join(["82", "5A"] * 16)}],
}

LOOPBACK: ListenInfo = {"protocol": "udp", "ip": "127.0.0.1"}


def installed() -> Installation:
    """The worker to test with: got by the library itself, which may take minutes the first time."""
    return provision.install()


@contextlib.asynccontextmanager
async def running_worker(**settings: Any) -> AsyncIterator[Worker]:
    """A worker that is over when the block is, and has died by then only if the test killed it."""
    async with await create_worker(installed(), **settings) as worker:
        yield worker
