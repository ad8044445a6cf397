"""API keys over REST, for the person whose they are."""

from __future__ import annotations

from aiohttp import web

from meetd.model import KeyId
from meetd.rest.authority import principal
from meetd.rest.body import answered, read_body, read_id, read_query
from meetd.rest.cursors import cursor_behind, place_of
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.wire import bodies, keys
from meetd.wire.catalogue import keys as catalogue
from meetd.wire.marks import ABSENT


async def list_own(request: web.Request) -> web.Response:
    """List the account's keys, newest first."""
    said = read_query(request, bodies.RoomsQuery)
    before = None if said.cursor is ABSENT else place_of(said.cursor)
    found = await deps(request).keys.page(principal(request).id, before, said.limit + 1)
    page, more = found[: said.limit], len(found) > said.limit
    cursor = cursor_behind(page[-1].created_at, page[-1].id) if more else None
    return answered(keys.KeysAnswer(page, cursor))


async def create(request: web.Request) -> web.Response:
    """Make a key, and show it this once."""
    said = await read_body(request, keys.NewKey)
    scopes = tuple(dict.fromkeys(said.scopes))
    key, secret = await deps(request).keys.create(
        principal(request).id, said.title, scopes, said.expires_at, said.framing
    )
    response = answered(keys.NewKeyAnswer(key, secret), 201)
    response.headers["Location"] = f"/api/v1/keys/{key.id}"
    return response


async def change(request: web.Request) -> web.Response:
    """Give a key other origins."""
    said = await read_body(request, keys.ChangeKey)
    return answered(
        await deps(request).keys.change(
            principal(request).id, KeyId(read_id(request)), said.framing
        )
    )


async def revoke(request: web.Request) -> web.Response:
    """Revoke a key."""
    await deps(request).keys.revoke(principal(request).id, KeyId(read_id(request)))
    return web.Response(status=204)


ROUTES = (
    Route(catalogue.LIST_KEYS, list_own),
    Route(catalogue.CREATE_KEY, create),
    Route(catalogue.CHANGE_KEY, change),
    Route(catalogue.REVOKE_KEY, revoke),
)
