"""Coming into a room, going, and what the others should see meanwhile."""

from __future__ import annotations

import asyncio
import time

from meetd import metrics
from meetd.auth.needs import SIGNED_IN
from meetd.errors import MeetError, NotInRoom, RoomDeleted, RoomNotFound
from meetd.media.tracks import Direction
from meetd.model import MessageId, ParticipantId
from meetd.rooms.live_room import LiveRoom, Resume
from meetd.rooms.mode import Mode
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.rooms.registry import Registry
from meetd.signaling import rendering
from meetd.signaling.operation import Caller, Operation, RoomOperation
from meetd.signaling.protocol import Empty, Join, Media, Payload


async def join(caller: Caller, data: Payload) -> Payload:
    """Come in, or back in."""
    began = time.perf_counter()
    connection = caller.connection
    connection.must_be_free()
    connection.joining, connection.left = True, False
    try:
        await caller.lifetimes.must_live(connection)
        last = data.get("lastMessageId")
        resume = data.get("resume")
        room = await _opened(caller.registry, data["code"], again=resume is not None)
        joined = await room.join(
            connection.principal,
            connection.sid,
            wanted=lambda: not (connection.left or connection.closed),
            microphone=data["microphone"],
            camera=data["camera"],
            screen=data["screen"],
            decodes=tuple(data["decodes"]),
            take_over=data["takeOver"],
            resume=Resume(ParticipantId(resume["participantId"]), resume["token"])
            if resume
            else None,
            last_message_id=None if last is None else MessageId(last),
        )
        connection.place = room, joined.participant
        caller.registry.visitors.came(room.room.id, connection.principal.id)
    finally:
        connection.joining = False
    if connection.left:
        connection.leave()
        raise NotInRoom
    if connection.closed:
        room.connection_lost(joined.participant, patience=caller.registry.policy.close_patience)
    transports = None
    if data["transports"] and not joined.resumed and joined.mode.mode is Mode.SFU:
        transports = await _transports(room, joined.participant)
    metrics.JOIN_SECONDS.observe(time.perf_counter() - began)
    messages = [rendering.message(m) for m in joined.said.messages]
    return {
        "participantId": joined.participant.id,
        "resumeToken": joined.participant.resume_token,
        "resumed": joined.resumed,
        "room": rendering.room(room.room),
        "participants": [rendering.participant(p) for p in joined.others],
        "mode": rendering.mode(joined.mode),
        "transports": transports,
        "iceServers": caller.ice_servers(connection.principal.id),
        "messages": messages,
        "nextCursor": messages[0]["id"] if last is None and joined.said.has_more else None,
        "moreAfter": last is not None and joined.said.has_more,
    }


async def _opened(registry: Registry, code: str, *, again: bool) -> LiveRoom:
    """The live room of that code. Raises RoomNotFound; RoomDeleted to who was in it before."""
    try:
        return await registry.open(code)
    except RoomNotFound:
        if again:
            raise RoomDeleted from None
        raise


async def _transports(room: LiveRoom, participant: Participant) -> Payload | None:
    """Both that somebody new will ask for, with the answer; None where there are none to be had."""
    try:
        session = room.session
        send, recv = await asyncio.gather(
            *(session.create_transport(participant.id, direction) for direction in Direction)
        )
    except MeetError:
        return None
    return {"routerId": session.router_id, "send": send, "recv": recv}


async def leave(caller: Caller, _data: Payload) -> None:
    """Leave, if in a room."""
    caller.connection.leave()


async def media(room: LiveRoom, participant: Participant, data: Payload) -> None:
    """Say what is on and what is off."""
    room.set_media(participant, **data)


async def ping(_caller: Caller, _data: Payload) -> None:
    """Answer, so that a client can measure the way there and back."""


OPERATIONS: dict[str, Operation | RoomOperation] = {
    "join": Operation(Join(), join, SIGNED_IN),
    "leave": Operation(Empty(), leave, SIGNED_IN),
    "media": RoomOperation(Media(), media, Permission.JOIN),
    "ping": Operation(Empty(), ping, SIGNED_IN),
}
