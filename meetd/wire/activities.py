"""Requests about what a meeting does together: polls, and a timer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from meetd.poll import NewPoll, PollId
from meetd.rooms.polls import MOST_OPTIONS, ShownPoll
from meetd.rooms.shared_timer import LONGEST
from meetd.wire.fields import written

Question = Annotated[str, validate.Length(1, 300), written]
Answer = Annotated[str, validate.Length(1, 150), written]
Seconds = Annotated[int, validate.Range(1, LONGEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePoll:
    """A question, and what one may answer."""

    question: Question
    options: Annotated[list[Answer], validate.Length(2, MOST_OPTIONS)]
    several: bool = False
    """True if one may choose more than one."""
    anonymous: bool = False
    """True if nobody is told who chose what."""
    live: bool = True
    """True if everybody sees the results before it is closed."""
    open: bool = True
    """False: it is kept for later."""

    @property
    def new(self) -> NewPoll:
        """The poll."""
        options = tuple(option.strip() for option in self.options)
        return NewPoll(self.question.strip(), options, self.several, self.anonymous, self.live)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOnly:
    """A poll of the room."""

    poll_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPollOpen(PollOnly):
    """Whether a poll takes votes."""

    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CastVote(PollOnly):
    """What the caller chooses, by places among the options; nothing: no more."""

    choices: Annotated[
        list[Annotated[int, validate.Range(0, MOST_OPTIONS - 1)]], validate.Length(0, MOST_OPTIONS)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimer:
    """How long the timer runs from now on."""

    seconds: Seconds


@dataclass(frozen=True, slots=True)
class OwnVote:
    """What the caller chose in a poll, by places among its options."""

    poll_id: PollId
    choices: list[int]


@dataclass(frozen=True, slots=True)
class PollList:
    """A room's polls, the oldest first."""

    polls: list[ShownPoll]
    votes: list[OwnVote]
    """The caller's."""


@dataclass(frozen=True, slots=True)
class Voted:
    """The poll after a vote."""

    poll: ShownPoll
