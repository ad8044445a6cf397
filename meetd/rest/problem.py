"""Answers that tell of an error."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from meetd.complaints import coded, flat
from meetd.errors import MeetError
from meetd.wire.marks import ABSENT
from meetd.wire.problems import Problem
from meetd.wire.rendering import renderer

PROBLEM = "application/problem+json"
"""Who accepts it by its name gets codes for what is wrong with fields, besides the words."""
_rendered = renderer(Problem)


def problem(error: MeetError, *, with_codes: bool = False) -> web.Response:
    """An error as the client gets it (RFC 9457)."""
    fields = flat(error.fields or {})
    said = Problem(
        type="about:blank",
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        code=error.code,
        detail=str(error),
        errors=fields or ABSENT,
        field_errors=coded(fields) if fields and with_codes else ABSENT,
    )
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return web.json_response(
        _rendered(said), status=error.status, headers=headers, content_type=PROBLEM
    )
