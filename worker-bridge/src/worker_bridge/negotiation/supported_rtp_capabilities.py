"""Codecs and header extensions that a worker of the pinned version understands."""

from __future__ import annotations

from typing import Any, cast

from worker_bridge.clone import clone
from worker_bridge.rtp import RtpCapabilities

_TRANSPORT_CC = {"type": "transport-cc"}
_VIDEO_FEEDBACK = [
    {"type": "nack"},
    {"type": "nack", "parameter": "pli"},
    {"type": "ccm", "parameter": "fir"},
    {"type": "goog-remb"},
    _TRANSPORT_CC,
]


def _audio(name: str, rate: int, *feedback: dict[str, str], **more: Any) -> dict[str, Any]:
    codec = {"kind": "audio", "mimeType": f"audio/{name}", "clockRate": rate, **more}
    return {**codec, "rtcpFeedback": [dict(entry) for entry in feedback]} if feedback else codec


def _multiopus(channels: int, mapping: str, streams: int, coupled: int) -> dict[str, Any]:
    parameters = {"channel_mapping": mapping, "num_streams": streams, "coupled_streams": coupled}
    feedback = ({"type": "nack"}, _TRANSPORT_CC)
    return _audio("multiopus", 48000, *feedback, channels=channels, parameters=parameters)


def _video(name: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "video",
        "mimeType": f"video/{name}",
        "clockRate": 90000,
        **more,
        "rtcpFeedback": [dict(entry) for entry in _VIDEO_FEEDBACK],
    }


def _extension(
    number: int, uri: str, *, audio: str | None = None, video: str | None = None
) -> list[dict[str, Any]]:
    """One entry for each kind that has a direction."""
    return [
        {
            "kind": kind,
            "uri": uri,
            "preferredId": number,
            "preferredEncrypt": False,
            "direction": direction,
        }
        for kind, direction in (("audio", audio), ("video", video))
        if direction is not None
    ]


_both = {"audio": "sendrecv", "video": "sendrecv"}
_SDES = "urn:ietf:params:rtp-hdrext:sdes:"
_EXPERIMENTS = "http://www.webrtc.org/experiments/rtp-hdrext/"

_CAPABILITIES: dict[str, Any] = {
    "codecs": [
        _audio("opus", 48000, {"type": "nack"}, _TRANSPORT_CC, channels=2),
        _multiopus(4, "0,1,2,3", 2, 2),
        _multiopus(6, "0,4,1,2,3,5", 4, 2),
        _multiopus(8, "0,6,1,2,3,4,5,7", 5, 3),
        _audio("PCMU", 8000, _TRANSPORT_CC, preferredPayloadType=0),
        _audio("PCMA", 8000, _TRANSPORT_CC, preferredPayloadType=8),
        *(_audio("ISAC", rate, _TRANSPORT_CC) for rate in (32000, 16000)),
        _audio("G722", 8000, _TRANSPORT_CC, preferredPayloadType=9),
        _audio("iLBC", 8000, _TRANSPORT_CC),
        *(_audio("SILK", rate, _TRANSPORT_CC) for rate in (24000, 16000, 12000, 8000)),
        *(_audio("CN", rate, preferredPayloadType=13) for rate in (32000, 16000, 8000)),
        *(_audio("telephone-event", rate) for rate in (48000, 32000, 16000, 8000)),
        _video("VP8"),
        _video("VP9"),
        _video("H264", parameters={"level-asymmetry-allowed": 1}),
        _video("AV1", parameters={}),
    ],
    "headerExtensions": [
        *_extension(1, _SDES + "mid", **_both),
        *_extension(2, _SDES + "rtp-stream-id", video="recvonly"),
        *_extension(3, _SDES + "repaired-rtp-stream-id", video="recvonly"),
        *_extension(4, _EXPERIMENTS + "abs-send-time", **_both),
        *_extension(
            5,
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
            audio="recvonly",
            video="sendrecv",
        ),
        *_extension(6, "urn:ietf:params:rtp-hdrext:ssrc-audio-level", audio="sendrecv"),
        *_extension(
            7,
            "https://aomediacodec.github.io/av1-rtp-spec/"
            "#dependency-descriptor-rtp-header-extension",
            video="recvonly",
        ),
        *_extension(8, "urn:3gpp:video-orientation", video="sendrecv"),
        *_extension(9, "urn:ietf:params:rtp-hdrext:toffset", video="sendrecv"),
        *_extension(10, _EXPERIMENTS + "abs-capture-time", **_both),
        *_extension(11, _EXPERIMENTS + "playout-delay", **_both),
        *_extension(12, "urn:mediasoup:params:rtp-hdrext:packet-id", **_both),
    ],
}

SUPPORTED_RTP_CAPABILITIES = cast("RtpCapabilities", _CAPABILITIES)


def get_supported_rtp_capabilities() -> RtpCapabilities:
    """All that a router can be made to support; a copy."""
    return clone(SUPPORTED_RTP_CAPABILITIES)
