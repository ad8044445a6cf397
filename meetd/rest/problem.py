"""The shape of problems, for those who read of it."""

from __future__ import annotations

from marshmallow import INCLUDE, Schema, fields
from marshmallow.types import UnknownOption


class FieldError(Schema):
    """What is wrong with a field: a code, and what that is about, as `min` and `max`."""

    class Meta:
        unknown: UnknownOption = INCLUDE

    code = fields.String(required=True, metadata={"description": "Stays the same; test this."})
    min = fields.Integer()
    max = fields.Integer()


class Problem(Schema):
    """A problem (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stays the same; test this."})
    detail = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    fieldErrors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Nested(FieldError)),
        metadata={
            "description": "`errors` as codes, for who sends `Accept: application/problem+json`."
        },
    )
