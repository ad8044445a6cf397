"""Reactions: signs that pass. Those of a moment are told together, and nobody has more than their
share of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from meetd.model import ParticipantId
from meetd.token_bucket import TokenBuckets

RATE, BURST = 5.0, 10.0
"""Reactions of one person, per second and at once."""
GATHERING = 0.1
"""Seconds for which they are gathered: a room's sockets are told ten times a second at most."""
AT_ONCE = 20
"""The newest of so many are told: a page shows no more in that time."""


class Sign(StrEnum):
    """A sign that somebody may give."""

    THUMBS_UP = "thumbsUp"
    HEART = "heart"
    APPLAUSE = "applause"
    LAUGH = "laugh"
    SURPRISE = "surprise"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class Reaction:
    """A sign, and whose it is."""

    participant_id: ParticipantId
    sign: Sign


class Reactions:
    """All of one room."""

    def __init__(self, tell: Callable[[list[Reaction]], None]) -> None:
        self._tell = tell
        self._limits = TokenBuckets[ParticipantId](RATE, BURST)
        self._gathered: list[Reaction] = []
        self._timer: asyncio.TimerHandle | None = None

    def add(self, participant_id: ParticipantId, sign: Sign) -> None:
        """Somebody reacts. Raises TooManyRequests."""
        self._limits.of(participant_id).take()
        self._gathered.append(Reaction(participant_id, sign))
        del self._gathered[:-AT_ONCE]
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(GATHERING, self.tell)

    def tell(self) -> None:
        """Tell those that are gathered, if there are any."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        gathered, self._gathered = self._gathered, []
        if gathered:
            self._tell(gathered)

    def close(self) -> None:
        """Tell no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._gathered.clear()
