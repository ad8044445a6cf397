"""Checks and fills in what describes RTP and SCTP streams, as it comes from outside.

Pure functions, the same as mediasoup's own in what they accept, refuse and change: they work on
what they are given.
"""

from __future__ import annotations

import math
import re
from typing import Any

from worker_bridge.errors import ParameterError
from worker_bridge.rtp import RtpCapabilities, RtpCodecCapability, RtpParameters

Json = dict[str, Any]

_MIME_TYPE = re.compile(r"(audio|video)/(.+)", re.IGNORECASE)


def validate_and_normalize_rtp_capabilities(caps: RtpCapabilities) -> None:
    """Check, and fill in what is missing. Raises ParameterError."""
    its = _object(caps, "rtpCapabilities")
    for codec in _optional_list(its, "codecs"):
        validate_and_normalize_rtp_codec_capability(codec)
    for extension in _optional_list(its, "headerExtensions"):
        _validate_header_extension(extension)


def validate_and_normalize_rtp_parameters(params: RtpParameters) -> None:
    """Check, and fill in what is missing. Raises ParameterError."""
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
    """Check, and fill in what is missing. Raises ParameterError."""
    its = _object(params, "sctpStreamParameters")
    if not is_number(its.get("streamId")):
        raise ParameterError("missing streamId")
    ordered_given = isinstance(its.get("ordered"), bool)
    if not ordered_given:
        its["ordered"] = True
    for key in ("maxPacketLifeTime", "maxRetransmits"):
        if _given(its.get(key)) and not is_number(its[key]):
            raise ParameterError(f"invalid {key}")
    limits = [key for key in ("maxPacketLifeTime", "maxRetransmits") if its.get(key)]
    if len(limits) == 2:
        raise ParameterError("cannot provide both maxPacketLifeTime and maxRetransmits")
    if limits and ordered_given and its["ordered"]:
        raise ParameterError(f"cannot be ordered with {limits[0]}")
    if limits and not ordered_given:
        its["ordered"] = False


def validate_and_normalize_rtp_codec_capability(codec: RtpCodecCapability) -> None:
    """Check, and fill in what is missing. Raises ParameterError."""
    its = _object(codec, "codec")
    its["kind"] = _media_kind(its)
    if _given(its.get("preferredPayloadType")) and not is_number(its["preferredPayloadType"]):
        raise ParameterError("invalid codec.preferredPayloadType")
    _normalize_codec(its, its["kind"])


def _validate_codec_parameters(codec: Any) -> None:
    its = _object(codec, "codec")
    kind = _media_kind(its)
    if not is_number(its.get("payloadType")):
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
    if not is_number(codec.get("clockRate")):
        raise ParameterError("missing codec.clockRate")
    if kind != "audio":
        codec.pop("channels", None)
    elif not is_number(codec.get("channels")):
        codec["channels"] = 1
    _normalize_parameters(codec)
    apt = codec["parameters"].get("apt")
    if apt is not None and not is_number(apt):
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
        if not isinstance(key, str) or not (isinstance(value, str) or is_number(value)):
            raise ParameterError(f"invalid parameter {key!r}")


def _validate_header_extension(extension: Any) -> None:
    its = _object(extension, "headerExtension")
    if its.get("kind") not in ("audio", "video"):
        raise ParameterError("invalid headerExtension.kind")
    _required_text(its, "uri")
    if not is_number(its.get("preferredId")):
        raise ParameterError("missing headerExtension.preferredId")
    _optional(its, "preferredEncrypt", bool)
    its["preferredEncrypt"] = bool(its.get("preferredEncrypt"))
    _optional(its, "direction", str)
    its["direction"] = its.get("direction") or "sendrecv"


def _validate_header_extension_parameters(extension: Any) -> None:
    its = _object(extension, "headerExtension")
    _required_text(its, "uri")
    if not is_number(its.get("id")):
        raise ParameterError("missing headerExtension.id")
    _optional(its, "encrypt", bool)
    its["encrypt"] = bool(its.get("encrypt"))
    _normalize_parameters(its)


def _validate_encoding(encoding: Any) -> None:
    its = _object(encoding, "encoding")
    if _given(its.get("ssrc")) and not is_number(its["ssrc"]):
        raise ParameterError("invalid encoding.ssrc")
    _optional(its, "rid", str)
    rtx = its.get("rtx")
    if _given(rtx) and not is_number(_object(rtx, "encoding.rtx").get("ssrc")):
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
    """Tell whether an optional value counts as there: JSON's null, false, 0 and "" do not."""
    return isinstance(value, dict | list) or bool(value)


def is_number(value: Any) -> bool:
    """Tell whether it is a number in JSON: neither a boolean nor infinite."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)
