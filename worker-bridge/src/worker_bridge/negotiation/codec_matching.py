"""Comparison of codecs by their descriptions."""

from __future__ import annotations

from typing import Any

from worker_bridge.errors import ParameterError
from worker_bridge.negotiation import h264

Json = dict[str, Any]


def is_rtx(codec: Any) -> bool:
    """Tell whether it repeats what another codec sent (RFC 4588)."""
    mime_type: str = codec["mimeType"]
    return len(mime_type) > 4 and mime_type.lower().endswith("/rtx")


def match_codecs(a: Any, b: Any, *, strict: bool = False, modify: bool = False) -> bool:
    """Tell whether two codecs are the same; `modify` writes the agreed H264 profile into `a`."""
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
