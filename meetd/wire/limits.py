"""Limits of requests over sockets: how large each kind may be, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from meetd.errors import InvalidRequest, MediaRejected, MeetError

KIB = 1024


@dataclass(frozen=True, slots=True)
class Limit:
    """The size that a request of one kind may have, and its cost."""

    size: int = 4 * KIB
    """Characters of JSON, with the event's name. Nothing larger is parsed."""
    items: int = 64
    """Entries of all its objects and lists together."""
    depth: int = 4
    """Objects and lists in each other."""
    cost: int = 0
    """Its cost besides its bytes. Of requests that cost something one is begun at a time."""
    each: int = 0
    """What each of its entries costs besides that."""
    error: type[MeetError] = InvalidRequest
    """The error if it has too many entries."""


SMALL = Limit()
IDS = Limit(size=16 * KIB, items=128)
CONSUMERS = Limit(size=16 * KIB, items=128, each=256)
"""For each that is named a worker is asked something."""
TOLD = Limit(cost=2 * KIB)
"""Something that others are told, as often as people do it."""
TEXT = Limit(size=104 * KIB)
"""A chat message, each of its characters as an escape sequence."""
SEARCH = Limit(cost=16 * KIB)
SIGNAL = Limit(size=66 * KIB, items=1000, depth=16)
ALL = Limit(cost=32 * KIB)
"""Something that is done to everybody, each of whom is told."""
DRAW = Limit(items=256)
QUALITY = Limit(items=128)
DTLS = Limit(size=8 * KIB, items=128, depth=8, error=MediaRejected)
PRODUCE = Limit(size=16 * KIB, items=300, depth=8, cost=32 * KIB, error=MediaRejected)
JOIN = Limit(size=32 * KIB, items=800, depth=8, cost=8 * KIB)
"""Its largest part is what the browser can receive."""
KNOCK = Limit(cost=32 * KIB)
CONSUME = Limit(size=64 * KIB, items=1200, depth=8, cost=8 * KIB, each=128, error=MediaRejected)
POLL = Limit(size=44 * KIB, cost=32 * KIB)
"""A question and twenty answers, each of their characters as an escape sequence."""
VOTE = Limit(cost=2 * KIB)
BREAKOUTS = Limit(size=48 * KIB, items=128, cost=32 * KIB)
"""Fifty names, each of their characters as an escape sequence."""
