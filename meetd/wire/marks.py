"""Marks on the types of shapes, for what a type alone does not say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, TypeVar

T = TypeVar("T")


class Absent(Enum):
    """The value of a field that was left out, where that differs from null."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value is this attribute of what is rendered, `a.b` for one inside another."""

    path: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """JSON of somebody else's shape, which is passed on as it is."""

    typescript: str
    """Its type in the page."""
    test: str = ""
    """An expression by which the page checks a value `v`."""


class Mark(Enum):
    """Something that the page has to know of a field."""

    OPEN = "open"
    """More values may come: the page takes any text."""
    LATER = "later"
    """Servers before this one leave it out: the page takes that too."""
    UNREAD = "unread"
    """No page reads it, so none insists on it."""


Open = Annotated[T, Mark.OPEN]
Later = Annotated[T, Mark.LATER]
Unread = Annotated[T, Mark.UNREAD]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What OpenAPI says besides."""

    name: str
    value: str
