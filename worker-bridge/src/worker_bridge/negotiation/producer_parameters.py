"""RTP parameters of a producer, inside the router and as its consumers will see them."""

from __future__ import annotations

from typing import Any

from worker_bridge.clone import clone
from worker_bridge.errors import ParameterError, UnsupportedError
from worker_bridge.negotiation.codec_matching import is_rtx, match_codecs
from worker_bridge.negotiation.ssrc import random_ssrc
from worker_bridge.rtp import MediaKind, RtpCapabilities, RtpParameters

Json = dict[str, Any]

_ABS_CAPTURE_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"


def get_producer_rtp_parameters_mapping(params: RtpParameters, caps: RtpCapabilities) -> Json:
    """Map a producer's payload types and streams to those inside the router.

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
    """Render a producer's parameters as its consumers will see them."""
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
