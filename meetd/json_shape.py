"""The size of a JSON value, looked at before anything else is done with it."""

from __future__ import annotations

from collections.abc import Iterable


def is_within(value: object, items: int, depth: int) -> bool:
    """Return whether a JSON value holds at most so many entries in all, and objects and lists in
    each other at most so deep. Looks at no more than it allows."""
    return entries(value, items, depth) is not None


def entries(value: object, items: int, depth: int) -> int | None:
    """Count the entries of all objects and lists of a JSON value; None: they are more, or deeper in
    each other, than that. Looks at no more than it allows."""
    left = items
    level: list[object] = [value]
    for _ in range(depth):
        below: list[object] = []
        for one in level:
            inner: Iterable[object]
            if isinstance(one, dict):
                inner = one.values()
            elif isinstance(one, list):
                inner = one
            else:
                continue
            left -= len(one)
            if left < 0:
                return None
            below += inner
        level = below
    return None if any(isinstance(one, dict | list) for one in level) else items - left
