"""Routers that are on other nodes, and how routers reach each other."""

from __future__ import annotations

from typing import Any, TypedDict

from worker_bridge import ListenInfo, Router

_LENT_BY, _LISTENS = "lent by", "listens for other nodes"


class PipeOptions(TypedDict, total=False):
    """What a pipe needs beyond what all have."""

    listen_info: ListenInfo
    enable_srtp: bool


def lent_by(url: str, listen_info: ListenInfo) -> dict[str, Any]:
    """What a router of another node has with it. `listen_info`: where this node's routers hear
    it."""
    return {_LENT_BY: url, _LISTENS: listen_info}


def pipe_options(one: Router, other: Router) -> PipeOptions:
    """How two routers of a room are piped: within a node over loopback, beyond it encrypted."""
    for far in (one, other):
        if _LENT_BY in far.app_data:
            return {"listen_info": far.app_data[_LISTENS], "enable_srtp": True}
    return {}
