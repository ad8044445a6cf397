"""Schemas of shapes: they check what came, and OpenAPI describes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import INCLUDE, RAISE, Schema, ValidationError, fields, post_load, validate
from marshmallow.types import UnknownOption

from meetd.complaints import coded, complaints
from meetd.errors import InvalidRequest, MeetError
from meetd.wire.fields import Boolean, Integer, Object
from meetd.wire.formats import FORMATS, Format
from meetd.wire.marks import Absent, Metadata, Opaque
from meetd.wire.shape import (
    Choice,
    Either,
    Field,
    Kind,
    ListOf,
    MapOf,
    Nested,
    Scalar,
    shape,
)


class Use(Enum):
    """The thing that a schema is for."""

    REQUEST = "request"
    QUERY = "query"
    """Numbers come as texts."""
    ANSWER = "answer"
    """For those who read about it, or test it."""


class Strict(Schema):
    """These fields and no others."""

    class Meta:
        unknown: UnknownOption = RAISE


class Extensible(Schema):
    """These fields, and any others."""

    class Meta:
        unknown: UnknownOption = INCLUDE


class Request(Strict):
    """A request of a client, which becomes an object of its shape's class."""

    shape: ClassVar[type]

    @post_load
    def _made(self, data: Mapping[str, Any], **_: Any) -> object:
        return self.shape(**data)


@cache
def schema(cls: type, use: Use = Use.REQUEST) -> type[Schema]:
    """Return the schema of a shape."""
    its = shape(cls)
    # Of answers, OpenAPI does not say that there will never be more.
    answer = Extensible if its.open else Schema
    base = answer if use is Use.ANSWER else Request
    members = {one.name: _field(one, use) for one in its.fields}
    made: type[Schema] = type(
        its.name, (base,), {"__doc__": its.type.__doc__, "shape": its.type, **members}
    )
    return made


def load(request: Schema, data: object) -> Any:
    """Check what a client sent, and make of it what the schema is of. Raises InvalidRequest."""
    if not isinstance(data, dict):
        raise InvalidRequest("Send one object.")
    try:
        return request.load(data)
    except ValidationError as error:
        raise InvalidRequest(fields=complaints(error)) from None


def refusal(error: MeetError) -> dict[str, Any]:
    """The acknowledgement of a request that was refused."""
    answer: dict[str, Any] = {"code": error.code, "message": str(error)}
    if error.fields:
        answer["fields"] = error.fields
        answer["fieldErrors"] = coded(error.fields)
    return {"ok": False, "error": answer}


def _field(field: Field, use: Use) -> fields.Field[Any]:
    # The server says what has a default too, unless it leaves it out.
    told = use is Use.ANSWER and not isinstance(field.default, Absent)
    options: dict[str, Any] = {"required": field.required or told, "allow_none": field.nullable}
    if use is not Use.ANSWER and field.attribute:
        options["attribute"] = field.attribute
    if not (options["required"] or field.default is None or isinstance(field.default, Absent)):
        options["load_default"] = field.default
    options["validate"] = [mark for mark in field.marks if callable(mark)]
    options["metadata"] = {m.name: m.value for m in field.marks if isinstance(m, Metadata)}
    for mark in field.marks:
        if isinstance(mark, Format):
            options["metadata"] |= {"format": mark.value, "description": FORMATS[mark]}
    return _of_kind(field.kind, use, options)


def _of_kind(kind: Kind, use: Use, options: dict[str, Any]) -> fields.Field[Any]:
    match kind:
        case Scalar(type=type_):
            if type_ is int:
                options["strict"] = use is not Use.QUERY
            return _SCALARS[type_](**options)
        case Choice(enum=None, values=(True,)):
            return Boolean(**options)
        case Choice(enum=None, values=values):
            options["validate"] = validate.OneOf(values)
            return fields.String(**options)
        case Choice(enum=members) if members is not None:
            return fields.Enum(members, by_value=True, **options)
        case ListOf(item=item):
            return fields.List(_field(item, use), **options)
        case MapOf(value=value):
            return fields.Dict(keys=fields.String(), values=_field(value, use), **options)
        case Nested(type=inner):
            return fields.Nested(schema(inner, use), **options)
        case Opaque() | Either() if use is Use.ANSWER:
            return fields.Raw(**options)
        case _:
            written = ["object", "null"] if options["allow_none"] else "object"
            options["metadata"] = {"type": written, **options["metadata"]}
            return Object(**options)


_SCALARS: dict[type, type[fields.Field[Any]]] = {
    str: fields.String,
    int: Integer,
    bool: Boolean,
    UUID: fields.UUID,
    datetime: fields.DateTime,
}
