"""The log of a room's meetings, for those who lead it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from meetd.model import LogLine
from meetd.rest.authority import room_of
from meetd.rest.body import answered, read_query
from meetd.rest.csv_table import KIND, table
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.rest.streaming import answer_to, as_file, sent
from meetd.wire import answers, bodies
from meetd.wire.catalogue import rest
from meetd.wire.marks import ABSENT
from meetd.wire.rendering import time

MOST_LINES = 50_000
"""Lines of a table; of more, the newest."""
EXPORTED = 500
"""Lines that are read at a time for one."""
_COLUMNS = ("time", "action", "name", "guest", "by", "role", "userId")


async def show(request: web.Request) -> web.Response:
    """The newest lines, or those before one; newest first."""
    said = read_query(request, bodies.LogQuery)
    before = None if said.before is ABSENT else said.before
    lines = await deps(request).logs.page(room_of(request).id, before, said.limit + 1)
    page = lines[: said.limit]
    return answered(answers.LogAnswer(page, page[-1].id if len(lines) > said.limit else None))


async def export(request: web.Request) -> web.StreamResponse:
    """All lines as a table, the oldest first."""
    room, logs = room_of(request), deps(request).logs
    start = await logs.before_newest(room.id, MOST_LINES)
    first = await logs.following(room.id, start, EXPORTED)

    async def pieces() -> AsyncIterator[bytes]:
        yield table([_COLUMNS]).encode()
        lines = first
        while lines:
            yield table(map(row, lines)).encode()
            lines = await logs.following(room.id, lines[-1].id, EXPORTED)

    with answer_to(deps(request).addresses.place(request)):
        return await sent(request, as_file(f"{room.code}.csv", KIND), pieces())


def row(line: LogLine) -> tuple[object, ...]:
    """A line of the table."""
    guest = "yes" if line.guest else ""
    at = time(line.at)
    return at, line.action, line.name, guest, line.by_name, line.role, line.user_id


ROUTES = (Route(rest.SHOW_LOG, show), Route(rest.EXPORT_LOG, export))
