"""Authority over operations: asked before one is carried out, in this one place."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

from aiohttp import web

from meetd.auth.keys import PREFIX
from meetd.auth.needs import ADMIN, SIGNED_IN
from meetd.auth.principal import Principal
from meetd.client_address import FORWARDED_FOR
from meetd.cluster.directory import Elsewhere, Lease
from meetd.errors import (
    AccountChanged,
    MeetError,
    NotAdmin,
    OwnerUnreachable,
    RoomElsewhere,
    ScopeMissing,
    Unauthorized,
)
from meetd.model import Room
from meetd.rest.body import raw_body
from meetd.rest.deps import SAFE, bearer, deps, shown_account
from meetd.rest.route import Handler, Route
from meetd.rest.writing_once import once
from meetd.rooms.permissions import Permission
from meetd.wire.catalogue.definitions import Leaves, Operation

PRINCIPAL = web.RequestKey("principal", Principal)
ROOM = web.RequestKey("room", Room)
LEASE = web.RequestKey("lease", Lease)


def checked(route: Route) -> Handler:
    """Make the route's handler one that is called once its caller has what it needs.

    A refresh token is read by who exchanges it."""
    handler, needs = route.handler, route.operation.needs
    if needs is ADMIN:
        return _for_admin(route)
    if not isinstance(needs, Permission):
        if route.operation.live:
            return _for_anybody(route)
        return _for_signed_in(route) if needs is SIGNED_IN else handler

    async def in_room(request: web.Request) -> web.StreamResponse:
        caller = await authenticate(request)
        _must_open(caller, route.operation)
        return await once(request, caller, route.operation, carry_out)

    async def carry_out(request: web.Request) -> web.StreamResponse:
        request[ROOM] = await _room_named(request, needs)
        return await (
            by_owner(request, route.operation, handler)
            if route.operation.live
            else handler(request)
        )

    return in_room


async def _room_named(request: web.Request, needs: Permission) -> Room:
    """The room that the path names, by its code or by an id of the caller's own. Raises what
    `RoomService.find_for` does."""
    caller, rooms = principal(request), deps(request).rooms
    code = request.match_info.get("code")
    if code is None:
        external_id = request.match_info["externalId"]
        return await rooms.find_by_id_for(caller, external_id, needs)
    return await rooms.find_for(caller, code, needs)


async def by_owner(
    request: web.Request, operation: Operation, handler: Handler
) -> web.StreamResponse:
    """Carry out here what concerns a live room, or have its owner do that; what was passed on once
    is not again. What the room would not take along waits while it is given to another server, and
    is for that one then. Raises RoomElsewhere, OwnerUnreachable."""
    parts, room = deps(request), request[ROOM]
    changes = operation.leaves is Leaves.ROOM
    if changes:
        if request.body_exists:
            # No room waits for the rest of it.
            await raw_body(request)
        if (live := parts.live(room.code)) is not None:
            await live.moving.decided()
    found = await parts.directory.claim(room.id)
    if isinstance(found, Elsewhere):
        if not found.answers:
            raise OwnerUnreachable(retry_after=1)
        if FORWARDED_FOR in request:
            raise RoomElsewhere(retry_after=1)
        return await parts.pass_on(request, found.url)
    request[LEASE] = found
    try:
        live = parts.live(room.code)
        async with live.moving.change() if changes and live is not None else nullcontext():
            return await handler(request)
    finally:
        parts.directory.release(found)


def _for_anybody(route: Route) -> Handler:
    """Of a live room, for whoever has its code. Raises TooManyRequests; AccountChanged, if they
    have signed in."""

    async def at_door(request: web.Request) -> web.StreamResponse:
        parts = deps(request)
        try:
            _must_open(await authenticate(request), route.operation)
        except Unauthorized:
            parts.guests.look(parts.addresses.place(request))
        request[ROOM] = await parts.rooms.find(request.match_info["code"])
        return await by_owner(request, route.operation, route.handler)

    return at_door


def _for_signed_in(route: Route) -> Handler:
    async def signed_in(request: web.Request) -> web.StreamResponse:
        caller = await authenticate(request)
        _must_open(caller, route.operation)
        return await once(request, caller, route.operation, route.handler)

    return signed_in


def _for_admin(route: Route) -> Handler:
    """For accounts that help to run the service, which is looked up each time. What they change is
    noted before."""
    operation = route.operation

    async def as_admin(request: web.Request) -> web.StreamResponse:
        caller = await authenticate(request)
        _must_open(caller, operation)
        if not await deps(request).users.is_admin(caller.id):
            raise NotAdmin
        request[PRINCIPAL] = caller = replace(caller, administers=True)
        return await once(request, caller, operation, carry_out)

    async def carry_out(request: web.Request) -> web.StreamResponse:
        code = request.match_info.get("code")
        if code is not None:
            request[ROOM] = await deps(request).rooms.find_any(code)
        handler = route.handler if request.method in SAFE else noted
        return await (by_owner(request, operation, handler) if operation.live else handler(request))

    async def noted(request: web.Request) -> web.StreamResponse:
        by, room, log = principal(request), request.get(ROOM), deps(request).oversight.log
        line = await log.add(
            by.id,
            by.by_name,
            operation.name,
            None if room is None else room.code,
            request.match_info.get("id") or request.match_info.get("name"),
        )
        try:
            return await route.handler(request)
        except MeetError as error:
            await log.refused(line, error.code)
            raise

    return as_admin


def _must_open(caller: Principal, operation: Operation) -> None:
    """Raises ScopeMissing: it is a key that does not open this."""
    if caller.key is None or operation.scope in caller.key.scopes:
        return
    if operation.scope is None:
        raise ScopeMissing("No key may do that. Sign in.")
    raise ScopeMissing(f"This key lacks the scope {operation.scope}.")


async def authenticate(request: web.Request) -> Principal:
    """Find who sent the request. Raises Unauthorized, AccountChanged; TooManyRequests: they write
    too much, or send too many wrong keys."""
    if PRINCIPAL in request:
        return request[PRINCIPAL]
    found = await _look_up(request)
    if request.method not in SAFE:
        by_key_of = None if found.key is None else found.id
        deps(request).quotas.write(found.limited_as, by_key_of)
    request[PRINCIPAL] = found
    return found


async def must_hold(request: web.Request) -> None:
    """Raises Unauthorized: what the caller signed in with opens nothing any more. For what is told
    long after it was asked for."""
    await _look_up(request)


async def _look_up(request: web.Request) -> Principal:
    token, shown = bearer(request), shown_account(request)
    if token is not None and token.startswith(PREFIX):
        return await _by_key(request, token, shown)
    access = token or _access_cookie(request)
    return await deps(request).sessions.authenticate(access, shown)


async def _by_key(request: web.Request, secret: str, shown: str | None) -> Principal:
    parts = deps(request)
    found = await parts.keys.authenticate(secret, parts.addresses.place(request))
    if shown is not None and shown != str(found.id):
        raise AccountChanged
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
