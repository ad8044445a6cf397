"""Shapes of JSON objects, read from the type hints of classes.

A shape is a class with annotations: names in snake_case are in camelCase on the wire, a default
makes a field optional, `| None` allows null, `| Absent` tells one that was left out from null.
Validators of marshmallow and marks stand in `Annotated`; the sentence below a field is its words.
"""

from __future__ import annotations

import enum
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)
from uuid import UUID

from meetd.later import LATER
from meetd.wire.marks import ABSENT, Absent, Attribute, Mark, Opaque

C = TypeVar("C", bound=type)
UNSET: Any = MISSING
"""The default of a field that has to be there."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, a number, true or false, an id or a moment."""

    type: type


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some texts, or true alone."""

    values: tuple[str | bool, ...]
    enum: type[enum.Enum] | None = None


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list."""

    item: Field


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with any names."""

    value: Field


@dataclass(frozen=True, slots=True)
class Nested:
    """An object of a shape."""

    type: type


@dataclass(frozen=True, slots=True)
class Either:
    """An object of one of several shapes; nobody but the page looks."""

    name: str
    types: tuple[type, ...]


Kind: TypeAlias = Scalar | Choice | ListOf | MapOf | Nested | Either | Opaque


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a shape, or an entry of a list."""

    name: str
    """On the wire."""
    attribute: str
    """In Python."""
    kind: Kind
    nullable: bool
    default: Any = UNSET
    marks: tuple[Any, ...] = ()

    @property
    def required(self) -> bool:
        """Whether it has to be there."""
        return self.default is UNSET

    def has(self, mark: Mark) -> bool:
        """Whether it bears a mark."""
        return mark in self.marks


@dataclass(frozen=True, slots=True)
class Shape:
    """A JSON object."""

    type: type
    fields: tuple[Field, ...]
    open: bool = False
    """Whether it may have other fields too."""

    @property
    def name(self) -> str:
        """As the page and the papers call it."""
        return name_of(self.type)


_SHAPES: dict[type, type] = {}
_NAMES: dict[type, str] = {}
_OPEN: set[type] = set()
_BESIDES: dict[type, Mapping[str, Any]] = {}
_READ: dict[type, Shape] = {}


def call(cls: type, name: str) -> None:
    """Give a class another name for the page and the papers."""
    _NAMES[cls] = name


def name_of(cls: type) -> str:
    """The name of a shape, or of a choice, for the page and the papers."""
    return _NAMES.get(cls, cls.__name__)


def shape_of(domain: type) -> Callable[[C], C]:
    """Make a class the shape in which objects of another are on the wire."""

    def register(cls: C) -> C:
        _SHAPES[domain] = cls
        return cls

    return register


def partial_of(whole: type) -> Callable[[C], C]:
    """Make a class the shape of objects that may leave out any field of another shape."""

    def fill(cls: C) -> C:
        hints = get_type_hints(whole, include_extras=True)
        cls.__annotations__ = {name: hint | Absent for name, hint in hints.items()}
        for name in hints:
            setattr(cls, name, ABSENT)
        dataclass(frozen=True, kw_only=True)(cls)
        return cls

    return fill


def with_others(cls: C) -> C:
    """Make a class the shape of objects that may have other fields too."""
    _OPEN.add(cls)
    return cls


def besides(**rules: Any) -> Callable[[C], C]:
    """Give a class what JSON Schema says of its objects as wholes, beside their fields: the same as
    it checks itself once it is made."""

    def register(cls: C) -> C:
        _BESIDES[cls] = rules
        return cls

    return register


def rules_of(cls: type) -> Mapping[str, Any]:
    """What JSON Schema says of objects of a class as wholes."""
    return _BESIDES.get(cls, {})


def shape(cls: type) -> Shape:
    """Read the shape of a class, or the one that is registered for it."""
    cls = _SHAPES.get(cls, cls)
    if cls not in _READ:
        hints = get_type_hints(cls, include_extras=True)
        defaults = _defaults(cls, hints)
        later = _later(cls)
        _READ[cls] = Shape(
            cls,
            tuple(
                field(hint, name, defaults.get(name, UNSET), later.get(name, ()))
                for name, hint in hints.items()
            ),
            cls in _OPEN,
        )
    return _READ[cls]


def field(
    hint: Any, attribute: str = "", default: Any = UNSET, more: tuple[Mark, ...] = ()
) -> Field:
    """Read a field from its type hint. Raises TypeError for a type that is not for the wire."""
    inner, marks, nullable = _stripped(hint)
    path = next((mark.path for mark in marks if isinstance(mark, Attribute)), attribute)
    return Field(camel(attribute), path, _kind(inner, marks), nullable, default, (*marks, *more))


def camel(name: str) -> str:
    """`transport_id` as it is on the wire; a name that Python keeps to itself ends in `_`."""
    first, *others = name.rstrip("_").split("_")
    return first + "".join(part.title() for part in others)


def _stripped(hint: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """A hint without what is around it: its marks, and whether it may be null."""
    marks: list[Any] = []
    nullable = False
    while True:
        if get_origin(hint) is Annotated:
            hint, *more = get_args(hint)
            marks += more
        elif get_origin(hint) is NotRequired:
            (hint,) = get_args(hint)
        elif isinstance(hint, types.UnionType) or get_origin(hint) is Union:
            inside = [a for a in get_args(hint) if a not in {types.NoneType, Absent}]
            nullable = nullable or types.NoneType in get_args(hint)
            if len(inside) > 1:
                return inside, tuple(marks), nullable
            (hint,) = inside
        elif hasattr(hint, "__supertype__"):
            hint = hint.__supertype__
        else:
            return hint, tuple(marks), nullable


def _kind(hint: Any, marks: tuple[Any, ...]) -> Kind:
    for mark in marks:
        if isinstance(mark, Opaque | Either):
            return mark
    origin, args = get_origin(hint), get_args(hint)
    if hint in {str, int, bool, UUID, datetime}:
        return Scalar(hint)
    if origin is Literal:
        return Choice(args)
    if origin in {list, tuple}:
        return ListOf(field(args[0]))
    if origin is dict:
        return MapOf(field(args[1]))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return Choice(tuple(member.value for member in hint), hint)
    if isinstance(hint, type) and hint.__module__ != "builtins":
        return Nested(_SHAPES.get(hint, hint))
    raise TypeError(f"{hint} is not for the wire")


def _later(cls: type) -> dict[str, tuple[Mark, ...]]:
    """Marks of fields that are marked where this package is not known."""
    found = fields(cls) if is_dataclass(cls) else ()
    return {one.name: (Mark.LATER,) for one in found if LATER.items() <= one.metadata.items()}


def _defaults(cls: type, hints: dict[str, Any]) -> dict[str, Any]:
    if is_typeddict(cls):
        return {name: ABSENT for name, hint in hints.items() if get_origin(hint) is NotRequired}
    if not is_dataclass(cls):
        return {}
    return {
        one.name: one.default if one.default_factory is MISSING else one.default_factory
        for one in fields(cls)
        if one.default is not MISSING or one.default_factory is not MISSING
    }
