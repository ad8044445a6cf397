"""Doors of rooms: for who has no account, and for who lets others in."""

from __future__ import annotations

from aiohttp import web

from meetd.auth.principal import Principal
from meetd.auth.tokens import GUEST_LIFE
from meetd.model import Room
from meetd.rest.authority import principal, room_of
from meetd.rest.body import answered, read_body, read_query
from meetd.rest.deps import deps, shown_guest
from meetd.rest.route import Route
from meetd.room_settings import Access
from meetd.rooms import moderation
from meetd.wire import answers, bodies
from meetd.wire.catalogue import rest
from meetd.wire.marks import ABSENT


async def door(request: web.Request) -> web.Response:
    """How one comes into a room without an account."""
    room = await _room(request)
    return answered(_door(request, room))


async def enter(request: web.Request) -> web.Response:
    """Be a guest of a room, or the same one again."""
    said = await read_body(request, bodies.NewGuest)
    room = await _room(request)
    parts = deps(request)
    former = shown_guest(request, room.code)
    place = parts.addresses.place(request)
    if said.token is ABSENT:
        guest, token = parts.guests.enter(room, said.shown, former, place)
    else:
        guest, token = await parts.guests.enter_by(said.token, room, former)
    entered = answers.EnteredAnswer(
        guest.id,
        guest.display_name,
        invited=guest.ticket is not None,
        picture=None if guest.ticket is None else guest.ticket.picture,
        external_id=None if guest.ticket is None else guest.ticket.external_id,
        session=token if said.embedded else None,
    )
    response = answered(entered, 201)
    if said.embedded:
        return response
    response.set_cookie(
        parts.settings.cookie_names.guest(room.code),
        token,
        max_age=int(GUEST_LIFE.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=parts.settings.secure,
    )
    return response


async def knocks(request: web.Request) -> web.Response:
    """Those who ask to come in."""
    said = read_query(request, bodies.KnocksQuery)
    live = deps(request).live(room_of(request).code)
    if live is None:
        return answered(answers.KnocksAnswer([], 0, None))
    waiting = live.waiting_room
    found = waiting.page(said.cursor, said.limit + 1)
    page, more = found[: said.limit], len(found) > said.limit
    return answered(answers.KnocksAnswer(page, len(waiting), page[-1].number if more else None))


async def answer_knocks(request: web.Request) -> web.Response:
    """Let some of them in, or not."""
    said = await read_body(request, bodies.AnswerKnocks)
    live, by = deps(request).live(room_of(request).code), principal(request).by_name
    if live is not None and said.admit:
        await moderation.admit(live, by, said.knock_ids)
    elif live is not None:
        await moderation.deny(live, by, said.knock_ids, block=said.block)
    return web.Response(status=204)


async def _room(request: web.Request) -> Room:
    parts = deps(request)
    parts.guests.look(parts.addresses.place(request))
    return await parts.rooms.find(request.match_info["code"])


def _guest(known: Principal) -> answers.GuestAnswer:
    ticket = known.ticket
    return answers.GuestAnswer(
        known.id,
        known.display_name,
        invited=ticket is not None,
        picture=None if ticket is None else ticket.picture,
        external_id=None if ticket is None else ticket.external_id,
    )


def _door(request: web.Request, room: Room) -> answers.DoorAnswer:
    known = deps(request).guests.find(shown_guest(request, room.code), room)
    settings, invited = room.settings, known is not None and known.ticket is not None
    return answers.DoorAnswer(
        code=room.code,
        name=room.name if invited else room.public_name,
        asks=not invited
        and (settings.access is not Access.OPEN or settings.locked or settings.wait_for_host),
        guest=None if known is None else _guest(known),
        next_at=room.next_at,
    )


ROUTES = (
    Route(rest.SHOW_DOOR, door),
    Route(rest.ENTER_AS_GUEST, enter),
    Route(rest.LIST_KNOCKS, knocks),
    Route(rest.ANSWER_KNOCKS, answer_knocks),
)
