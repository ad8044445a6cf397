"""Who is in a meeting already, before one comes in."""

from __future__ import annotations

import uuid

from aiohttp import web

from meetd.auth.principal import Kind, Principal
from meetd.model import Room, SessionId, UserId
from meetd.rest.authority import PRINCIPAL, room_of
from meetd.rest.body import answered
from meetd.rest.deps import deps, shown_guest
from meetd.rest.route import Route
from meetd.rooms.present import HIDDEN, present
from meetd.wire import answers
from meetd.wire.catalogue import rest


async def show(request: web.Request) -> web.Response:
    """Say who is in already."""
    room = room_of(request)
    live = deps(request).live(room.code)
    found = HIDDEN if live is None else await present(live, _caller(request, room))
    people = [answers.PersonPresent(one.id, one.username) for one in found.people]
    return answered(answers.PresentAnswer(found.count, list(found.names), people))


def _caller(request: web.Request, room: Room) -> Principal:
    """An account, a guest of this room, or one who may become that."""
    if PRINCIPAL in request:
        return request[PRINCIPAL]
    known = deps(request).guests.find(shown_guest(request, room.code), room)
    stranger = uuid.uuid4()
    return known or Principal(UserId(stranger), "", SessionId(stranger), Kind.GUEST, room.id)


ROUTES = (Route(rest.SHOW_PRESENT, show),)
