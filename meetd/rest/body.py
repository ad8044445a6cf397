"""Reads what a request says, by a schema."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web
from marshmallow import Schema, ValidationError

from meetd.complaints import complaints
from meetd.errors import InvalidRequest, UnsupportedMediaType


async def read_body(request: web.Request, schema: Schema) -> dict[str, Any]:
    """The JSON object in the body. Raises InvalidRequest, UnsupportedMediaType."""
    if request.content_type != "application/json":
        raise UnsupportedMediaType
    try:
        raw = await request.read()
    except (web.RequestPayloadError, ConnectionError):
        raise InvalidRequest("The body is not what its headers say, or ended too soon.") from None
    try:
        said = json.loads(raw, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidRequest("The body is not JSON.") from None
    if not isinstance(said, dict):
        raise InvalidRequest("The body is not a JSON object.")
    return _load(schema, said)


def read_query(request: web.Request, schema: Schema) -> dict[str, Any]:
    """The query string. Raises InvalidRequest."""
    return _load(schema, dict(request.query))


def _load(schema: Schema, said: dict[str, Any]) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(said)
    except ValidationError as error:
        raise InvalidRequest(fields=complaints(error)) from None
    return loaded


def _refuse(constant: str) -> None:
    raise ValueError(constant)
