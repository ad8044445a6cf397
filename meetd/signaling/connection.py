"""One socket: who is behind it, and where they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from meetd.auth.principal import Principal
from meetd.auth.sessions import Credential
from meetd.errors import AlreadyInRoom, NotInRoom, TooManyRequests
from meetd.rooms.events import LeftReason
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.waiting_room import Knock
from meetd.signaling import limits
from meetd.signaling.budget import Budget
from meetd.token_bucket import TokenBucket

RATE = 100.0
"""Requests per second that one socket may send for long."""
BURST = 400.0
"""Requests that one socket may send at once."""


@dataclass(slots=True)
class Connection:
    """A socket that has signed in."""

    sid: str
    credential: Credential
    address: str | None = None
    """Where it comes from, if that is to be kept."""
    same_host: bool = False
    """A program of this host opened it, and no proxy for it."""
    place: tuple[LiveRoom, Participant] | None = None
    knock: tuple[LiveRoom, Knock] | None = None
    """What it asks to be let into."""
    joining: bool = False
    left: bool = False
    """True if it went while its join was under way."""
    closed: bool = False
    requests: TokenBucket = field(default_factory=lambda: TokenBucket(RATE, BURST))
    budget: Budget = field(default_factory=Budget)
    """The account's, for all its sockets."""
    unanswered: int = 0

    @property
    def principal(self) -> Principal:
        """The principal behind it."""
        return self.credential.principal

    def facts(self) -> dict[str, str]:
        """Name, for the log, the room that it is in and as whom."""
        if self.place is None:
            return {}
        room, participant = self.place
        return {"room": room.room.code, "participant": participant.id}

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While a request is being answered. Raises TooManyRequests."""
        if self.unanswered >= limits.MAX_UNANSWERED:
            raise TooManyRequests(retry_after=1)
        self.unanswered += 1
        try:
            yield
        finally:
            self.unanswered -= 1

    def must_be_free(self) -> None:
        """Raises AlreadyInRoom."""
        if self.joining or self.place is not None:
            raise AlreadyInRoom

    def leave(self, reason: LeftReason = LeftReason.LEFT) -> None:
        """Go, or do not come in where that is still under way."""
        self.left = self.joining
        self.withdraw()
        place, self.place = self.place, None
        if place is not None:
            room, participant = place
            room.leave(participant, reason)

    def withdraw(self) -> None:
        """Wait no longer to be let in."""
        asked, self.knock = self.knock, None
        if asked is not None:
            room, knock = asked
            room.withdraw(knock)

    @property
    def room(self) -> LiveRoom:
        """The room that the caller is in, or was put out of. Raises NotInRoom."""
        if self.place is None:
            raise NotInRoom
        return self.place[0]

    def must_be_inside(self) -> tuple[LiveRoom, Participant]:
        """The caller's room and participant. Raises NotInRoom."""
        if self.place is None:
            raise NotInRoom
        room, participant = self.place
        room.require_inside(participant)
        return room, participant
