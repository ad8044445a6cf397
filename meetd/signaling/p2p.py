"""Passes on what two browsers say to each other to connect directly."""

from __future__ import annotations

import json

from meetd.errors import InvalidRequest, PayloadTooLarge
from meetd.model import ParticipantId
from meetd.signaling.limits import SIGNAL
from meetd.signaling.protocol import MAX_SIGNAL, P2PSignal, Payload
from meetd.signaling.server import Caller, Event


async def signal(caller: Caller, data: Payload) -> None:
    """Relay, without looking inside."""
    room, peer = caller.connection.must_be_inside()
    try:
        size = len(json.dumps(data["payload"], allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        # Bytes, NaN, or nested without end: the other's browser could not read it.
        raise InvalidRequest("The payload is not JSON.") from None
    if size > MAX_SIGNAL:
        raise PayloadTooLarge
    room.signal(peer, data["epoch"], ParticipantId(data["to"]), data["payload"])


EVENTS = {"p2p:signal": Event(P2PSignal(), signal, SIGNAL)}
