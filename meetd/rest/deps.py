"""What the handlers reach, and who called them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from meetd.auth.principal import Principal
from meetd.auth.sessions import Sessions
from meetd.client_address import ClientAddresses
from meetd.config import Settings
from meetd.db.messages import Messages
from meetd.db.rooms import Rooms
from meetd.db.users import Users
from meetd.errors import Unauthorized
from meetd.model import RoomId
from meetd.rooms.quotas import Quotas
from meetd.rooms.visitors import Visitors


@dataclass(frozen=True, slots=True)
class Deps:
    """The parts that REST hands requests to."""

    settings: Settings
    addresses: ClientAddresses
    sessions: Sessions
    users: Users
    rooms: Rooms
    messages: Messages
    visitors: Visitors
    quotas: Quotas
    room_deleted: Callable[[RoomId], None]
    """Told after a room is gone."""
    ready: Callable[[], Awaitable[dict[str, bool]]]
    """What the service needs, and whether it is there."""
    pages: Path
    """The built web client."""


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
DEPS = web.AppKey("deps", Deps)
PRINCIPAL = web.RequestKey("principal", Principal)


def deps(request: web.Request) -> Deps:
    """The parts."""
    return request.app[DEPS]


async def principal(request: web.Request) -> Principal:
    """Who sent the request. Raises Unauthorized, AccountChanged; TooManyRequests: they write too
    much."""
    if PRINCIPAL in request:
        return request[PRINCIPAL]
    token = bearer(request) or access_cookie(request)
    found = await deps(request).sessions.authenticate(token, shown_account(request))
    if request.method not in SAFE:
        deps(request).quotas.write(found.id)
    request[PRINCIPAL] = found
    return found


def shown_account(request: web.Request) -> str | None:
    """The id of the account that the page shows, where it says so."""
    return request.headers.get("Meetd-Account")


def bearer(request: web.Request) -> str | None:
    """The token of an Authorization header (RFC 6750), if there is one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def access_cookie(request: web.Request) -> str:
    """The token of the browser's cookie. Raises Unauthorized."""
    token = request.cookies.get(deps(request).settings.cookie_names.access)
    if not token:
        raise Unauthorized
    return token
