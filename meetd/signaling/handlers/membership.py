"""Coming into a room, going, and what the others should see meanwhile."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from meetd import metrics
from meetd.errors import (
    MeetError,
    NotInRoom,
    RoomDeleted,
    RoomNotFound,
    Unavailable,
)
from meetd.media.tracks import Direction
from meetd.rooms.admission import Arrival, Resume
from meetd.rooms.events import AddressSeen
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.members import RosterPage
from meetd.rooms.mode import Mode
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import permitted
from meetd.rooms.registry import Registry
from meetd.signaling.operation import Caller, Operation, RoomOperation, anywhere, in_room
from meetd.wire import requests, results
from meetd.wire.catalogue import sockets
from meetd.wire.fields import MAX_IDS, RtpCapabilities


async def join(caller: Caller, request: requests.Join) -> results.Joined:
    """Come in, or back in."""
    began = time.perf_counter()
    connection = caller.connection
    connection.must_be_free()
    caller.registry.quotas.must_come(connection.principal.id)
    connection.joining, connection.left = True, False
    try:
        last, resume = request.last_message_id, request.resume
        try:
            await caller.lifetimes.must_live(connection)
            room = await _opened(caller.registry, request.code, again=resume is not None)
        except Unavailable as error:
            caller.send_elsewhere(error)
            raise
        arrival = Arrival(
            connection.principal,
            connection.sid,
            microphone=request.microphone,
            camera=request.camera,
            screen=request.screen,
            decodes=tuple(request.decodes),
            pronouns=" ".join(request.pronouns.split()),
            take_over=request.take_over,
            picture=await _picture(caller, request.picture),
            same_host=connection.same_host,
            companion_of=request.companion_of,
            resume=Resume(resume.participant_id, resume.token) if resume else None,
            last_message_id=last,
            wanted=lambda: not (connection.left or connection.closed),
        )
        joined = await room.join(arrival)
        if not joined.resumed:
            caller.registry.quotas.came(connection.principal.id)
        connection.place = room, joined.participant
        if connection.address is not None:
            room.tell(AddressSeen(joined.participant.id, connection.address))
        if not connection.principal.is_guest:
            caller.registry.visitors.came(room.room.id, connection.principal.id, room.epoch)
    finally:
        connection.joining = False
    if connection.left:
        connection.leave()
        raise NotInRoom
    if connection.closed:
        room.connection_lost(joined.participant, patience=caller.registry.limits.close_patience)
    transports = None
    if request.transports and not joined.resumed and joined.mode.mode is Mode.SFU:
        transports = await _transports(room, joined.participant, request.rtp_capabilities)
    metrics.JOIN_SECONDS.observe(time.perf_counter() - began)
    messages = joined.history.messages
    return results.Joined(
        participant_id=joined.participant.id,
        resume_token=joined.participant.resume_token,
        resumed=joined.resumed,
        room=room.room,
        participants=joined.others,
        participants_cursor=joined.others_cursor,
        participant_count=joined.size,
        hand=joined.participant.hand,
        username=joined.participant.username,
        pronouns=joined.participant.pronouns,
        companion_of=joined.participant.companion_of,
        mode=joined.mode,
        transports=transports,
        ice_servers=caller.ice_servers(connection.principal.id),
        messages=messages,
        next_cursor=messages[0].id if last is None and joined.history.has_more else None,
        more_after=last is not None and joined.history.has_more,
        role=joined.participant.role,
        permissions=sorted(
            permitted(joined.participant.role, room.room.settings, joined.participant.without)
        ),
        timer=room.timer.running,
        breakouts=room.breakouts_of(joined.participant),
        breakout=room.breakout_time,
        board=room.board.opener,
    )


async def _opened(registry: Registry, code: str, *, again: bool) -> LiveRoom:
    """The live room of that code. Raises RoomNotFound; RoomDeleted to who was in it before."""
    try:
        return await registry.open(code)
    except RoomNotFound:
        if again:
            raise RoomDeleted from None
        raise


async def _picture(caller: Caller, named: str | None) -> str | None:
    """The caller's picture: of an account the one that they name, where it is theirs and that can
    be looked up; of who came by a join token the one that it gives."""
    principal = caller.connection.principal
    if principal.ticket is not None:
        return principal.ticket.picture
    if named is None or principal.is_guest:
        return None
    with suppress(Unavailable):
        return named if named == await caller.picture_of(principal.id) else None
    return None


async def _transports(
    room: LiveRoom, participant: Participant, rtp_capabilities: RtpCapabilities | None
) -> results.BothTransports | None:
    """Both that somebody new will ask for, and of whom said what the browser can receive, the
    consumers too; None where there are none to be had."""
    try:
        media = room.media.of(participant.id)
        send, recv = await asyncio.gather(
            *(media.transports.create(direction) for direction in Direction)
        )
    except MeetError:
        return None
    consumed = None
    producers = [info.id for info in room.media.producers(besides=participant.id)][:MAX_IDS]
    if rtp_capabilities is not None and producers:
        # What is wrong with them is said when they are asked for.
        with suppress(MeetError):
            consumed = results.Consumed.of(
                await media.subscribing.consume(recv.id, rtp_capabilities, producers)
            )
    return results.BothTransports(media.router_id, send, recv, consumed)


async def roster(room: LiveRoom, _participant: Participant, request: requests.Roster) -> RosterPage:
    """Read a page of those who are inside."""
    return room.roster(request.after)


async def leave(caller: Caller, _request: requests.Empty) -> None:
    """Leave, if in a room."""
    caller.connection.leave()


async def media(room: LiveRoom, participant: Participant, request: requests.Media) -> None:
    """Say what is on and what is off."""
    room.set_media(participant, **request.changes)


async def ping(_caller: Caller, _request: requests.Empty) -> None:
    """Answer, so that a client can measure the way there and back."""


OPERATIONS: dict[str, Operation | RoomOperation] = dict(
    (
        anywhere(sockets.JOIN, join),
        in_room(sockets.READ_ROSTER, roster),
        anywhere(sockets.LEAVE, leave),
        in_room(sockets.MEDIA, media),
        anywhere(sockets.PING, ping),
    )
)
