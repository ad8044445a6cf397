"""Invitations over REST."""

from __future__ import annotations

from aiohttp import web

from meetd.rest.authority import principal, room_of
from meetd.rest.body import answered, read_body, read_query
from meetd.rest.cursors import place_of
from meetd.rest.deps import deps
from meetd.rest.rooms import answer_visits
from meetd.rest.route import Route
from meetd.wire import answers, bodies
from meetd.wire.catalogue import rest
from meetd.wire.marks import ABSENT


async def of_room(request: web.Request) -> web.Response:
    """List who is invited to a room."""
    invited = await deps(request).invitations.of_room(room_of(request))
    return answered(answers.InvitationsAnswer(invited))


async def invite(request: web.Request) -> web.Response:
    """Invite people to a room; list all who are."""
    said = await read_body(request, bodies.Invite)
    invited = await deps(request).invitations.invite(room_of(request), said.invitees)
    return answered(answers.InvitationsAnswer(invited))


async def withdraw(request: web.Request) -> web.Response:
    """Invite somebody no longer."""
    await deps(request).invitations.withdraw(room_of(request), request.match_info["invitee"])
    return web.Response(status=204)


async def of_caller(request: web.Request) -> web.Response:
    """Others' rooms that the caller is invited to, the newest invitation first."""
    said = read_query(request, bodies.RoomsQuery)
    before = None if said.cursor is ABSENT else place_of(said.cursor)
    found = await deps(request).invitations.of_person(principal(request).id, before, said.limit + 1)
    return answer_visits(request, found, said.limit)


ROUTES = (
    Route(rest.LIST_INVITATIONS, of_room),
    Route(rest.INVITE, invite),
    Route(rest.WITHDRAW_INVITATION, withdraw),
    Route(rest.LIST_INVITED, of_caller),
)
