"""Moving somebody from one live room to another, over REST."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aiohttp import web

from meetd.auth.join_tokens import Pass
from meetd.auth.principal import Ticket
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
    _, secret = await parts.join_tokens.create(room, _pass_of(one, hosts=hosts))
    return secret


def _pass_of(one: Participant, *, hosts: bool) -> Pass:
    """What a guest is in another room: what they came as into this one. Cohosts are made by who
    `hosts` that room."""
    ticket = one.principal.ticket or Ticket(Role.PARTICIPANT)
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
