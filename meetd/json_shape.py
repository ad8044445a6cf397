"""The size of a JSON value, looked at before anything else is done with it."""

from __future__ import annotations

from collections.abc import Iterable


def is_within(value: object, items: int, depth: int) -> bool:
    """Return whether a JSON value holds at most so many entries in all, and objects and lists in
    each other at most so deep. Looks at no more than it allows."""
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
            items -= len(one)
            if items < 0:
                return False
            below += inner
        level = below
    return not any(isinstance(one, dict | list) for one in level)
