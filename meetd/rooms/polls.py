"""Polls of a room: its questions, and who is told of the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from meetd.errors import InvalidRequest, PollNotFound
from meetd.model import ParticipantId, RoomId, UserId
from meetd.poll import NewPoll, Poll, PollId, PollState, Vote
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission, may

MOST_POLLS = 100
"""Polls that a room keeps."""
MOST_OPTIONS = 20
GATHERING = 0.3
"""Seconds for which votes are gathered: a room is told of a poll three times a second at most."""


class PollStore(Protocol):
    """Polls of all rooms. What changes them raises RoomElsewhere, Unavailable."""

    def under(self, epoch: int) -> PollStore:
        """The same, for who owns a room in that epoch: a former owner writes nothing."""

    async def of_room(self, room_id: RoomId) -> list[Poll]:
        """List a room's polls, the oldest first."""

    async def chosen_by(self, room_id: RoomId, voter_id: UserId) -> dict[PollId, tuple[int, ...]]:
        """Find what somebody chose in each of a room's polls."""

    async def votes(self, room_id: RoomId, poll_id: PollId) -> list[Vote]:
        """List the votes of a room's poll, if they bear names."""

    async def add(self, room_id: RoomId, new: NewPoll, state: PollState, most: int) -> Poll:
        """Store a poll. Raises TooManyPolls where the room has `most` already; RoomDeleted."""

    async def set_state(self, room_id: RoomId, poll_id: PollId, state: PollState) -> Poll:
        """Open or close a poll. Raises PollNotFound."""

    async def remove(self, room_id: RoomId, poll_id: PollId) -> None:
        """Delete a poll, with its votes. Raises PollNotFound."""

    async def vote(
        self,
        room_id: RoomId,
        poll_id: PollId,
        voter_id: UserId,
        name: str,
        choices: Sequence[int],
    ) -> Poll:
        """Store what somebody chose; nothing: take that back. Raises PollNotFound, PollNotOpen."""


@dataclass(frozen=True, slots=True)
class ShownOption:
    """Something that one may choose."""

    text: str
    votes: int | None
    """How many chose it; None where that is not shown yet."""


@dataclass(frozen=True, slots=True)
class ShownPoll:
    """A poll as somebody sees it."""

    id: PollId
    question: str
    options: list[ShownOption]
    several: bool
    anonymous: bool
    live: bool
    state: PollState
    change: int
    """Grows with each change: what has a lower one is older."""
    voters: int
    """People who voted."""


@dataclass(frozen=True, slots=True)
class PollChanged:
    """There is a new poll, or another state or other results of one."""

    poll: ShownPoll


@dataclass(frozen=True, slots=True)
class PollDeleted:
    """A poll is gone, with its votes."""

    poll_id: PollId


class Polls:
    """All of one room."""

    def __init__(
        self,
        room_id: RoomId,
        store: PollStore,
        people: Callable[[], Iterable[Participant]],
        tell: Callable[[PollChanged | PollDeleted, ParticipantId | None], None],
    ) -> None:
        """`people`: those inside; `tell` tells one of them, or all."""
        self._room_id = room_id
        self._store = store
        self._people = people
        self._tell = tell
        self._writing = asyncio.Lock()
        """Held while something is stored: those who vote at once take one connection."""
        self._gathered: dict[PollId, Poll] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def list_for(
        self, participant: Participant
    ) -> tuple[list[ShownPoll], dict[PollId, tuple[int, ...]]]:
        """List what somebody may see, and what they chose themselves. Raises Unavailable."""
        polls = await self._store.of_room(self._room_id)
        shown = [_shown(poll, participant) for poll in polls if _sees(participant, poll)]
        chosen = await self._store.chosen_by(self._room_id, participant.principal.id)
        return shown, chosen

    async def add(self, new: NewPoll, *, is_open: bool) -> None:
        """Make a poll, open or for later. Raises TooManyPolls, RoomDeleted, and as PollStore."""
        async with self._writing:
            state = PollState.OPEN if is_open else PollState.DRAFT
            self._tell_of(await self._store.add(self._room_id, new, state, MOST_POLLS))

    async def set_open(self, poll_id: PollId, *, is_open: bool) -> None:
        """Open a poll, or close it. Raises PollNotFound, and as PollStore."""
        async with self._writing:
            state = PollState.OPEN if is_open else PollState.CLOSED
            self._tell_of(await self._store.set_state(self._room_id, poll_id, state))

    async def remove(self, poll_id: PollId) -> None:
        """Delete a poll. Raises PollNotFound, and as PollStore."""
        async with self._writing:
            await self._store.remove(self._room_id, poll_id)
            self._gathered.pop(poll_id, None)
            self._tell(PollDeleted(poll_id), None)

    async def vote(
        self, participant: Participant, poll_id: PollId, choices: Iterable[int]
    ) -> ShownPoll:
        """Somebody votes, for the first time or again; for nothing: no more. Raises PollNotFound,
        PollNotOpen; InvalidRequest: that is not to be chosen; and as PollStore."""
        chosen = sorted(set(choices))
        async with self._writing:
            polls = await self._store.of_room(self._room_id)
            poll = next((poll for poll in polls if poll.id == poll_id), None)
            if poll is None or not _sees(participant, poll):
                raise PollNotFound
            if max(chosen, default=0) >= len(poll.options):
                raise InvalidRequest("There is no such option.")
            if len(chosen) > 1 and not poll.several:
                raise InvalidRequest("Choose one of them.")
            who = participant.principal
            changed = await self._store.vote(
                self._room_id, poll_id, who.id, participant.username, chosen
            )
        self._gather(changed)
        return _shown(changed, participant)

    def close(self) -> None:
        """Tell no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._gathered.clear()

    def _gather(self, poll: Poll) -> None:
        self._gathered[poll.id] = poll
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHERING, self._tell_gathered)

    def _tell_gathered(self) -> None:
        self._timer = None
        gathered, self._gathered = self._gathered, {}
        for poll in gathered.values():
            self._tell_of(poll)

    def _tell_of(self, poll: Poll) -> None:
        self._gathered.pop(poll.id, None)
        if _is_public(poll):
            self._tell(PollChanged(_view(poll, results=True)), None)
            return
        for participant in self._people():
            if _sees(participant, poll):
                self._tell(PollChanged(_shown(poll, participant)), participant.id)


def _makes(participant: Participant) -> bool:
    return may(participant.role, Permission.POLL)


def _sees(participant: Participant, poll: Poll) -> bool:
    return poll.state is not PollState.DRAFT or _makes(participant)


def _is_public(poll: Poll) -> bool:
    """Whether everybody sees its results."""
    return poll.state is PollState.CLOSED or (poll.state is PollState.OPEN and poll.live)


def _shown(poll: Poll, participant: Participant) -> ShownPoll:
    """A poll as somebody sees it: who makes polls sees how it stands at any time."""
    return _view(poll, results=_is_public(poll) or _makes(participant))


def _view(poll: Poll, *, results: bool) -> ShownPoll:
    counts: Sequence[int | None] = poll.counts if results else [None] * len(poll.options)
    return ShownPoll(
        id=poll.id,
        question=poll.question,
        options=[
            ShownOption(text, votes) for text, votes in zip(poll.options, counts, strict=True)
        ],
        several=poll.several,
        anonymous=poll.anonymous,
        live=poll.live,
        state=poll.state,
        change=poll.change,
        voters=poll.voters,
    )
