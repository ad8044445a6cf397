"""Middleware of every request: an id, limits, proof of origin, errors as problems."""

from __future__ import annotations

import time

from aiohttp import web

from meetd import metrics
from meetd.errors import (
    Internal,
    InvalidRequest,
    MeetError,
    MethodNotAllowed,
    NotFound,
    OriginNotAllowed,
    PayloadTooLarge,
    Unauthorized,
)
from meetd.log import Described, get_logger, new_request_id
from meetd.rest.authority import ROOM, authenticate
from meetd.rest.deps import SAFE, bearer, deps
from meetd.rest.problem import PROBLEM, problem
from meetd.rest.route import Handler

log = get_logger(__name__)

TOKEN_HANDLERS = web.AppKey("token_handlers", frozenset[Handler])
"""The handlers whose caller may sign in with a token in a header."""
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
"""Methods that figures tell apart: each other one that a client makes up would be kept for good."""


@web.middleware
async def observed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id, log it without its secrets, and count it."""
    request_id = new_request_id()
    began = time.perf_counter()
    status = 500
    with Described(lambda: _facts(request), request_id):
        try:
            response = await handler(request)
            status = response.status
            if not response.prepared:
                response.headers["X-Request-Id"] = request_id
            return response
        finally:
            seconds = time.perf_counter() - began
            resource = request.match_info.route.resource
            route = resource.canonical if resource is not None else "(none)"
            method = request.method if request.method in _METHODS else "other"
            metrics.HTTP_SECONDS.labels(method, route, str(status)).observe(seconds)
            log.debug(
                "request",
                method=request.method,
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
            )


def _facts(request: web.Request) -> dict[str, str]:
    room = request.get(ROOM)
    return {} if room is None else {"room": room.code}


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The one place where errors become answers; what nobody foresaw becomes `internal`."""
    try:
        return await handler(request)
    except MeetError as error:
        return problem(error, with_codes=PROBLEM in request.headers.get("Accept", ""))
    except web.HTTPException as error:
        return _of_aiohttp(error)
    except Exception:
        log.exception("request failed", method=request.method)
        return problem(Internal())


def _of_aiohttp(error: web.HTTPException) -> web.Response:
    match error.status:
        case 404:
            return problem(NotFound())
        case 405:
            answer = problem(MethodNotAllowed())
            answer.headers["Allow"] = error.headers.get("Allow", "")
            return answer
        case 413:
            return problem(PayloadTooLarge())
        case status if status >= 400:
            return problem(InvalidRequest(error.reason))
        case _:
            raise error


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Writes come from pages of ours.

    A browser says where a write comes from, and no page can make it lie; a cookie comes along
    whoever asks. So a write with a cookie needs the proof, and no write may come with proof of the
    opposite. A token in a header proves enough by itself where it is what signs the caller in,
    and where it is one."""
    if (
        request.method not in SAFE
        and not _comes_from_us(request)
        and not await _signed_in_by_token(request)
    ):
        raise OriginNotAllowed
    return await handler(request)


def _comes_from_us(request: web.Request) -> bool:
    settings = deps(request).settings
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin in settings.allowed_origins
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    names = settings.cookie_names
    return names.access not in request.cookies and names.refresh not in request.cookies


async def _signed_in_by_token(request: web.Request) -> bool:
    if bearer(request) is None or request.match_info.handler not in request.app[TOKEN_HANDLERS]:
        return False
    try:
        await authenticate(request)
    except Unauthorized:
        return False
    return True
