"""Renders objects as JSON in their shapes. What a shape needs is found once, not each time."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any, is_typeddict
from uuid import UUID

from meetd.wire.marks import ABSENT
from meetd.wire.shape import Choice, Field, ListOf, Nested, Scalar, shape

Rendered = dict[str, Any]
Renderer = Callable[[Any], Rendered]


def time(moment: datetime) -> str:
    """ISO 8601, in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@cache
def renderer(cls: type) -> Renderer:
    """Return what renders objects that have the attributes of a shape."""
    fields = shape(cls).fields
    if not fields:
        return lambda _value: {}
    names = [field.name for field in fields]
    get = attrgetter(*(field.attribute for field in fields))
    others = [(field.name, convert) for field in fields if (convert := _conversion(field))]

    def render(value: Any) -> Rendered:
        rendered = dict(zip(names, get(value), strict=True))
        for name, convert in others:
            rendered[name] = convert(rendered[name])
        return rendered

    def render_one(value: Any) -> Rendered:
        found = get(value)
        return {names[0]: others[0][1](found) if others else found}

    def render_present(value: Any) -> Rendered:
        return {name: one for name, one in render(value).items() if one is not ABSENT}

    if any(field.default is ABSENT for field in fields):
        return render_present
    return render if len(fields) > 1 else render_one


def _conversion(field: Field) -> Callable[[Any], Any] | None:
    """Return what makes JSON of a field's value, if it is none yet."""
    convert = _of_kind(field)
    if convert is None or not field.nullable:
        return convert
    return lambda value: None if value is None else convert(value)


def _of_kind(field: Field) -> Callable[[Any], Any] | None:
    match field.kind:
        case Scalar(type=kind):
            return _SCALARS.get(kind)
        case Choice(enum=kind) if kind is not None:
            return _value
        case Nested(type=kind) if not is_typeddict(kind):
            return renderer(kind)
        case ListOf(item=item):
            convert = _conversion(item)
            return list if convert is None else lambda values: [convert(v) for v in values]
    return None


_SCALARS: dict[type, Callable[[Any], Any]] = {UUID: str, datetime: time}


def _value(member: enum.Enum) -> Any:
    return member.value
