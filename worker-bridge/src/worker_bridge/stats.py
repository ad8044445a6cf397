"""Statistics and dumps as mediasoup's JSON has them: flat objects with a type."""

from __future__ import annotations

from typing import Any

from worker_bridge.channel import Body


def transport_stats(kind: str, response: Body) -> list[Body]:
    """One object: the transport's own fields and its kind's."""
    base = response.pop("base")
    return [{"type": kind, **base, **response}]


def transport_dump(response: Body) -> Body:
    """The transport's own fields and its kind's in one object."""
    base = response.pop("base")
    return {**base, **response}


def rtp_stream_stats(response: Body) -> list[Body]:
    """One object for each RTP stream: `inbound-rtp` or `outbound-rtp`."""
    return [_rtp_stream(entry) for entry in response["stats"]]


def _rtp_stream(entry: Body) -> Body:
    inbound = entry["dataType"] == "RecvStats"
    its = entry["data"]
    base = its.pop("base")["data"]
    if inbound:
        its["bitrateByLayer"] = {e["layer"]: e.get("bitrate", 0) for e in its["bitrateByLayer"]}
    if not base.get("rid"):
        base.pop("rid", None)
    return {"type": "inbound-rtp" if inbound else "outbound-rtp", **base, **its}


def trace(body: Body) -> Body:
    """A trace event: type, timestamp (ms), direction and info."""
    info: Any = body.get("info", {})
    return {
        "type": body["type"],
        "timestamp": body["timestamp"],
        "direction": body["direction"],
        "info": info,
    }
