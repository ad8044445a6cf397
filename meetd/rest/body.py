"""Reads what a request says, by its shape, and writes what is answered."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from aiohttp import web
from marshmallow import Schema

from meetd.errors import InvalidRequest, NotFound, RequestTimeout, UnsupportedMediaType
from meetd.json_shape import is_within
from meetd.wire import validation
from meetd.wire.rendering import renderer
from meetd.wire.validation import Use

T = TypeVar("T")

BODY_LIMIT = 10.0
"""Seconds in which a body has to arrive."""
MAX_ENTRIES, MAX_DEPTH = 64, 4
"""Entries of a body or a query string in all, and objects in each other."""


async def read_body(request: web.Request, shape: type[T], entries: int = MAX_ENTRIES) -> T:
    """The JSON object in the body, with so many entries at most. Raises InvalidRequest,
    UnsupportedMediaType, RequestTimeout."""
    if request.content_type != "application/json":
        raise UnsupportedMediaType
    raw = await raw_body(request)
    try:
        said = json.loads(raw, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidRequest("The body is not JSON.") from None
    if not isinstance(said, dict):
        raise InvalidRequest("The body is not a JSON object.")
    return checked(shape, said, entries=entries)


async def raw_body(request: web.Request) -> bytes:
    """The bytes of the body. Raises InvalidRequest, RequestTimeout."""
    try:
        async with asyncio.timeout(BODY_LIMIT):
            return await request.read()
    except TimeoutError:
        raise RequestTimeout from None
    except (web.RequestPayloadError, ConnectionError):
        raise InvalidRequest("The body is not what its headers say, or ended too soon.") from None


def read_query(request: web.Request, shape: type[T]) -> T:
    """The query string. Raises InvalidRequest."""
    return checked(shape, dict(request.query), Use.QUERY)


def read_path(request: web.Request, shape: type[T]) -> T:
    """Names in the path. Raises InvalidRequest."""
    return checked(shape, dict(request.match_info), Use.QUERY)


def read_id(request: web.Request, missing: type[NotFound] = NotFound) -> UUID:
    """The id in the path. Raises `missing`: nothing can have it."""
    try:
        return UUID(request.match_info["id"])
    except ValueError:
        raise missing from None


def checked(
    shape: type[T], said: dict[str, Any], use: Use = Use.REQUEST, entries: int = MAX_ENTRIES
) -> T:
    """Read what was sent as an object of its shape. Raises InvalidRequest."""
    if not is_within(said, entries, MAX_DEPTH):
        raise InvalidRequest("The request says more than there is to say.")
    cls: type = shape
    read: T = validation.load(_schema(cls, use), said)
    return read


def answered(answer: object, status: int = 200) -> web.Response:
    """Write an answer in its shape."""
    cls: type = type(answer)
    return web.json_response(renderer(cls)(answer), status=status)


@cache
def _schema(shape: type, use: Use) -> Schema:
    return validation.schema(shape, use)()


def _refuse(constant: str) -> None:
    raise ValueError(constant)
