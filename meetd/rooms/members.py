"""The participants of one live room."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from meetd.auth.principal import Principal
from meetd.errors import NotInRoom
from meetd.model import ParticipantId, UserId
from meetd.rooms.participant import Participant, ParticipantInfo

SMALL_ROOM = 50
"""Others in a room of which somebody who joins is told at once."""
FIRST_PAGE = 25
"""Participants that somebody who joins a larger one is told of at once: as many as a page shows."""
PAGE = 200
"""Participants on each further page."""


@dataclass(frozen=True, slots=True)
class RosterPage:
    """Some of those in a room, in the order of their ids, which is that of their coming."""

    participants: list[ParticipantInfo]
    next_cursor: ParticipantId | None
    """The last one on this page; None where nobody comes after it."""


class Members:
    """Who is in a room, by their ids, in the order in which they came."""

    def __init__(self) -> None:
        self._inside: dict[ParticipantId, Participant] = {}
        self._ids: list[ParticipantId] = []
        """Sorted."""
        self._of_account: defaultdict[UserId, list[Participant]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._inside)

    def __iter__(self) -> Iterator[Participant]:
        return iter(list(self._inside.values()))

    def __contains__(self, participant_id: ParticipantId) -> bool:
        return participant_id in self._inside

    def get(self, participant_id: ParticipantId) -> Participant | None:
        """Find the participant of that id."""
        return self._inside.get(participant_id)

    def of(self, principal: Principal) -> list[Participant]:
        """Find all that one person is inside as."""
        return list(self._of_account.get(principal.id, ()))

    def among(self, people: Iterable[UserId]) -> list[Participant]:
        """Find all that these people are inside as."""
        return [each for user_id in people for each in self._of_account.get(user_id, ())]

    def page(self, after: ParticipantId | None = None, *, limit: int) -> RosterPage:
        """List those who come after one, who may have gone meanwhile, or the first."""
        start = 0 if after is None else bisect_right(self._ids, after)
        ids = self._ids[start : start + limit]
        more = start + limit < len(self._ids)
        return RosterPage([self._inside[id_].info() for id_ in ids], ids[-1] if more else None)

    def require(self, participant: Participant) -> None:
        """Raises NotInRoom when the participant is no longer here."""
        if participant.id not in self._inside:
            raise NotInRoom

    def add(self, participant: Participant) -> None:
        """Somebody comes."""
        self._inside[participant.id] = participant
        insort(self._ids, participant.id)
        self._of_account[participant.principal.id].append(participant)

    def remove(self, participant: Participant) -> bool:
        """Somebody goes; False if they are gone already."""
        if self._inside.pop(participant.id, None) is None:
            return False
        del self._ids[bisect_left(self._ids, participant.id)]
        its = self._of_account[participant.principal.id]
        its.remove(participant)
        if not its:
            del self._of_account[participant.principal.id]
        return True

    def clear(self) -> None:
        """All go."""
        self._inside.clear()
        self._ids.clear()
        self._of_account.clear()
