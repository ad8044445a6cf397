"""The service, as a page has to know it before anybody signs in."""

from __future__ import annotations

from aiohttp import web

from meetd.rest.body import answered
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.wire import answers
from meetd.wire.catalogue import rest


async def service(request: web.Request) -> web.Response:
    """Say whether accounts can be made here."""
    return answered(answers.ServiceAnswer(deps(request).settings.registration))


ROUTES = (Route(rest.SHOW_SERVICE, service),)
