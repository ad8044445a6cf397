"""Puts the REST API, its description, the operator's pages and the client on one application."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version

from aiohttp import web

from meetd.rest import (
    accounts,
    admin,
    admin_webhooks,
    blocks,
    breakouts,
    check,
    events,
    files,
    guests,
    history,
    invitations,
    join_tokens,
    keys,
    live,
    meeting_log,
    openapi,
    ops,
    pictures,
    polls,
    present,
    rooms,
    schedules,
    service,
    thumbnails,
    webhooks,
)
from meetd.rest.authority import checked
from meetd.rest.deps import DEPS, Deps
from meetd.rest.headers import add_headers
from meetd.rest.middleware import TOKEN_HANDLERS, observed, problems, same_origin
from meetd.rest.pages import Pages
from meetd.rest.route import Handler, Route
from meetd.wire.catalogue.rest import OPERATIONS

MAX_BODY = 64 * 1024
"""Bytes in a request's body."""
ROUTES = (
    *service.ROUTES,
    *check.ROUTES,
    *accounts.ROUTES,
    *pictures.ROUTES,
    *rooms.ROUTES,
    *history.ROUTES,
    *invitations.ROUTES,
    *meeting_log.ROUTES,
    *polls.ROUTES,
    *guests.ROUTES,
    *present.ROUTES,
    *files.ROUTES,
    *thumbnails.ROUTES,
    *schedules.ROUTES,
    *keys.ROUTES,
    *events.ROUTES,
    *webhooks.ROUTES,
    *join_tokens.ROUTES,
    *live.ROUTES,
    *blocks.ROUTES,
    *breakouts.ROUTES,
    *admin.ROUTES,
    *admin_webhooks.ROUTES,
)


def new_application(deps: Deps) -> web.Application:
    """The HTTP side of the service."""
    app = web.Application(middlewares=[observed, problems, same_origin], client_max_size=MAX_BODY)
    app[DEPS] = deps
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_send_away)
    # On an application of its own, so that what is not there is not looked for among the pages.
    handlers = {route: checked(route) for route in ROUTES}
    app[TOKEN_HANDLERS] = frozenset(
        handler for route, handler in handlers.items() if "bearer" in route.operation.proofs
    )
    app.add_subapp("/api", _api(deps, handlers))
    app.router.add_get("/healthz", ops.healthz)
    app.router.add_get("/readyz", ops.readyz)
    app.router.add_get("/metrics", ops.prometheus)
    app.router.add_get("/{path:.*}", Pages(deps.pages, deps.settings).serve)
    return app


async def _send_away(app: web.Application) -> None:
    app[DEPS].events.feed.close()


def _api(deps: Deps, handlers: Mapping[Route, Handler]) -> web.Application:
    api = web.Application()
    api[DEPS] = deps
    for route, handler in handlers.items():
        api.router.add_route(route.operation.method, "/v1" + route.operation.path, handler)
    document = openapi.describe(OPERATIONS, version("meetd"), deps.settings.cookie_names)

    # Written once: each takes longer than what else a stranger may ask for.
    data, page = json.dumps(document), openapi.page(document)

    async def as_data(_request: web.Request) -> web.Response:
        return web.Response(text=data, content_type="application/json")

    async def as_page(_request: web.Request) -> web.Response:
        return web.Response(
            text=page, content_type="text/html", headers={"Content-Security-Policy": openapi.POLICY}
        )

    async def as_style(_request: web.Request) -> web.Response:
        return web.Response(text=openapi.STYLE, content_type="text/css")

    api.router.add_get("/openapi.json", as_data)
    api.router.add_get("/docs", as_page)
    api.router.add_get("/docs.css", as_style)
    return api
