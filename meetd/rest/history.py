"""Messages of a room, over REST."""

from __future__ import annotations

from aiohttp import web

from meetd.model import MessageId
from meetd.rest import schemas
from meetd.rest.authority import room_of
from meetd.rest.body import read_query
from meetd.rest.deps import deps
from meetd.rest.operation import Operation
from meetd.rooms.chat import page_before
from meetd.rooms.permissions import Permission


async def messages(request: web.Request) -> web.Response:
    """The newest messages, or those before one, for who is or was inside; oldest first."""
    said = read_query(request, schemas.MessagesQuery())
    before = MessageId(said["before"]) if "before" in said else None
    page = await page_before(deps(request).messages, room_of(request).id, before, said["limit"])
    return web.json_response(
        schemas.MessagesAnswer().dump(
            {
                "items": page.messages,
                "nextCursor": page.messages[0].id if page.has_more else None,
            }
        )
    )


OPERATIONS = [
    Operation("GET", "/rooms/{code}/messages", messages, Permission.READ,
              query=schemas.MessagesQuery, answer=schemas.MessagesAnswer, codes=(403, 404, 422)),
]  # fmt: skip
