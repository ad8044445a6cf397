"""The log of events over REST: a page of it, the next that happens, or a stream."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable
from contextlib import suppress

from aiohttp import web

from meetd.errors import EventsForgotten, InvalidRequest, MeetError
from meetd.happening import Event, EventPage
from meetd.model import RoomId
from meetd.rest.authority import must_hold, principal
from meetd.rest.body import answered, read_query
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.wire import event_log
from meetd.wire.catalogue.event_log import READ_EVENTS
from meetd.wire.marks import ABSENT
from meetd.wire.rendering import renderer

HEARTBEAT = 15.0
"""Seconds of silence after which a stream says that it lives."""
STREAM_LIMIT = 240.0
"""Seconds after which a stream ends, and who listens asks again, if they still may. Below what a
connection may take for one request."""
STREAM_PAGE = 200
"""Events that are read at once for a stream."""
COMMENT = b":\n\n"


class _Reading:
    """What one request asks for, and the place up to which it was read."""

    def __init__(self, request: web.Request, after: int | None) -> None:
        self._parts = deps(request)
        caller = principal(request)
        self._host_id = None if caller.leads_everywhere else caller.id
        self._room_id: RoomId | None = None
        self._after = after

    async def only(self, code: str) -> None:
        """Read of one room alone. Raises RoomNotFound."""
        self._room_id = (await self._parts.rooms.find(code)).id

    async def page(self, limit: int) -> EventPage:
        """Read the next events. Raises EventsForgotten; InvalidRequest: there was no such event
        yet."""
        page = await self._parts.events.tables.page(
            self._after or 0, limit, host_id=self._host_id, room_id=self._room_id
        )
        if self._after is not None and self._after < page.forgotten:
            raise EventsForgotten
        if self._after is not None and self._after > page.newest:
            raise InvalidRequest(fields={"after": ["There is no such event yet."]})
        self._after = page.newest
        return page

    async def news(self, seconds: float) -> bool:
        """Wait for what may be the next; False where nothing came in time, or nobody waits here any
        more."""
        return await self._parts.events.feed.beyond(self._after or 0, seconds)


async def read(request: web.Request) -> web.StreamResponse:
    """Events of the caller's rooms after one, in their order."""
    said = read_query(request, event_log.EventsQuery)
    streams = "text/event-stream" in request.headers.get("Accept", "")
    after = None if said.after is ABSENT else said.after
    reading = _Reading(request, _last_event_id(request, after) if streams else after)
    if said.room is not ABSENT:
        await reading.only(said.room)
    if streams:
        return await _stream(request, reading)
    page = await reading.page(said.limit)
    if not page.events and said.wait:
        clock = asyncio.get_running_loop().time
        deadline = clock() + said.wait
        with deps(request).events.feed.waiting(principal(request).id):
            while not page.events and await reading.news(deadline - clock()):
                page = await reading.page(said.limit)
        await must_hold(request)
    return answered(event_log.EventsAnswer(page.events, page.newest))


async def _stream(request: web.Request, reading: _Reading) -> web.StreamResponse:
    """Server-sent events (WHATWG HTML, section 9.2), until it is time to ask again."""
    feed = deps(request).events.feed
    with feed.waiting(principal(request).id):
        page = await reading.page(STREAM_PAGE)
        response = web.StreamResponse(
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        response.content_type, response.charset = "text/event-stream", "utf-8"
        with suppress(ConnectionError):  # Who hung up is owed nothing.
            await response.prepare(request)
            await _tell(request, reading, response, page)
    return response


async def _tell(
    request: web.Request, reading: _Reading, response: web.StreamResponse, page: EventPage
) -> None:
    feed = deps(request).events.feed
    clock = asyncio.get_running_loop().time
    # Something at once, so that no proxy waits for more.
    await response.write(b"retry: 1000\n\n")
    ends_at = clock() + STREAM_LIMIT
    while True:
        if page.events:
            await response.write(_as_stream(page.events))
        if not feed.goes_on or clock() > ends_at:
            break
        full = len(page.events) == STREAM_PAGE
        if not full and not await reading.news(min(HEARTBEAT, ends_at - clock())):
            await response.write(COMMENT)
        try:
            page = await reading.page(STREAM_PAGE)
            await must_hold(request)
        except MeetError:
            break  # It is said to who asks again.
    await response.write_eof()


def _as_stream(events: Iterable[Event]) -> bytes:
    render = renderer(Event)
    return b"".join(
        f"id: {one.seq}\nevent: {one.type}\ndata: {json.dumps(render(one))}\n\n".encode()
        for one in events
    )


def _last_event_id(request: web.Request, after: int | None) -> int | None:
    """The place of who was cut off and comes back. Raises InvalidRequest."""
    said = request.headers.get("Last-Event-ID", "")
    if not said:
        return after
    if not re.fullmatch("[0-9]{1,15}", said):
        raise InvalidRequest(fields={"Last-Event-ID": ["That is not one of our events."]})
    return int(said)


ROUTES = (Route(READ_EVENTS, read),)
