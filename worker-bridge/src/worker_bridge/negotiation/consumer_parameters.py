"""RTP parameters of consumers: of a receiver's, and of those that feed another router."""

from __future__ import annotations

from typing import Any

from worker_bridge.clone import clone
from worker_bridge.errors import UnsupportedError
from worker_bridge.negotiation.codec_matching import is_rtx, match_codecs
from worker_bridge.negotiation.scalability import parse_scalability_mode
from worker_bridge.negotiation.ssrc import random_ssrc
from worker_bridge.negotiation.validation import (
    validate_and_normalize_rtp_capabilities,
    validate_and_normalize_rtp_codec_capability,
)
from worker_bridge.rtp import RtpCapabilities, RtpParameters

Json = dict[str, Any]

_DEPENDENCY_DESCRIPTOR = (
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
)
_ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
_TRANSPORT_WIDE_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
_MID = "urn:ietf:params:rtp-hdrext:sdes:mid"


def can_consume(consumable_params: RtpParameters, caps: RtpCapabilities) -> bool:
    """Tell whether a receiver with these capabilities can consume it. Raises ParameterError."""
    validate_and_normalize_rtp_capabilities(caps)
    matching = [
        codec
        for codec in consumable_params["codecs"]
        if any(match_codecs(cap, codec, strict=True) for cap in caps.get("codecs", []))
    ]
    return bool(matching) and not is_rtx(matching[0])


def get_consumer_rtp_parameters(
    *,
    consumable_rtp_parameters: RtpParameters,
    remote_rtp_capabilities: RtpCapabilities,
    pipe: bool,
    enable_rtx: bool,
) -> RtpParameters:
    """Parameters of one consumer, with stream numbers of its own.

    Raises ParameterError, UnsupportedError if no codec is left."""
    caps: list[Any] = list(remote_rtp_capabilities.get("codecs", []))
    for cap in caps:
        validate_and_normalize_rtp_codec_capability(cap)
    codecs: list[Any] = []
    for codec in clone(consumable_rtp_parameters["codecs"]):
        if not enable_rtx and is_rtx(codec):
            continue
        matched = next((cap for cap in caps if match_codecs(cap, codec, strict=True)), None)
        if matched is not None:
            codec["rtcpFeedback"] = [
                feedback
                for feedback in matched["rtcpFeedback"]
                if enable_rtx or feedback["type"] != "nack" or feedback["parameter"]
            ]
            codecs.append(codec)
    rtx_supported = False
    for codec in reversed(list(codecs)):
        if is_rtx(codec):
            apt = codec["parameters"].get("apt")
            if any(media["payloadType"] == apt for media in codecs):
                rtx_supported = True
            else:
                codecs.remove(codec)
    if not codecs or is_rtx(codecs[0]):
        raise UnsupportedError("no compatible media codecs")
    theirs = {
        (extension["preferredId"], extension["uri"])
        for extension in remote_rtp_capabilities.get("headerExtensions", [])
    }
    extensions = [
        extension
        for extension in consumable_rtp_parameters.get("headerExtensions", [])
        if (extension["id"], extension["uri"]) in theirs
    ]
    _reduce_bandwidth_feedback(codecs, {extension["uri"] for extension in extensions})
    all_encodings = consumable_rtp_parameters.get("encodings", [])
    if pipe:
        encodings = _pipe_encodings(all_encodings, rtx=rtx_supported)
    else:
        encodings = [_consumer_encoding(all_encodings, rtx=rtx_supported)]
    return _consumer_parameters(consumable_rtp_parameters, codecs, extensions, encodings)


def get_pipe_consumer_rtp_parameters(
    *, consumable_rtp_parameters: RtpParameters, enable_rtx: bool
) -> RtpParameters:
    """Parameters of a consumer that feeds another router: all streams, no bandwidth estimation."""
    codecs: list[Any] = []
    for codec in clone(consumable_rtp_parameters["codecs"]):
        if not enable_rtx and is_rtx(codec):
            continue
        kept = {("nack", "pli"), ("ccm", "fir"), *([("nack", "")] if enable_rtx else [])}
        codec["rtcpFeedback"] = [
            feedback
            for feedback in codec.get("rtcpFeedback", [])
            if (feedback["type"], feedback.get("parameter", "")) in kept
        ]
        codecs.append(codec)
    extensions: list[Any] = [
        extension
        for extension in consumable_rtp_parameters.get("headerExtensions", [])
        if extension["uri"] not in {_MID, _ABS_SEND_TIME, _TRANSPORT_WIDE_CC}
    ]
    # Received only, so not among what is consumable, yet the other router needs it.
    extensions.append({"uri": _DEPENDENCY_DESCRIPTOR, "id": 7, "encrypt": False, "parameters": {}})
    extensions.sort(key=lambda extension: extension["id"])
    encodings = _pipe_encodings(consumable_rtp_parameters.get("encodings", []), rtx=enable_rtx)
    return _consumer_parameters(consumable_rtp_parameters, codecs, extensions, encodings)


def _reduce_bandwidth_feedback(codecs: list[Any], uris: set[str]) -> None:
    """Keep one way of bandwidth estimation: transport-cc if there, else REMB, else none."""
    if _TRANSPORT_WIDE_CC in uris:
        dropped = {"goog-remb"}
    elif _ABS_SEND_TIME in uris:
        dropped = {"transport-cc"}
    else:
        dropped = {"transport-cc", "goog-remb"}
    for codec in codecs:
        codec["rtcpFeedback"] = [f for f in codec["rtcpFeedback"] if f["type"] not in dropped]


def _consumer_encoding(encodings: list[Any], *, rtx: bool) -> Json:
    """The one stream that a consumer makes of all of its producer's."""
    encoding: Json = {"ssrc": random_ssrc()}
    if rtx:
        encoding["rtx"] = {"ssrc": encoding["ssrc"] + 1}
    mode = next((e["scalabilityMode"] for e in encodings if e.get("scalabilityMode")), None)
    if len(encodings) > 1:
        mode = f"L{len(encodings)}T{parse_scalability_mode(mode).temporal_layers}"
    if mode:
        encoding["scalabilityMode"] = mode
    max_bitrate = max((e.get("maxBitrate") or 0 for e in encodings), default=0)
    if max_bitrate > 0:
        encoding["maxBitrate"] = max_bitrate
    return encoding


def _pipe_encodings(encodings: list[Any], *, rtx: bool) -> list[Json]:
    first, first_rtx = random_ssrc(), random_ssrc()
    mangled = []
    for index, encoding in enumerate(clone(encodings)):
        encoding.pop("rtx", None)
        encoding["ssrc"] = first + index
        if rtx:
            encoding["rtx"] = {"ssrc": first_rtx + index}
        mangled.append(encoding)
    return mangled


def _consumer_parameters(
    consumable: RtpParameters, codecs: list[Any], extensions: list[Any], encodings: list[Json]
) -> RtpParameters:
    parameters: Json = {
        "codecs": codecs,
        "headerExtensions": extensions,
        "encodings": encodings,
        "rtcp": consumable.get("rtcp", {}),
    }
    if consumable.get("msid") is not None:
        parameters["msid"] = consumable["msid"]
    return clone(parameters)  # type: ignore[return-value]
