"""The service, as a page has to know it before anybody signs in."""

from __future__ import annotations

from aiohttp import web

from meetd.auth.needs import NOTHING
from meetd.rest import schemas
from meetd.rest.deps import deps
from meetd.rest.operation import Operation


async def service(request: web.Request) -> web.Response:
    """Say whether accounts can be made here."""
    answer = {"registration": deps(request).settings.registration}
    return web.json_response(schemas.ServiceAnswer().dump(answer))


OPERATIONS = [Operation("GET", "/service", service, NOTHING, answer=schemas.ServiceAnswer)]
