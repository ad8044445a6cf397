"""Negotiation: who can receive what, and under which parameters. Pure functions, no I/O.

Same inputs and results as mediasoup's own `ortc` functions, in snake_case. Those that validate and
normalize change what they are given: missing optional parts are filled in.
"""

from __future__ import annotations

import math
import re
import secrets
from typing import Any

from worker_bridge import h264
from worker_bridge.clone import clone
from worker_bridge.errors import ParameterError, UnsupportedError
from worker_bridge.rtp import MediaKind, RtpCapabilities, RtpCodecCapability, RtpParameters
from worker_bridge.scalability import parse_scalability_mode
from worker_bridge.supported_rtp_capabilities import SUPPORTED_RTP_CAPABILITIES

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
_MIME_TYPE = re.compile(r"(audio|video)/(.+)", re.IGNORECASE)


def random_ssrc() -> int:
    """A number for a stream, with room for its neighbours."""
    return 100_000_000 + secrets.randbelow(899_999_999)


# -- validation ------------------------------------------------------------------------------


def validate_and_normalize_rtp_capabilities(caps: RtpCapabilities) -> None:
    """Raises ParameterError."""
    its = _object(caps, "rtpCapabilities")
    for codec in _optional_list(its, "codecs"):
        validate_and_normalize_rtp_codec_capability(codec)
    for extension in _optional_list(its, "headerExtensions"):
        _validate_header_extension(extension)


def validate_and_normalize_rtp_parameters(params: RtpParameters) -> None:
    """Raises ParameterError."""
    its = _object(params, "rtpParameters")
    _optional(its, "mid", str)
    if not isinstance(its.get("codecs"), list):
        raise ParameterError("missing codecs")
    for codec in its["codecs"]:
        _validate_codec_parameters(codec)
    for extension in _optional_list(its, "headerExtensions"):
        _validate_header_extension_parameters(extension)
    for encoding in _optional_list(its, "encodings"):
        _validate_encoding(encoding)
    rtcp = its.get("rtcp")
    if not _given(rtcp):
        its["rtcp"] = rtcp = {}
    _optional(its, "msid", str)
    _validate_rtcp(rtcp)


def validate_and_normalize_sctp_stream_parameters(params: Json) -> None:
    """Raises ParameterError."""
    its = _object(params, "sctpStreamParameters")
    if not _is_number(its.get("streamId")):
        raise ParameterError("missing streamId")
    ordered_given = isinstance(its.get("ordered"), bool)
    if not ordered_given:
        its["ordered"] = True
    for key in ("maxPacketLifeTime", "maxRetransmits"):
        if _given(its.get(key)) and not _is_number(its[key]):
            raise ParameterError(f"invalid {key}")
    limits = [key for key in ("maxPacketLifeTime", "maxRetransmits") if its.get(key)]
    if len(limits) == 2:
        raise ParameterError("cannot provide both maxPacketLifeTime and maxRetransmits")
    if limits and ordered_given and its["ordered"]:
        raise ParameterError(f"cannot be ordered with {limits[0]}")
    if limits and not ordered_given:
        its["ordered"] = False


def validate_and_normalize_rtp_codec_capability(codec: RtpCodecCapability) -> None:
    """Raises ParameterError."""
    its = _object(codec, "codec")
    its["kind"] = _media_kind(its)
    if _given(its.get("preferredPayloadType")) and not _is_number(its["preferredPayloadType"]):
        raise ParameterError("invalid codec.preferredPayloadType")
    _normalize_codec(its, its["kind"])


def _validate_codec_parameters(codec: Any) -> None:
    its = _object(codec, "codec")
    kind = _media_kind(its)
    if not _is_number(its.get("payloadType")):
        raise ParameterError("missing codec.payloadType")
    _normalize_codec(its, kind)


def _media_kind(codec: Json) -> str:
    mime_type = codec.get("mimeType")
    if not mime_type or not isinstance(mime_type, str):
        raise ParameterError("missing codec.mimeType")
    match = _MIME_TYPE.match(mime_type)
    if match is None:
        raise ParameterError("invalid codec.mimeType")
    return match[1].lower()


def _normalize_codec(codec: Json, kind: str) -> None:
    if not _is_number(codec.get("clockRate")):
        raise ParameterError("missing codec.clockRate")
    if kind != "audio":
        codec.pop("channels", None)
    elif not _is_number(codec.get("channels")):
        codec["channels"] = 1
    _normalize_parameters(codec)
    apt = codec["parameters"].get("apt")
    if apt is not None and not _is_number(apt):
        raise ParameterError("invalid codec apt parameter")
    if not isinstance(codec.get("rtcpFeedback"), list):
        codec["rtcpFeedback"] = []
    for feedback in codec["rtcpFeedback"]:
        its = _object(feedback, "rtcpFeedback")
        if not its.get("type") or not isinstance(its["type"], str):
            raise ParameterError("missing rtcpFeedback.type")
        if not its.get("parameter") or not isinstance(its["parameter"], str):
            its["parameter"] = ""


def _normalize_parameters(owner: Json) -> None:
    parameters = owner.get("parameters")
    if isinstance(parameters, list):
        raise ParameterError("parameters is an array")
    if not isinstance(parameters, dict):
        owner["parameters"] = {}
        return
    for key, value in parameters.items():
        if not isinstance(key, str) or not (isinstance(value, str) or _is_number(value)):
            raise ParameterError(f"invalid parameter {key!r}")


def _validate_header_extension(extension: Any) -> None:
    its = _object(extension, "headerExtension")
    if its.get("kind") not in ("audio", "video"):
        raise ParameterError("invalid headerExtension.kind")
    _required_text(its, "uri")
    if not _is_number(its.get("preferredId")):
        raise ParameterError("missing headerExtension.preferredId")
    _optional(its, "preferredEncrypt", bool)
    its["preferredEncrypt"] = bool(its.get("preferredEncrypt"))
    _optional(its, "direction", str)
    its["direction"] = its.get("direction") or "sendrecv"


def _validate_header_extension_parameters(extension: Any) -> None:
    its = _object(extension, "headerExtension")
    _required_text(its, "uri")
    if not _is_number(its.get("id")):
        raise ParameterError("missing headerExtension.id")
    _optional(its, "encrypt", bool)
    its["encrypt"] = bool(its.get("encrypt"))
    _normalize_parameters(its)


def _validate_encoding(encoding: Any) -> None:
    its = _object(encoding, "encoding")
    if _given(its.get("ssrc")) and not _is_number(its["ssrc"]):
        raise ParameterError("invalid encoding.ssrc")
    _optional(its, "rid", str)
    rtx = its.get("rtx")
    if _given(rtx) and not _is_number(_object(rtx, "encoding.rtx").get("ssrc")):
        raise ParameterError("missing encoding.rtx.ssrc")
    its["dtx"] = its.get("dtx") is True
    _optional(its, "scalabilityMode", str)


def _validate_rtcp(rtcp: Any) -> None:
    its = _object(rtcp, "rtcp")
    _optional(its, "cname", str)
    its["reducedSize"] = True


def _object(value: Any, name: str) -> Json:
    if not isinstance(value, dict):
        raise ParameterError(f"{name} is not an object")
    return value


def _optional_list(owner: Json, key: str) -> list[Any]:
    value = owner.get(key)
    if not _given(value):
        owner[key] = value = []
    if not isinstance(value, list):
        raise ParameterError(f"{key} is not an array")
    return value


def _optional(owner: Json, key: str, kind: type) -> None:
    if _given(owner.get(key)) and not isinstance(owner[key], kind):
        raise ParameterError(f"invalid {key}")


def _required_text(owner: Json, key: str) -> None:
    if not owner.get(key) or not isinstance(owner[key], str):
        raise ParameterError(f"missing {key}")


def _given(value: Any) -> bool:
    """Whether an optional value counts as there: JSON's null, false, 0 and "" do not."""
    return isinstance(value, dict | list) or bool(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


# -- negotiation -----------------------------------------------------------------------------


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
        matched = next((c for c in supported["codecs"] if _match_codecs(wanted, c)), None)
        if matched is None:
            raise UnsupportedError(f"media codec not supported: {wanted['mimeType']}")
        codec = clone(matched)
        if _is_number(wanted.get("preferredPayloadType")):
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
        if _is_rtx(codec):
            continue
        matched = next(
            (c for c in cap_codecs if _match_codecs(codec, c, strict=True, modify=True)), None
        )
        if matched is None:
            name, number = codec["mimeType"], codec["payloadType"]
            raise UnsupportedError(f"unsupported codec {name} with payload type {number}")
        matches.append((codec, matched))
    media = list(matches)
    for codec in codecs:
        if not _is_rtx(codec):
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
                if _is_rtx(c) and c["parameters"].get("apt") == its_cap["preferredPayloadType"]
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
        if _is_rtx(codec):
            continue
        number = mapped[codec["payloadType"]]
        cap = next(c for c in cap_codecs if c["preferredPayloadType"] == number)
        codecs.append(_codec_parameters(cap, codec.get("parameters", {})))
        rtx = next(
            (c for c in cap_codecs if _is_rtx(c) and c["parameters"].get("apt") == number), None
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
        if any(_match_codecs(cap, codec, strict=True) for cap in caps.get("codecs", []))
    ]
    return bool(matching) and not _is_rtx(matching[0])


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
        if not enable_rtx and _is_rtx(codec):
            continue
        matched = next((cap for cap in caps if _match_codecs(cap, codec, strict=True)), None)
        if matched is not None:
            codec["rtcpFeedback"] = [
                feedback
                for feedback in matched["rtcpFeedback"]
                if enable_rtx or feedback["type"] != "nack" or feedback["parameter"]
            ]
            codecs.append(codec)
    rtx_supported = False
    for codec in reversed(list(codecs)):
        if _is_rtx(codec):
            apt = codec["parameters"].get("apt")
            if any(media["payloadType"] == apt for media in codecs):
                rtx_supported = True
            else:
                codecs.remove(codec)
    if not codecs or _is_rtx(codecs[0]):
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
        if not enable_rtx and _is_rtx(codec):
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


# -- codecs ----------------------------------------------------------------------------------


def _is_rtx(codec: Any) -> bool:
    mime_type: str = codec["mimeType"]
    return len(mime_type) > 4 and mime_type.lower().endswith("/rtx")


def _match_codecs(a: Any, b: Any, *, strict: bool = False, modify: bool = False) -> bool:
    """Whether two codecs are the same; `modify` writes the agreed H264 profile into `a`."""
    mime_type = a["mimeType"].lower()
    if mime_type != b["mimeType"].lower():
        return False
    if a["clockRate"] != b["clockRate"] or a.get("channels") != b.get("channels"):
        return False
    ours, theirs = a.get("parameters", {}), b.get("parameters", {})
    if mime_type == "audio/multiopus":
        return all(ours.get(k) == theirs.get(k) for k in ("num_streams", "coupled_streams"))
    if not strict:
        return True
    if mime_type == "video/vp9":
        return bool((ours.get("profile-id") or 0) == (theirs.get("profile-id") or 0))
    if mime_type == "video/h264":
        return _match_h264(ours, theirs, modify=modify)
    return True


def _match_h264(ours: Json, theirs: Json, *, modify: bool) -> bool:
    mode = "packetization-mode"
    if (ours.get(mode) or 0) != (theirs.get(mode) or 0) or not h264.is_same_profile(ours, theirs):
        return False
    try:
        selected = h264.answer(ours, theirs)
    except ParameterError:
        return False
    if modify and selected:
        ours["profile-level-id"] = selected
    elif modify:
        ours.pop("profile-level-id", None)
    return True
