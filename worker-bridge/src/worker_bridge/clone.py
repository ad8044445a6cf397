"""Copies of JSON-shaped values, and keys that tell two of them apart."""

from __future__ import annotations

import marshal
from typing import Any, TypeVar

from worker_bridge.errors import ParameterError

T = TypeVar("T")


def clone(value: T, name: str = "value") -> T:
    """A deep copy. Raises ParameterError for what JSON could not have carried."""
    return marshal.loads(fingerprint(value, name))  # type: ignore[no-any-return]  # noqa: S302


def fingerprint(value: Any, name: str = "value") -> bytes:
    """Bytes that are the same only for equal values of equal kinds. Raises ParameterError.

    Version 0 of the format writes values alone, nothing about which objects are shared; it is
    some ten times faster than JSON."""
    try:
        return marshal.dumps(value, 0)
    except ValueError:
        raise ParameterError(f"{name} must consist of plain JSON values, not too deep") from None
