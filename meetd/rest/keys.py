"""API keys over REST, for the person whose they are."""

from __future__ import annotations

from aiohttp import web

from meetd.model import KeyId
from meetd.rest.authority import principal
from meetd.rest.body import answered, read_body, read_id
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.wire import keys
from meetd.wire.catalogue import keys as catalogue


async def list_own(request: web.Request) -> web.Response:
    """List the account's keys."""
    return answered(keys.KeysAnswer(await deps(request).keys.all(principal(request).id)))


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


async def revoke(request: web.Request) -> web.Response:
    """Revoke a key."""
    await deps(request).keys.revoke(principal(request).id, KeyId(read_id(request)))
    return web.Response(status=204)


ROUTES = (
    Route(catalogue.LIST_KEYS, list_own),
    Route(catalogue.CREATE_KEY, create),
    Route(catalogue.REVOKE_KEY, revoke),
)
