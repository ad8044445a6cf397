"""Reads what a request says, by a schema."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web
from marshmallow import Schema, ValidationError

from meetd.complaints import complaints
from meetd.errors import InvalidRequest, RequestTimeout, UnsupportedMediaType
from meetd.json_shape import is_within

BODY_LIMIT = 10.0
"""Seconds in which a body has to arrive."""
MAX_ENTRIES, MAX_DEPTH = 64, 4
"""Entries of a body or a query string in all, and objects in each other."""


async def read_body(request: web.Request, schema: Schema) -> dict[str, Any]:
    """The JSON object in the body. Raises InvalidRequest, UnsupportedMediaType, RequestTimeout."""
    if request.content_type != "application/json":
        raise UnsupportedMediaType
    try:
        async with asyncio.timeout(BODY_LIMIT):
            raw = await request.read()
    except TimeoutError:
        raise RequestTimeout from None
    except (web.RequestPayloadError, ConnectionError):
        raise InvalidRequest("The body is not what its headers say, or ended too soon.") from None
    try:
        said = json.loads(raw, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidRequest("The body is not JSON.") from None
    if not isinstance(said, dict):
        raise InvalidRequest("The body is not a JSON object.")
    return checked(schema, said)


def read_query(request: web.Request, schema: Schema) -> dict[str, Any]:
    """The query string. Raises InvalidRequest."""
    return checked(schema, dict(request.query))


def checked(schema: Schema, said: dict[str, Any]) -> dict[str, Any]:
    """Read what was sent by the schema. Raises InvalidRequest."""
    if not is_within(said, MAX_ENTRIES, MAX_DEPTH):
        raise InvalidRequest("The request says more than there is to say.")
    try:
        loaded: dict[str, Any] = schema.load(said)
    except ValidationError as error:
        raise InvalidRequest(fields=complaints(error)) from None
    return loaded


def _refuse(constant: str) -> None:
    raise ValueError(constant)
