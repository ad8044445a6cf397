"""A poll: a question to everybody in a room, and what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

PollId = NewType("PollId", UUID)


class PollState(StrEnum):
    """How far a poll is."""

    DRAFT = "draft"
    """Seen by those alone who may make polls."""
    OPEN = "open"
    """Everybody may vote, and change that."""
    CLOSED = "closed"
    """Its results stand, unless it is opened again."""


@dataclass(frozen=True, slots=True)
class NewPoll:
    """What somebody asks."""

    question: str
    options: tuple[str, ...]
    several: bool
    """True if one may choose more than one of them."""
    anonymous: bool
    """True if nobody is ever told who chose what."""
    live: bool
    """True if everybody sees the results while it is open; else once it is closed."""


@dataclass(frozen=True, slots=True)
class Poll(NewPoll):
    """A poll as it is stored."""

    id: PollId
    state: PollState
    change: int
    """Grows with each change, votes too."""
    voters: int
    """People who voted."""
    counts: tuple[int, ...]
    """How many chose each option."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What somebody chose."""

    name: str | None
    """Theirs when they voted; None in an anonymous poll."""
    choices: tuple[int, ...]
    """Places among the options."""
