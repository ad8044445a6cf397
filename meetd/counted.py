"""Counts what is under way, by whose it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


@contextmanager
def counted(among: Counter[K], whose: K) -> Iterator[None]:
    """One more of somebody's while inside; of whom there is nothing nothing is kept."""
    among[whose] += 1
    try:
        yield
    finally:
        among[whose] -= 1
        if not among[whose]:
            del among[whose]
