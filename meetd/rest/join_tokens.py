"""Join tokens over REST."""

from __future__ import annotations

from aiohttp import web

from meetd.errors import ScopeMissing
from meetd.model import UserId
from meetd.rest.authority import principal, room_of
from meetd.rest.body import answered, read_body, read_id, read_query
from meetd.rest.cursors import cursor_behind, place_of
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.rest.writing_once import id_by_key
from meetd.rooms import moderation
from meetd.rooms.from_outside import leader
from meetd.scopes import Scope
from meetd.wire import join_tokens
from meetd.wire.catalogue import join_tokens as catalogue
from meetd.wire.marks import ABSENT


async def of_room(request: web.Request) -> web.Response:
    """List a room's tokens."""
    said = read_query(request, join_tokens.JoinTokensQuery)
    before = None if said.cursor is ABSENT else place_of(said.cursor)
    found = await deps(request).join_tokens.of(room_of(request), before, said.limit + 1)
    page, more = found[: said.limit], len(found) > said.limit
    cursor = cursor_behind(page[-1].created_at, page[-1].id) if more else None
    return answered(join_tokens.JoinTokensAnswer(page, cursor))


async def create(request: web.Request) -> web.Response:
    """Make a token."""
    said = await read_body(request, join_tokens.NewJoinToken)
    caller = principal(request)
    if said.bot and caller.key is not None and Scope.BOTS not in caller.key.scopes:
        raise ScopeMissing(f"This key lacks the scope {Scope.BOTS}.")
    room, parts = room_of(request), deps(request)
    token, secret = await parts.join_tokens.create(room, said.wanted, id_by_key(request, caller))
    # Behind the #, so that it is in no log.
    url = f"{parts.settings.public_url}/{room.code}#token={secret}"
    response = answered(join_tokens.NewJoinTokenAnswer(token, secret, url), 201)
    response.headers["Location"] = f"/api/v1/rooms/{room.code}/tokens/{token.id}"
    return response


async def revoke(request: web.Request) -> web.Response:
    """Revoke a token, and put out who came by it where that is asked."""
    said = read_query(request, join_tokens.RevokeQuery)
    token_id = UserId(read_id(request))
    room, parts = room_of(request), deps(request)
    await parts.join_tokens.revoke(room, token_id)
    live = parts.live(room.code)
    if said.remove == "true" and live is not None:
        by = leader(principal(request), live)
        for one in live.people():
            if one.user_id == token_id:
                await moderation.remove(live, by, one.id, block=False)
    return web.Response(status=204)


ROUTES = (
    Route(catalogue.LIST_JOIN_TOKENS, of_room),
    Route(catalogue.CREATE_JOIN_TOKEN, create),
    Route(catalogue.REVOKE_JOIN_TOKEN, revoke),
)
