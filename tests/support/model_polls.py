"""Polls in a list: no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from meetd.errors import PollNotFound, PollNotOpen, TooManyPolls
from meetd.model import RoomId, UserId
from meetd.poll import NewPoll, Poll, PollId, PollState, Vote


class ModelPolls:
    """Stores polls as the tables do."""

    def __init__(self) -> None:
        self.stored: dict[PollId, tuple[RoomId, Poll]] = {}
        self.cast: dict[tuple[PollId, UserId], Vote] = {}

    def under(self, epoch: int) -> ModelPolls:
        return self

    async def of_room(self, room_id: RoomId) -> list[Poll]:
        return [self._counted(poll) for room, poll in self.stored.values() if room == room_id]

    async def chosen_by(self, room_id: RoomId, voter_id: UserId) -> dict[PollId, tuple[int, ...]]:
        return {
            poll_id: vote.choices
            for (poll_id, voter), vote in self.cast.items()
            if voter == voter_id and self.stored[poll_id][0] == room_id
        }

    async def votes(self, room_id: RoomId, poll_id: PollId) -> list[Vote]:
        its_room, poll = self.stored[poll_id]
        if its_room != room_id or poll.anonymous:
            return []
        return [vote for (voted, _), vote in self.cast.items() if voted == poll_id]

    async def add(self, room_id: RoomId, new: NewPoll, state: PollState, most: int) -> Poll:
        if len(await self.of_room(room_id)) >= most:
            raise TooManyPolls
        poll = Poll(
            question=new.question,
            options=new.options,
            several=new.several,
            anonymous=new.anonymous,
            live=new.live,
            id=PollId(uuid4()),
            state=state,
            change=0,
            voters=0,
            counts=(),
        )
        return self._store(room_id, poll)

    async def set_state(self, room_id: RoomId, poll_id: PollId, state: PollState) -> Poll:
        poll = self._find(room_id, poll_id)
        return self._store(room_id, replace(poll, state=state, change=poll.change + 1))

    async def remove(self, room_id: RoomId, poll_id: PollId) -> None:
        self._find(room_id, poll_id)
        del self.stored[poll_id]

    async def vote(
        self,
        room_id: RoomId,
        poll_id: PollId,
        voter_id: UserId,
        name: str,
        choices: Sequence[int],
    ) -> Poll:
        poll = self._find(room_id, poll_id)
        if poll.state is not PollState.OPEN:
            raise PollNotOpen
        self.cast.pop((poll_id, voter_id), None)
        if choices:
            self.cast[poll_id, voter_id] = Vote(None if poll.anonymous else name, tuple(choices))
        return self._store(room_id, replace(poll, change=poll.change + 1))

    def _find(self, room_id: RoomId, poll_id: PollId) -> Poll:
        room, poll = self.stored.get(poll_id, (None, None))
        if room != room_id or poll is None:
            raise PollNotFound
        return poll

    def _store(self, room_id: RoomId, poll: Poll) -> Poll:
        self.stored[poll.id] = room_id, poll
        return self._counted(poll)

    def _counted(self, poll: Poll) -> Poll:
        votes = [vote for (poll_id, _), vote in self.cast.items() if poll_id == poll.id]
        counts = tuple(
            sum(place in vote.choices for vote in votes) for place in range(len(poll.options))
        )
        return replace(poll, voters=len(votes), counts=counts)
