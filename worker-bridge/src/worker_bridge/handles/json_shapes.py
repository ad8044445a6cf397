"""A worker's responses in the shape of mediasoup's JSON: statistics, dumps, addresses, traces."""

from __future__ import annotations

from typing import Any

from worker_bridge.channel.messages import Body
from worker_bridge.rtp import IceCandidate, TransportTuple

_STREAMS = 65535
"""SCTP streams that a browser may be told of: older clients ask for the number."""
_BLANKS = {"mid", "msid", "rid", "rrid"}
"""Texts that are empty where there are none."""


def transport_tuple(its: Body) -> TransportTuple:
    """The addresses of both ends."""
    return {"localIp": its["localAddress"], **its}  # type: ignore[typeddict-item]


def ice_candidate(candidate: Body) -> IceCandidate:
    """An address for the browser."""
    return {"ip": candidate["address"], **candidate}  # type: ignore[typeddict-item]


def sctp_parameters(its: Body) -> Body:
    """The worker's side of SCTP, with the names that it had in earlier versions."""
    return {
        **its,
        "OS": _STREAMS,
        "MIS": _STREAMS,
        "maxMessageSize": its["maxReceiveMessageSize"],
    }


def transport_stats(kind: str, response: Body) -> list[Body]:
    """One object: the transport's own fields and its kind's."""
    base = response.pop("base")
    return [{"type": kind, **base, **_addresses(response)}]


def transport_dump(response: Body) -> Body:
    """The transport's own fields and its kind's in one object."""
    base = response.pop("base")
    base.pop("direct")
    if "sctpParameters" in base:
        base["sctpParameters"] = sctp_parameters(base["sctpParameters"])
    return {**base, **_addresses(response)}


def _addresses(response: Body) -> Body:
    for key in ("tuple", "rtcpTuple", "iceSelectedTuple"):
        if key in response:
            response[key] = transport_tuple(response[key])
    if "iceCandidates" in response:
        response["iceCandidates"] = [ice_candidate(its) for its in response["iceCandidates"]]
    return response


def producer_dump(response: Body) -> Body:
    """State of a producer."""
    return {**response, "rtpParameters": _without_blanks(response["rtpParameters"])}


def consumer_dump(response: Body) -> Body:
    """State of a consumer: one stream, or several for a pipe."""
    dump = _without_blanks(response["data"])
    base: Body = dump.pop("base")
    streams = dump.pop("rtpStreams")
    if base["type"] == "pipe":
        return {**base, "rtpStreams": streams}
    if base["type"] == "simple":
        return {**base, "rtpStream": streams[0]}
    return {**base, "rtpStream": streams[0], **dump}


def _without_blanks(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_blanks(item)
            for key, item in value.items()
            if item != "" or key not in _BLANKS
        }
    if isinstance(value, list):
        return [_without_blanks(item) for item in value]
    return value


def rtp_stream_stats(response: Body) -> list[Body]:
    """One object for each RTP stream: `inbound-rtp` or `outbound-rtp`."""
    return [_rtp_stream(entry) for entry in response["stats"]]


def _rtp_stream(entry: Body) -> Body:
    inbound = entry["dataType"] == "RecvStats"
    its = entry["data"]
    base = its.pop("base")["data"]
    if inbound:
        its["bitrateByLayer"] = {e["layer"]: e.get("bitrate", 0) for e in its["bitrateByLayer"]}
    for key in ("rid", "rtxPacketsDiscarded"):
        if not base.get(key):
            base.pop(key, None)
    return {"type": "inbound-rtp" if inbound else "outbound-rtp", **base, **its}


def data_producer_stats(response: Body) -> list[Body]:
    """One object: messages and bytes received."""
    response.pop("bufferedAmount", None)
    return [{"type": "data-producer", **response}]


def trace(body: Body) -> Body:
    """A trace event: type, timestamp (ms), direction and info."""
    info: Any = body.get("info", {})
    return {
        "type": body["type"],
        "timestamp": body["timestamp"],
        "direction": body["direction"],
        "info": info,
    }
