"""Passes on what two browsers say to each other to connect directly."""

from __future__ import annotations

import json

from meetd.errors import InvalidRequest, PayloadTooLarge
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import in_room
from meetd.wire import requests
from meetd.wire.catalogue import sockets

MAX_SIGNAL = 64 * 1024
"""Bytes of JSON in one signal."""


async def signal(room: LiveRoom, participant: Participant, request: requests.P2PSignal) -> None:
    """Relay, without looking inside."""
    try:
        size = len(json.dumps(request.payload, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        # Bytes, NaN, or nested without end: the other's browser could not read it.
        raise InvalidRequest("The payload is not JSON.") from None
    if size > MAX_SIGNAL:
        raise PayloadTooLarge
    room.signal(participant, request.epoch, request.to, request.payload)


OPERATIONS = dict((in_room(sockets.P2P_SIGNAL, signal),))
