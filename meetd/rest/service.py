"""The service, as a page has to know it before anybody signs in."""

from __future__ import annotations

from aiohttp import web

from meetd.auth.needs import NOTHING
from meetd.rest.body import answered
from meetd.rest.deps import deps
from meetd.rest.operation import Operation
from meetd.wire import answers


async def service(request: web.Request) -> web.Response:
    """Say whether accounts can be made here."""
    return answered(answers.ServiceAnswer(deps(request).settings.registration))


OPERATIONS = [Operation("GET", "/service", service, NOTHING, answer=answers.ServiceAnswer)]
