"""Rooms over REST."""

from __future__ import annotations

from dataclasses import asdict, replace

from aiohttp import web

from meetd.model import Room, Schedule, Visit
from meetd.rest.authority import LEASE, ROOM, by_owner, principal, room_of
from meetd.rest.body import answered, read_body, read_path, read_query
from meetd.rest.cursors import cursor_behind, place_of
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.room_settings import DEFAULT
from meetd.rooms.permissions import Permission, must_have, role_of
from meetd.rooms.quotas import MAX_ROOMS
from meetd.wire import answers, bodies
from meetd.wire.catalogue import rest, rooms_by_id
from meetd.wire.marks import ABSENT


def view(request: web.Request, room: Room) -> answers.Room:
    """A room, as callers see it."""
    return answers.Room(
        id=room.id,
        code=room.code,
        name=room.name,
        host_id=room.host_id,
        url=f"{deps(request).settings.public_url}/{room.code}",
        created_at=room.created_at,
        updated_at=room.updated_at,
        settings=room.settings,
        schedule=room.schedule,
        next_at=room.next_at,
        external_id=room.external_id,
    )


def answer(request: web.Request, room: Room, status: int = 200) -> web.Response:
    """Answer with a room."""
    return answered(view(request, room), status)


def answer_visits(request: web.Request, found: list[Visit], limit: int) -> web.Response:
    """Answer with a page of visits, of which one more than `limit` was looked for."""
    page, more = found[:limit], len(found) > limit
    cursor = cursor_behind(page[-1].at, page[-1].room.id) if more else None
    items = [answers.VisitAnswer(view(request, visit.room), visit.at) for visit in page]
    return answered(answers.VisitsAnswer(items, cursor))


async def create(request: web.Request) -> web.Response:
    """Make a room."""
    said = await read_body(request, bodies.NewRoom)
    settings = {} if said.settings is ABSENT else said.settings.changes
    wanted, agenda = _schedule_of(said), deps(request).agenda
    if wanted is not None:
        agenda.must_be_to_come(wanted)
    room = await deps(request).rooms.create(principal(request), said.title, MAX_ROOMS, settings)
    if wanted is not None:
        room = await agenda.schedule(room, wanted)
    response = answer(request, room, 201)
    response.headers["Location"] = f"/api/v1/rooms/{room.code}"
    return response


async def put(request: web.Request) -> web.StreamResponse:
    """Have a room of that id be so, whether or not there is one."""
    said = await read_body(request, bodies.NewRoom)
    external_id = read_path(request, bodies.RoomById).external_id
    settings = {} if said.settings is ABSENT else said.settings.changes
    rooms, agenda, schedule = deps(request).rooms, deps(request).agenda, _schedule_of(said)
    found = await rooms.by_external_id(principal(request), external_id)
    if schedule is not None and not _is_at(found, schedule):
        agenda.must_be_to_come(schedule)
    room, made = await rooms.put(principal(request), external_id, said.title, MAX_ROOMS, settings)
    if made:
        if schedule is not None:
            room = await agenda.schedule(room, schedule)
        return answer(request, room, 201)

    async def become(request: web.Request) -> web.Response:
        wanted, epoch, now = replace(DEFAULT, **settings), request[LEASE].epoch, room
        if now.settings != wanted or said.title not in {None, now.name}:
            now = await rooms.change(now, said.title, asdict(wanted), epoch)
        if schedule is not None and not _is_at(now, schedule):
            now = await agenda.schedule(now, schedule, epoch)
        elif said.schedule is None and now.schedule is not None:
            now = await agenda.unschedule(now, epoch)
        return answer(request, now)

    request[ROOM] = room
    must_have(role_of(principal(request), room), Permission.MANAGE)
    return await by_owner(request, rooms_by_id.PUT_ROOM, become)


def _schedule_of(said: bodies.NewRoom) -> Schedule | None:
    its = said.schedule
    return None if its is None or its is ABSENT else its.schedule


def _is_at(room: Room | None, schedule: Schedule) -> bool:
    """Whether it has that time already, be it over or not: to say it again changes nothing."""
    its = None if room is None else room.schedule
    return its is not None and replace(its, sequence=schedule.sequence) == schedule


async def list_own(request: web.Request) -> web.Response:
    """The caller's rooms, newest first."""
    said = read_query(request, bodies.RoomsQuery)
    before = None if said.cursor is ABSENT else place_of(said.cursor)
    limit = said.limit
    rooms = await deps(request).rooms.of_host(principal(request), before, limit + 1)
    page, more = rooms[:limit], len(rooms) > limit
    cursor = cursor_behind(page[-1].created_at, page[-1].id) if more else None
    return answered(answers.RoomsAnswer([view(request, room) for room in page], cursor))


async def get(request: web.Request) -> web.Response:
    """One room, for whoever knows its code."""
    return answer(request, room_of(request))


async def change(request: web.Request) -> web.Response:
    """Give a room another name, or some other settings."""
    said = await read_body(request, bodies.ChangeRoom)
    settings = {} if said.settings is ABSENT else said.settings.changes
    room, epoch = room_of(request), request[LEASE].epoch
    return answer(request, await deps(request).rooms.change(room, said.title, settings, epoch))


async def delete(request: web.Request) -> web.Response:
    """Delete a room, and what was said in it; who is inside is put out."""
    await deps(request).rooms.delete(room_of(request), request[LEASE].epoch)
    return web.Response(status=204)


ROUTES = (
    Route(rooms_by_id.PUT_ROOM, put),
    Route(rooms_by_id.SHOW_ROOM_BY_ID, get),
    Route(rooms_by_id.CHANGE_ROOM_BY_ID, change),
    Route(rooms_by_id.DELETE_ROOM_BY_ID, delete),
    Route(rest.CREATE_ROOM, create),
    Route(rest.LIST_ROOMS, list_own),
    Route(rest.SHOW_ROOM, get),
    Route(rest.CHANGE_ROOM, change),
    Route(rest.DELETE_ROOM, delete),
)
