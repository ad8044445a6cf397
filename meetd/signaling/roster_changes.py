"""What becomes of a large room's people, told together."""

from __future__ import annotations

from meetd.model import ParticipantId
from meetd.rooms.events import (
    ParticipantJoined,
    ParticipantLeft,
    ParticipantUpdated,
    RosterChanged,
)
from meetd.rooms.participant import ParticipantInfo

RosterEvent = ParticipantJoined | ParticipantUpdated | ParticipantLeft


class RosterChanges:
    """The difference since it was last told. Of each participant only the last state counts: who
    applies all differences, in their order, to whatever pages they have read, has the roster."""

    def __init__(self) -> None:
        self._here: dict[ParticipantId, ParticipantInfo] = {}
        self._left: dict[ParticipantId, ParticipantLeft] = {}

    def add(self, event: RosterEvent) -> None:
        """Something became of one of them. Ids are not used again."""
        if isinstance(event, ParticipantLeft):
            self._here.pop(event.participant_id, None)
            self._left[event.participant_id] = event
        else:
            self._here[event.participant.id] = event.participant

    def take(self) -> RosterChanged:
        """All of it; nothing is left."""
        changed = RosterChanged(list(self._here.values()), list(self._left.values()))
        self._here.clear()
        self._left.clear()
        return changed
