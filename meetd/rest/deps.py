"""Parts that the handlers reach, and what a request says of its caller."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from meetd.auth.sessions import Sessions
from meetd.client_address import ClientAddresses
from meetd.cluster.directory import RoomDirectory
from meetd.config import Settings
from meetd.db.messages import Messages
from meetd.db.users import Users
from meetd.rooms.quotas import Quotas
from meetd.rooms.service import RoomService


@dataclass(frozen=True, slots=True)
class Deps:
    """The parts that REST hands requests to."""

    settings: Settings
    addresses: ClientAddresses
    sessions: Sessions
    users: Users
    rooms: RoomService
    messages: Messages
    quotas: Quotas
    directory: RoomDirectory
    pass_on: Callable[[web.Request, str], Awaitable[web.StreamResponse]]
    """Has another server answer, which is reached at that address."""
    ready: Callable[[], Awaitable[dict[str, bool]]]
    """Says which of the things that the service needs are there."""
    pages: Path
    """The built web client."""


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
DEPS = web.AppKey("deps", Deps)


def deps(request: web.Request) -> Deps:
    """The parts."""
    return request.app[DEPS]


def shown_account(request: web.Request) -> str | None:
    """The id of the account that the page shows, where it says so."""
    return request.headers.get("Meetd-Account")


def bearer(request: web.Request) -> str | None:
    """The token of an Authorization header (RFC 6750), if there is one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
