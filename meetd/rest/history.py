"""Messages of a room, over REST."""

from __future__ import annotations

from aiohttp import web

from meetd.model import MessageId
from meetd.rest.authority import room_of
from meetd.rest.body import answered, read_query
from meetd.rest.deps import deps
from meetd.rest.operation import Operation
from meetd.rooms.chat import page_before
from meetd.rooms.permissions import Permission
from meetd.wire import answers, bodies
from meetd.wire.marks import ABSENT


async def messages(request: web.Request) -> web.Response:
    """The newest messages, or those before one, for who is or was inside; oldest first."""
    said = read_query(request, bodies.MessagesQuery)
    before = None if said.before is ABSENT else MessageId(said.before)
    page = await page_before(deps(request).messages, room_of(request).id, before, said.limit)
    next_cursor = page.messages[0].id if page.has_more else None
    return answered(answers.MessagesAnswer(page.messages, next_cursor))


OPERATIONS = [
    Operation("GET", "/rooms/{code}/messages", messages, Permission.READ,
              query=bodies.MessagesQuery, answer=answers.MessagesAnswer, codes=(403, 404, 422)),
]  # fmt: skip
