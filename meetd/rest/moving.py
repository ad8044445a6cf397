"""Moving somebody from one live room to another, over REST."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aiohttp import web

from meetd.auth.join_tokens import Pass
from meetd.auth.principal import Ticket
from meetd.errors import TooManyPictures
from meetd.model import Room
from meetd.rest.authority import principal
from meetd.rest.deps import deps
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission, Role, may, role_of

ON_THE_WAY = timedelta(minutes=10)
"""How long what lets a guest into the other room waits for them."""


async def let_in(request: web.Request, one: Participant, room: Room) -> str | None:
    """Let a participant into another room; return the join token by which, for who has no account.
    Raises TooManyJoinTokens."""
    parts = deps(request)
    if not one.guest:
        await parts.admissions.add(room.id, [one.principal.id])
        return None
    hosts = may(role_of(principal(request), room), Permission.MANAGE)
    ticket = one.principal.ticket or Ticket(Role.PARTICIPANT)
    picture = None if ticket.picture is None else await parts.pictures.find(ticket.picture)
    wanted = _pass_of(one, ticket, hosts=hosts)
    try:
        _, secret = await parts.join_tokens.create(room, replace(wanted, picture=picture))
    except TooManyPictures:
        # They go all the same.
        _, secret = await parts.join_tokens.create(room, wanted)
    return secret


def _pass_of(one: Participant, ticket: Ticket, *, hosts: bool) -> Pass:
    """What a guest is in another room: what they came as into this one. Cohosts are made by who
    `hosts` that room."""
    leads = Role(ticket.role).leads
    return Pass(
        name=one.username,
        role=Role.PARTICIPANT if leads and not hosts else ticket.role,
        expires_at=datetime.now(UTC) + ON_THE_WAY,
        external_id=ticket.external_id,
        without=ticket.without,
        once=True,
        bot=ticket.bot,
    )
