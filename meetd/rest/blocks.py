"""Those whom a room keeps out for good, over REST."""

from __future__ import annotations

from aiohttp import web

from meetd.model import UserId
from meetd.rest.authority import LEASE, room_of
from meetd.rest.body import answered, read_id
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.wire import answers
from meetd.wire.catalogue import blocks


async def of_room(request: web.Request) -> web.Response:
    """List who is blocked."""
    return answered(answers.BlockedAnswer(await deps(request).rooms.blocked(room_of(request))))


async def lift(request: web.Request) -> web.Response:
    """Block somebody no longer."""
    rooms, who = deps(request).rooms, UserId(read_id(request))
    await rooms.unblock(room_of(request), who, request[LEASE].epoch)
    return web.Response(status=204)


ROUTES = (Route(blocks.LIST_BLOCKED, of_room), Route(blocks.UNBLOCK, lift))
