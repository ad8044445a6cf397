"""What was said in a room, over REST."""

from __future__ import annotations

from aiohttp import web

from meetd.model import MessageId
from meetd.rest import schemas
from meetd.rest.body import read_query
from meetd.rest.deps import deps, identity
from meetd.rest.operation import Operation
from meetd.rest.rooms import find


async def messages(request: web.Request) -> web.Response:
    """The newest messages, or those before one; oldest first."""
    await identity(request)
    said = read_query(request, schemas.MessagesQuery())
    room = await find(request)
    limit = said["limit"]
    before = MessageId(said["before"]) if "before" in said else None
    found = await deps(request).messages.page(room.id, before, limit + 1)
    page = found[-limit:]
    return web.json_response(
        schemas.MessagesAnswer().dump(
            {"items": page, "nextCursor": page[0].id if len(found) > limit else None}
        )
    )


OPERATIONS = [
    Operation("GET", "/rooms/{code}/messages", messages, query=schemas.MessagesQuery,
              answer=schemas.MessagesAnswer, codes=(404, 422)),
]  # fmt: skip
