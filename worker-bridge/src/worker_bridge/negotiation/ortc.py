"""Negotiation: who can receive what, and under which parameters. Pure functions, no I/O.

Same inputs and results as mediasoup's own `ortc` functions, in snake_case. Those that validate and
normalize change what they are given: missing optional parts are filled in.
"""

from __future__ import annotations

import secrets
from typing import Any

from worker_bridge.clone import clone
from worker_bridge.errors import ParameterError, UnsupportedError
from worker_bridge.negotiation.codec_matching import is_rtx, match_codecs
from worker_bridge.negotiation.scalability import parse_scalability_mode
from worker_bridge.negotiation.supported_rtp_capabilities import SUPPORTED_RTP_CAPABILITIES
from worker_bridge.negotiation.validation import (
    is_number,
    validate_and_normalize_rtp_capabilities,
    validate_and_normalize_rtp_codec_capability,
    validate_and_normalize_rtp_parameters,
    validate_and_normalize_sctp_stream_parameters,
)
from worker_bridge.rtp import MediaKind, RtpCapabilities, RtpCodecCapability, RtpParameters

__all__ = [
    "can_consume",
    "generate_router_rtp_capabilities",
    "get_consumable_rtp_parameters",
    "get_consumer_rtp_parameters",
    "get_pipe_consumer_rtp_parameters",
    "get_producer_rtp_parameters_mapping",
    "random_ssrc",
    "validate_and_normalize_rtp_capabilities",
    "validate_and_normalize_rtp_codec_capability",
    "validate_and_normalize_rtp_parameters",
    "validate_and_normalize_sctp_stream_parameters",
]

Json = dict[str, Any]

DYNAMIC_PAYLOAD_TYPES = (*range(100, 128), 96, 97, 98, 99)
"""Payload types that a router hands out, in this order."""

_DEPENDENCY_DESCRIPTOR = (
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
)
_ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
_ABS_CAPTURE_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
_TRANSPORT_WIDE_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
_MID = "urn:ietf:params:rtp-hdrext:sdes:mid"


def random_ssrc() -> int:
    """A number for a stream, with room for its neighbours."""
    return 100_000_000 + secrets.randbelow(899_999_999)


def generate_router_rtp_capabilities(
    media_codecs: list[RtpCodecCapability] | None = None,
) -> RtpCapabilities:
    """What a router with these codecs can receive. Raises ParameterError, UnsupportedError."""
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


def get_producer_rtp_parameters_mapping(params: RtpParameters, caps: RtpCapabilities) -> Json:
    """How a producer's payload types and streams are called inside the router.

    May change `profile-level-id` of an H264 codec to the agreed one. Raises ParameterError,
    UnsupportedError."""
    codecs: list[Any] = list(params["codecs"])
    cap_codecs: list[Any] = list(caps.get("codecs", []))
    matches: list[tuple[Json, Json]] = []
    for codec in codecs:
        if is_rtx(codec):
            continue
        matched = next(
            (c for c in cap_codecs if match_codecs(codec, c, strict=True, modify=True)), None
        )
        if matched is None:
            name, number = codec["mimeType"], codec["payloadType"]
            raise UnsupportedError(f"unsupported codec {name} with payload type {number}")
        matches.append((codec, matched))
    media = list(matches)
    for codec in codecs:
        if not is_rtx(codec):
            continue
        apt = codec["parameters"].get("apt")
        associated = next((c for c in codecs if c["payloadType"] == apt), None)
        its_cap = next((cap for c, cap in media if c is associated), None)
        if its_cap is None:
            raise ParameterError(f"no media codec for RTX payload type {codec['payloadType']}")
        rtx = next(
            (
                c
                for c in cap_codecs
                if is_rtx(c) and c["parameters"].get("apt") == its_cap["preferredPayloadType"]
            ),
            None,
        )
        if rtx is None:
            raise UnsupportedError(
                f"no RTX codec for payload type {its_cap['preferredPayloadType']}"
            )
        matches.append((codec, rtx))
    first = random_ssrc()
    return {
        "codecs": [
            {"payloadType": c["payloadType"], "mappedPayloadType": cap["preferredPayloadType"]}
            for c, cap in matches
        ],
        "encodings": [
            {
                **{key: encoding[key] for key in ("ssrc", "rid") if key in encoding},
                "mappedSsrc": first + index,
            }
            for index, encoding in enumerate(params.get("encodings", []))
        ],
    }


def get_consumable_rtp_parameters(
    kind: MediaKind, params: RtpParameters, caps: RtpCapabilities, rtp_mapping: Json
) -> RtpParameters:
    """A producer's parameters as its consumers will see them."""
    cap_codecs: list[Any] = list(caps.get("codecs", []))
    entries = reversed(rtp_mapping["codecs"])  # of two with the same number, the first counts
    mapped = {entry["payloadType"]: entry["mappedPayloadType"] for entry in entries}
    codecs: list[Json] = []
    for codec in params["codecs"]:
        if is_rtx(codec):
            continue
        number = mapped[codec["payloadType"]]
        cap = next(c for c in cap_codecs if c["preferredPayloadType"] == number)
        codecs.append(_codec_parameters(cap, codec.get("parameters", {})))
        rtx = next(
            (c for c in cap_codecs if is_rtx(c) and c["parameters"].get("apt") == number), None
        )
        if rtx is not None:
            codecs.append(_codec_parameters(rtx, rtx["parameters"]))
    offered = {extension["uri"] for extension in params.get("headerExtensions", [])}
    extensions = [
        {
            "uri": extension["uri"],
            "id": extension["preferredId"],
            "encrypt": extension.get("preferredEncrypt", False),
            "parameters": {},
        }
        for extension in caps.get("headerExtensions", [])
        if extension["kind"] == kind
        and extension.get("direction") in {"sendrecv", "sendonly"}
        # Passed through from the producer's packets: announced only if they have it.
        and (extension["uri"] != _ABS_CAPTURE_TIME or _ABS_CAPTURE_TIME in offered)
    ]
    encodings = []
    for encoding, entry in zip(
        clone(params.get("encodings", [])), rtp_mapping["encodings"], strict=True
    ):
        its: Json = dict(encoding)
        for key in ("rid", "rtx", "codecPayloadType"):
            its.pop(key, None)
        its["ssrc"] = entry["mappedSsrc"]
        encodings.append(its)
    rtcp: Json = {"reducedSize": True}
    if "cname" in params.get("rtcp", {}):
        rtcp["cname"] = params["rtcp"]["cname"]
    consumable: Json = {
        "codecs": codecs,
        "headerExtensions": extensions,
        "encodings": encodings,
        "rtcp": rtcp,
    }
    if params.get("msid") is not None:
        consumable["msid"] = params["msid"]
    return clone(consumable)  # type: ignore[return-value]


def _codec_parameters(cap: Json, parameters: Json) -> Json:
    codec = {
        "mimeType": cap["mimeType"],
        "payloadType": cap["preferredPayloadType"],
        "clockRate": cap["clockRate"],
        "parameters": parameters,
        "rtcpFeedback": cap["rtcpFeedback"],
    }
    if "channels" in cap:
        codec["channels"] = cap["channels"]
    return codec


def can_consume(consumable_params: RtpParameters, caps: RtpCapabilities) -> bool:
    """Whether someone with these capabilities can receive it. Raises ParameterError."""
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
