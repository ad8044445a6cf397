"""Passes on what two browsers say to each other to connect directly."""

from __future__ import annotations

import json

from meetd.errors import PayloadTooLarge
from meetd.model import ParticipantId
from meetd.signaling.protocol import MAX_SIGNAL, P2PSignal, Payload
from meetd.signaling.server import Caller, Event


async def signal(caller: Caller, data: Payload) -> None:
    """Relay, without looking inside."""
    room, peer = caller.connection.must_be_inside()
    if len(json.dumps(data["payload"])) > MAX_SIGNAL:
        raise PayloadTooLarge
    room.signal(peer, data["epoch"], ParticipantId(data["to"]), data["payload"])


EVENTS = {"p2p:signal": Event(P2PSignal(), signal)}
