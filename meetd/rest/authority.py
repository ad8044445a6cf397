"""Authority over operations: asked before one is carried out, in this one place."""

from __future__ import annotations

from aiohttp import web

from meetd.auth.needs import SIGNED_IN
from meetd.auth.principal import Principal
from meetd.client_address import FORWARDED_FOR
from meetd.cluster.directory import Elsewhere, Lease
from meetd.errors import OwnerUnreachable, RoomElsewhere, Unauthorized
from meetd.model import Room
from meetd.rest.deps import SAFE, bearer, deps, shown_account
from meetd.rest.route import Handler, Route
from meetd.rooms.permissions import Permission

PRINCIPAL = web.RequestKey("principal", Principal)
ROOM = web.RequestKey("room", Room)
LEASE = web.RequestKey("lease", Lease)


def checked(route: Route) -> Handler:
    """Make the route's handler one that is called once its caller has what it needs.

    A refresh token is read by who exchanges it."""
    handler, needs = route.handler, route.operation.needs
    if not isinstance(needs, Permission):
        return _for_signed_in(handler) if needs is SIGNED_IN else handler

    async def in_room(request: web.Request) -> web.StreamResponse:
        caller = await authenticate(request)
        code = request.match_info["code"]
        request[ROOM] = await deps(request).rooms.find_for(caller, code, needs)
        return await (_by_owner(request, handler) if route.operation.live else handler(request))

    return in_room


async def _by_owner(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Carry out here what concerns a live room, or have its owner do that; what was passed on once
    is not again. Raises RoomElsewhere, OwnerUnreachable."""
    directory = deps(request).directory
    found = await directory.claim(request[ROOM].id)
    if isinstance(found, Elsewhere):
        if not found.answers:
            raise OwnerUnreachable(retry_after=1)
        if FORWARDED_FOR in request:
            raise RoomElsewhere(retry_after=1)
        return await deps(request).pass_on(request, found.url)
    request[LEASE] = found
    try:
        return await handler(request)
    finally:
        directory.release(found)


def _for_signed_in(handler: Handler) -> Handler:
    async def signed_in(request: web.Request) -> web.StreamResponse:
        await authenticate(request)
        return await handler(request)

    return signed_in


async def authenticate(request: web.Request) -> Principal:
    """Find who sent the request. Raises Unauthorized, AccountChanged; TooManyRequests: they write
    too much."""
    if PRINCIPAL in request:
        return request[PRINCIPAL]
    token = bearer(request) or _access_cookie(request)
    found = await deps(request).sessions.authenticate(token, shown_account(request))
    if request.method not in SAFE:
        deps(request).quotas.write(found.id)
    request[PRINCIPAL] = found
    return found


def principal(request: web.Request) -> Principal:
    """Sender of a request that needs one."""
    return request[PRINCIPAL]


def room_of(request: web.Request) -> Room:
    """Room of a request that needs a permission there."""
    return request[ROOM]


def _access_cookie(request: web.Request) -> str:
    token = request.cookies.get(deps(request).settings.cookie_names.access)
    if not token:
        raise Unauthorized
    return token
