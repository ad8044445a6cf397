"""The waiting room: asking to come in, and letting others in."""

from __future__ import annotations

from meetd.errors import Unavailable
from meetd.rooms import moderation
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import Caller, Operation, RoomOperation, anywhere, in_room
from meetd.wire import requests, results
from meetd.wire.catalogue import sockets


async def knock(caller: Caller, request: requests.KnockAt) -> results.Knocked:
    """Ask to come in."""
    connection = caller.connection
    connection.must_be_free()
    connection.withdraw()
    connection.joining, connection.left = True, False
    try:
        await caller.lifetimes.must_live(connection)
        try:
            room = await caller.registry.open(request.code)
        except Unavailable as error:
            caller.send_elsewhere(error)
            raise
        asked = await room.knock(connection.principal, connection.sid)
    finally:
        connection.joining = False
    if asked is not None:
        connection.knock = room, asked
        if connection.left or connection.closed:
            connection.withdraw()
    return results.Knocked(admitted=asked is None, is_led=room.is_led)


async def admit(room: LiveRoom, by: Participant, request: requests.KnocksOnly) -> None:
    """Let in those who asked."""
    await moderation.admit(room, by.username, request.knock_ids)


async def deny(room: LiveRoom, by: Participant, request: requests.DenyKnocks) -> None:
    """Do not let in those who asked."""
    await moderation.deny(room, by.username, request.knock_ids, block=request.block)


OPERATIONS: dict[str, Operation | RoomOperation] = dict(
    (
        anywhere(sockets.KNOCK, knock),
        in_room(sockets.ADMIT, admit),
        in_room(sockets.DENY, deny),
    )
)
