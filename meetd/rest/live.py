"""Meetings under way over REST: seen from their owner's memory, and led as from inside."""

from __future__ import annotations

import uuid

from aiohttp import web

from meetd.errors import InvalidRequest, UnknownParticipant
from meetd.media.tracks import TrackSource
from meetd.model import ParticipantId
from meetd.rest.authority import principal, room_of
from meetd.rest.body import answered, read_body, read_query
from meetd.rest.deps import deps
from meetd.rest.moving import let_in
from meetd.rest.route import Route
from meetd.rooms import leading, moderation
from meetd.rooms.from_outside import leader
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.wire import live as wire
from meetd.wire.catalogue import live as catalogue
from meetd.wire.live import LiveParticipant
from meetd.wire.marks import ABSENT


async def participants(request: web.Request) -> web.Response:
    """Who is inside."""
    said = read_query(request, wire.ParticipantsQuery)
    live = _live(request)
    if live is None:
        return answered(wire.ParticipantsAnswer([], 0, None))
    page = live.roster(None if said.cursor is ABSENT else said.cursor, said.limit)
    items = [LiveParticipant.of(live.find(info.id)) for info in page.participants]
    return answered(wire.ParticipantsAnswer(items, live.size, page.next_cursor))


async def participant(request: web.Request) -> web.Response:
    """One of them."""
    _, one = _found(request)
    return answered(LiveParticipant.of(one))


async def change(request: web.Request) -> web.Response:
    """Turn off what somebody has on, or give them another role."""
    said = await read_body(request, wire.ChangeParticipant)
    live, one = _found(request)
    by = leader(principal(request), live)
    if said.role is not ABSENT:
        await leading.change_role(live, by, one.id, said.role)
    for name in said.turned_off:
        if name == "hand":
            moderation.lower_hand(live, by, one.id)
        else:
            await moderation.stop_source(live, by, one.id, TrackSource(name))
    return answered(LiveParticipant.of(one))


async def remove(request: web.Request) -> web.Response:
    """Put somebody out."""
    said = read_query(request, wire.RemoveQuery)
    live, one = _found(request)
    by = leader(principal(request), live)
    await moderation.remove(live, by, one.id, block=said.block == "true")
    return web.Response(status=204)


async def move(request: web.Request) -> web.Response:
    """Have somebody go to another room."""
    said = await read_body(request, wire.MoveParticipant)
    live, one = _found(request)
    by, rooms = principal(request), deps(request).rooms
    moderation.must_be_above(leader(by, live), one)
    other = await rooms.find_for(by, said.to, Permission.MODERATE)
    if other.id == live.room.id:
        raise InvalidRequest(fields={"to": ["They are there already."]})
    token = await let_in(request, one, other)
    moderation.send_on(live, leader(by, live), one.id, other.code, token)
    return web.Response(status=204)


async def mute(request: web.Request) -> web.Response:
    """Turn all microphones off."""
    live = _live(request)
    if live is not None:
        await moderation.mute_all(live, leader(principal(request), live))
    return web.Response(status=204)


async def end(request: web.Request) -> web.Response:
    """End the meeting for everybody, if there is one."""
    live = _live(request)
    if live is not None:
        moderation.end(live, leader(principal(request), live))
    return web.Response(status=204)


async def say(request: web.Request) -> web.Response:
    """Say something in the chat, whether or not anybody is there to read it now."""
    said = await read_body(request, wire.NewMessage)
    live = await deps(request).open(room_of(request).code)
    with live.hold():
        message = await live.chat.say(
            principal(request), said.client_id or uuid.uuid4(), said.content, reply_to=said.reply_to
        )
    return answered(wire.NewMessageAnswer(message.id, message.created_at), 201)


def _live(request: web.Request) -> LiveRoom | None:
    return deps(request).live(room_of(request).code)


def _found(request: web.Request) -> tuple[LiveRoom, Participant]:
    """Raises UnknownParticipant."""
    live = _live(request)
    if live is None:
        raise UnknownParticipant
    return live, live.find(ParticipantId(request.match_info["id"]))


ROUTES = (
    Route(catalogue.LIST_PARTICIPANTS, participants),
    Route(catalogue.SHOW_PARTICIPANT, participant),
    Route(catalogue.CHANGE_PARTICIPANT, change),
    Route(catalogue.REMOVE_PARTICIPANT, remove),
    Route(catalogue.MOVE_PARTICIPANT, move),
    Route(catalogue.MUTE_PARTICIPANTS, mute),
    Route(catalogue.END_MEETING, end),
    Route(catalogue.SEND_MESSAGE, say),
)
