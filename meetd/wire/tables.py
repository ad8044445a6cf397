"""Writes the tables of PROTOCOL.md, between `<!-- made: … -->` and `<!-- end -->`.

`made: shapes` are all shapes, `made: requests sfu: ping` the requests of these names or that begin
so, `made: events room:` the events.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from types import NoneType
from typing import Any
from uuid import UUID

from marshmallow import validate

from meetd.rooms.permissions import Permission
from meetd.wire import shapes, words
from meetd.wire.catalogue.definitions import Request
from meetd.wire.catalogue.events import EVENTS
from meetd.wire.catalogue.sockets import REQUESTS
from meetd.wire.limits import KIB, SMALL
from meetd.wire.marks import ABSENT, Mark, Opaque
from meetd.wire.shape import (
    UNSET,
    Choice,
    Either,
    Field,
    Kind,
    ListOf,
    MapOf,
    Nested,
    Scalar,
    Shape,
    name_of,
    shape,
)

_PART = re.compile(r"(<!-- made: (\w+)([^>]*) -->\n).*?(<!-- end -->)", re.DOTALL)
_SCALARS: dict[type, str] = {
    str: "",
    UUID: "",
    datetime: "",
    int: "number",
    bool: "boolean",
}


def left_out(text: str) -> list[str]:
    """Requests and events that no table of the paper has."""
    tables = [(match[2], tuple(match[3].split())) for match in _PART.finditer(text)]
    kinds: dict[str, list[str]] = {
        "requests": [request.name for request in REQUESTS],
        "events": [event.name for event in EVENTS],
    }
    return [
        name
        for kind, names in kinds.items()
        for name in names
        if not any(table == kind and name.startswith(begins) for table, begins in tables)
    ]


def filled(text: str) -> str:
    """The text of the paper, with its tables as they should be."""

    def fill(match: re.Match[str]) -> str:
        names = tuple(match[3].split())
        made = {"shapes": _shapes, "requests": _requests, "events": _events}[match[2]]
        return f"{match[1]}\n{made(names)}\n{match[4]}"

    return _PART.sub(fill, text)


def _shapes(_names: tuple[str, ...]) -> str:
    asked: dict[str, type] = {}
    found: dict[str, type] = {}
    for request in REQUESTS:
        _collect(shape(request.fields), asked)
        if request.result is not NoneType:
            _collect(shape(request.result), found)
    for event in EVENTS:
        _collect(shape(event.shape), found)
    width = max(map(len, found | asked)) + 2
    lines: list[str] = []
    for name, cls in sorted((found | asked).items()):
        its = shape(cls) if name in asked else _told(shape(cls))
        lines.append(f"{name:{width}}{_braced(its)}")
        lines += [f"{'':{width}}{one}: {said}" for one, said in _said(its)]
    return "```\n" + "\n".join(lines) + "\n```\n"


def _told(its: Shape) -> Shape:
    """The shape, as the server tells it: what has a default is there too."""
    whole = (
        one if one.default is ABSENT else dataclasses.replace(one, default=UNSET)
        for one in its.fields
    )
    return dataclasses.replace(its, fields=tuple(whole))


def _collect(its: Shape, found: dict[str, type]) -> None:
    """Find the shapes that stand in a shape."""
    for one in its.fields:
        for inner in _inside(one.kind):
            if name_of(inner) not in found:
                found[name_of(inner)] = inner
                _collect(shape(inner), found)


def _inside(kind: Kind) -> Iterator[type]:
    match kind:
        case Nested(type=inner):
            yield shape(inner).type
        case ListOf(item=item) | MapOf(value=item):
            yield from _inside(item.kind)
        case Either(types=types):
            yield from types


def _requests(names: tuple[str, ...]) -> str:
    rows = [
        "| request | fields | result | needs | refused besides with | at most |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for request in REQUESTS:
        if request.name.startswith(names):
            its = shape(request.fields)
            none = request.result is NoneType
            result = "" if none else f"`{_braced(_told(shape(request.result)))}`"
            cells = [
                f"`{request.name}`: {_lowered(request.words)}",
                _fields(its),
                result,
                _needs(request),
                ", ".join(f"`{error.code}`" for error in request.refusals),
                _limits(request),
            ]
            rows.append(_row(cells))
    return "\n".join(rows) + "\n"


def _events(names: tuple[str, ...]) -> str:
    rows = ["| event | fields | when |", "| --- | --- | --- |"]
    rows += [
        _row([f"`{event.name}`", _whole(_told(shape(event.shape))), event.words])
        for event in EVENTS
        if event.name.startswith(names)
    ]
    return "\n".join(rows) + "\n"


def _whole(its: Shape) -> str:
    """All fields of an event, or the name of the shape that it is."""
    return f"`{its.name}`" if its.type is shapes.Mode else _fields(its)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:].rstrip(".")


def _needs(request: Request[Any, Any]) -> str:
    inside = isinstance(request.needs, Permission)
    return f"`{request.needs}` in the room" if inside else str(request.needs)


def _limits(request: Request[Any, Any]) -> str:
    limit = request.limit
    if limit is SMALL:
        return ""
    return f"{limit.size // KIB} KiB, {limit.items} entries, {limit.depth} deep"


def _fields(its: Shape) -> str:
    said = dict(_said(its))
    return ", ".join(
        f"`{_declared(one)}`" + (f" ({said[one.name]})" if one.name in said else "")
        for one in its.fields
    )


def _braced(its: Shape) -> str:
    return "{" + ", ".join(map(_declared, its.fields)) + "}"


def _declared(field: Field) -> str:
    optional = "" if field.required and not field.has(Mark.LATER) else "?"
    type_ = _type(field)
    return f"{field.name}{optional}" + (f": {type_}" if type_ else "")


def _type(field: Field) -> str:
    name = _of_kind(field.kind)
    return (f"{name}|null" if name else "string|null") if field.nullable else name


def _of_kind(kind: Kind) -> str:
    match kind:
        case Scalar(type=type_):
            return _SCALARS[type_]
        case Choice(values=values):
            return "|".join("true" if value is True else str(value) for value in values)
        case ListOf(item=item):
            return f"[{_type(item) or 'string'}]"
        case MapOf(value=value):
            return f"{{…: {_type(value)}}}"
        case Nested(type=inner):
            return shape(inner).name
        case Either(types=types):
            return "|".join(map(name_of, types))
        case Opaque(typescript=type_):
            return type_.removeprefix("mediasoup.")


def _said(its: Shape) -> Iterator[tuple[str, str]]:
    """What there is to say of fields: their words, their limits, their default."""
    known = words.of_fields(its.type)
    for one in its.fields:
        parts = [_lowered(_json(known[one.attribute]))] if one.attribute in known else []
        parts += [limit for mark in one.marks if (limit := _limit(mark, one.kind))]
        if not (one.required or one.default is None or not isinstance(one.default, bool | int)):
            parts.append(f"default {_json(str(one.default))}")
        if parts:
            yield one.name, "; ".join(parts)


def _json(text: str) -> str:
    for python, json in (("None", "null"), ("True", "true"), ("False", "false")):
        text = re.sub(rf"\b{python}\b", json, text)
    return text


def _limit(mark: Any, kind: Kind) -> str:
    match mark:
        case validate.Length(min=1, max=64):
            return ""  # An id.
        case validate.Length(min=int(low), max=int(high)):
            unit = "entries" if isinstance(kind, ListOf) else "characters"
            return f"{low} to {high} {unit}"
        case validate.Range(min=int(low), max=int(high)) if high < 2**31:
            return f"{low} to {high}"
    return ""
