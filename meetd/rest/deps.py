"""Parts that the handlers reach, and what a request says of its caller."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from meetd.auth.guests import Guests
from meetd.auth.join_tokens import JoinTokenBook
from meetd.auth.keys import KeyRing
from meetd.auth.sessions import Sessions
from meetd.client_address import ClientAddresses
from meetd.cluster.control import Orders, Report
from meetd.cluster.directory import RoomDirectory
from meetd.config import Settings
from meetd.db.admissions import Admissions
from meetd.db.breakouts import Breakouts
from meetd.db.files import Files
from meetd.db.kept_answers import KeptAnswers
from meetd.db.meeting_log import MeetingLogs
from meetd.db.messages import Messages
from meetd.db.pictures import Pictures
from meetd.db.polls import Polls
from meetd.db.thumbnails import Thumbnails
from meetd.db.users import Users
from meetd.event_service import EventService
from meetd.media.echo import Echoes
from meetd.oversight import Oversight
from meetd.rooms.agenda import Agenda
from meetd.rooms.invitations import Invitations
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.quotas import Quotas
from meetd.rooms.service import RoomService


@dataclass(frozen=True, slots=True)
class Deps:
    """The parts that REST hands requests to."""

    settings: Settings
    addresses: ClientAddresses
    sessions: Sessions
    guests: Guests
    keys: KeyRing
    join_tokens: JoinTokenBook
    admissions: Admissions
    live: Callable[[str], LiveRoom | None]
    """Finds the room of a code, if it is live on this server."""
    open: Callable[[str], Awaitable[LiveRoom]]
    """Has the room of a code live here."""
    users: Users
    rooms: RoomService
    agenda: Agenda
    invitations: Invitations
    messages: Messages
    files: Files
    thumbnails: Thumbnails
    pictures: Pictures
    logs: MeetingLogs
    oversight: Oversight
    reports: Callable[[], Awaitable[Mapping[str, Report | None]]]
    """Has all servers say what they do."""
    orders: Orders
    """Carries out what is ordered of servers."""
    events: EventService
    polls: Polls
    breakouts: Breakouts
    quotas: Quotas
    echoes: Echoes
    kept_answers: KeptAnswers
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


def shown_guest(request: web.Request, code: str) -> str | None:
    """What a guest of the room of that code shows of themself: by a header where the page is in
    a frame, which has no cookies, else by a cookie."""
    cookie = deps(request).settings.cookie_names.guest(code)
    return request.headers.get("Meetd-Guest") or request.cookies.get(cookie)


def bearer(request: web.Request) -> str | None:
    """The token of an Authorization header (RFC 6750), if there is one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
