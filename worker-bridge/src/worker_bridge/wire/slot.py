"""One field of a table, as it is read and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def tag_key(key: str) -> str:
    """Key of the name that says which member a union's value is."""
    return key + "Type"


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a table's vtable."""

    key: str
    number: int
    required: bool
    code: str = "I"
    """Format of `struct`; that of an offset for a reference."""
    size: int = 4
    default: Any = None
    """Number of an absent scalar; None if absence shows."""
    check: Callable[[Any], Any] | None = None
    """Scalar: value to number."""
    encode: Callable[[Any], bytes] | None = None
    """Reference: value to piece."""
    decode: Callable[[bytes, int], Any] | None = None
    """Reference: piece to value. None for a union's value."""
    names: tuple[str | None, ...] | None = None
    """Enum or union tag: number to text."""
    tag: str | None = None
    """Union's value: key of its tag."""

    @property
    def may_be_null(self) -> bool:
        """True if null stands for absence: not for a number that would silently be its default."""
        return self.check is None or self.default is None
