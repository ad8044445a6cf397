"""Names in mediasoup's JSON of what its schemas name: keys, enum members, codec parameters."""

from __future__ import annotations

from functools import cache
from typing import Any

_URIS = {
    "Mid": "urn:ietf:params:rtp-hdrext:sdes:mid",
    "RtpStreamId": "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    "RepairRtpStreamId": "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    "AbsSendTime": "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    "TransportWideCcDraft01": (
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    ),
    "SsrcAudioLevel": "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "DependencyDescriptor": (
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
    ),
    "VideoOrientation": "urn:3gpp:video-orientation",
    "TimeOffset": "urn:ietf:params:rtp-hdrext:toffset",
    "AbsCaptureTime": "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time",
    "PlayoutDelay": "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
    "MediasoupPacketId": "urn:mediasoup:params:rtp-hdrext:packet-id",
}

_MEMBERS = {
    "FBS.RtpParameters.RtpHeaderExtensionUri": _URIS,
    "FBS.WebRtcTransport.FingerprintAlgorithm": {
        "SHA1": "sha-1",
        "SHA224": "sha-224",
        "SHA256": "sha-256",
        "SHA384": "sha-384",
        "SHA512": "sha-512",
    },
    "FBS.Common.TraceDirection": {"DIRECTION_IN": "in", "DIRECTION_OUT": "out"},
    "FBS.Transport.BweType": {"TRANSPORT_CC": "transport-cc", "REMB": "remb"},
}

_AS_WRITTEN = {
    "FBS.SrtpParameters.SrtpCryptoSuite",
    "FBS.Request.Method",
    "FBS.Notification.Event",
}

PARAMETER = "FBS.RtpParameters.Parameter"
"""The table whose vectors are a JSON object: codec and header extension parameters."""


def member(enum: str, name: str) -> str:
    """JSON text of an enum's member: `sha-256` for FingerprintAlgorithm.SHA256."""
    if enum in _AS_WRITTEN:
        return name
    if enum in _MEMBERS:
        return _MEMBERS[enum][name]
    return name.lower()


def key(table: str, field: str) -> str:
    """JSON key of a table's field: `producerId` for producer_id."""
    if table == "FBS.Worker.ResourceUsageResponse":
        return field  # getrusage's own names, in mediasoup's JSON as well
    return camel_case(field)


@cache
def camel_case(name: str) -> str:
    """`producerId` for `producer_id`."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def parameter_table(name: str, value: object) -> dict[str, object]:
    """One entry of a parameters object as the table that carries it."""
    member_name, payload = _parameter_value(value)
    return {"name": name, "valueType": member_name, "value": {"value": payload}}


def _parameter_value(value: object) -> tuple[str, object]:
    if isinstance(value, bool):
        return "Boolean", int(value)
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "Integer32", value
    if isinstance(value, float):
        return "Double", value
    if isinstance(value, list):
        return "Integer32Array", value
    return "String", value


def parameters_object(tables: list[dict[str, Any]]) -> dict[str, object]:
    """The parameters object that a vector of tables carries."""
    found: dict[str, object] = {}
    for table in tables:
        found[table["name"]] = table["value"].get("value")
    return found
