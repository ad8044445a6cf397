"""Passes on what two browsers say to each other to connect directly."""

from __future__ import annotations

import json

from meetd.errors import InvalidRequest, PayloadTooLarge
from meetd.model import ParticipantId
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.signaling.limits import SIGNAL
from meetd.signaling.operation import RoomOperation
from meetd.signaling.protocol import MAX_SIGNAL, P2PSignal, Payload


async def signal(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Relay, without looking inside."""
    try:
        size = len(json.dumps(data["payload"], allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        # Bytes, NaN, or nested without end: the other's browser could not read it.
        raise InvalidRequest("The payload is not JSON.") from None
    if size > MAX_SIGNAL:
        raise PayloadTooLarge
    room.signal(participant, data["epoch"], ParticipantId(data["to"]), data["payload"])


OPERATIONS = {"p2p:signal": RoomOperation(P2PSignal(), signal, Permission.JOIN, SIGNAL)}
