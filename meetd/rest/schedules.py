"""When meetings are, over REST."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime

from aiohttp import web

from meetd.errors import NotFound
from meetd.model import Room
from meetd.rest.authority import LEASE, principal, room_of
from meetd.rest.body import answered, read_body, read_query
from meetd.rest.cursors import place_of
from meetd.rest.deps import deps
from meetd.rest.rooms import answer, answer_visits, view
from meetd.rest.route import Route
from meetd.schedule.calendar import Meeting, calendar
from meetd.wire import answers, bodies
from meetd.wire.catalogue import rest
from meetd.wire.marks import ABSENT

CALENDAR = "text/calendar"


async def schedule(request: web.Request) -> web.Response:
    """Say when a meeting is."""
    said = await read_body(request, bodies.SetSchedule)
    room, epoch = room_of(request), request[LEASE].epoch
    return answer(request, await deps(request).agenda.schedule(room, said.schedule, epoch))


async def unschedule(request: web.Request) -> web.Response:
    """Let a meeting have no time any more."""
    room, epoch = room_of(request), request[LEASE].epoch
    return answer(request, await deps(request).agenda.unschedule(room, epoch))


async def room_calendar(request: web.Request) -> web.Response:
    """The meeting as a calendar, if it has a time."""
    room = room_of(request)
    if room.schedule is None:
        raise NotFound("This meeting has no time.")
    response = await _calendar(request, [room])
    response.headers["Content-Disposition"] = f'attachment; filename="{room.code}.ics"'
    return response


async def coming(request: web.Request) -> web.Response:
    """The caller's meetings whose time is now or is to come, the next one first."""
    rooms = await deps(request).agenda.coming(principal(request).id)
    return answered(answers.AgendaAnswer([view(request, room) for room in rooms]))


async def visits(request: web.Request) -> web.Response:
    """Others' rooms that the caller was in, the last one first."""
    said = read_query(request, bodies.RoomsQuery)
    before = None if said.cursor is ABSENT else place_of(said.cursor)
    found = await deps(request).agenda.visited(principal(request).id, before, said.limit + 1)
    return answer_visits(request, found, said.limit)


async def open_calendar(request: web.Request) -> web.Response:
    """Make an address at which other programs find the caller's agenda; one before is void."""
    secret = await deps(request).agenda.open_calendar(principal(request).id)
    url = f"{deps(request).settings.public_url}/api/v1/calendars/{secret}.ics"
    return answered(answers.CalendarAnswer(url), 201)


async def close_calendar(request: web.Request) -> web.Response:
    """Void that address."""
    await deps(request).agenda.close_calendar(principal(request).id)
    return web.Response(status=204)


async def shared_calendar(request: web.Request) -> web.Response:
    """The agenda of that secret as a calendar."""
    secret = request.match_info["secret"].removesuffix(".ics")
    return await _calendar(request, await deps(request).agenda.calendar(secret))


async def _calendar(request: web.Request, rooms: Iterable[Room]) -> web.Response:
    base = deps(request).settings.public_url
    meetings = [
        Meeting(room, room.schedule, f"{base}/{room.code}")
        for room in rooms
        if room.schedule is not None
    ]
    async with deps(request).agenda.writing:
        # Tens of milliseconds of work, which calls do not wait for.
        body = await asyncio.to_thread(calendar, meetings, datetime.now(UTC))
    return web.Response(body=body, content_type=CALENDAR, charset="utf-8")


ROUTES = (
    Route(rest.SCHEDULE_ROOM, schedule),
    Route(rest.UNSCHEDULE_ROOM, unschedule),
    Route(rest.SHOW_ROOM_CALENDAR, room_calendar),
    Route(rest.LIST_COMING, coming),
    Route(rest.LIST_VISITS, visits),
    Route(rest.OPEN_CALENDAR, open_calendar),
    Route(rest.CLOSE_CALENDAR, close_calendar),
    Route(rest.SHOW_CALENDAR, shared_calendar),
)
