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


def share(most: int, left: int) -> int:
    """Return how many one may have under way, of whom none has more than `most`, where so many more
    may be of all together. Half of what is left is for who has nothing yet: so several together do
    not have all either."""
    return max(1, min(most, left // 2))
