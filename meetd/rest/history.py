"""Messages of a room, over REST."""

from __future__ import annotations

from aiohttp import web

from meetd.model import MessageId
from meetd.rest.authority import room_of
from meetd.rest.body import answered, read_query
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.rooms.chat import page_before
from meetd.wire import answers, bodies
from meetd.wire.catalogue import rest
from meetd.wire.marks import ABSENT


async def messages(request: web.Request) -> web.Response:
    """The newest messages, or those before one, for who is or was inside; oldest first."""
    said = read_query(request, bodies.MessagesQuery)
    before = None if said.before is ABSENT else MessageId(said.before)
    page = await page_before(deps(request).messages, room_of(request).id, before, said.limit)
    next_cursor = page.messages[0].id if page.has_more else None
    return answered(answers.MessagesAnswer(page.messages, next_cursor))


ROUTES = (Route(rest.READ_MESSAGES, messages),)
