"""The participants of one live room."""

from __future__ import annotations

from collections.abc import Iterator

from meetd.auth.principal import Principal
from meetd.errors import NotInRoom
from meetd.model import ParticipantId
from meetd.rooms.participant import Participant, ParticipantInfo


class Members:
    """Who is in a room, by their ids, in the order in which they came."""

    def __init__(self) -> None:
        self._inside: dict[ParticipantId, Participant] = {}

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
        return [its for its in self if its.principal.id == principal.id]

    def infos(self, *, besides: Participant) -> list[ParticipantInfo]:
        """Describe all others to one of them."""
        return [its.info() for its in self if its is not besides]

    def require(self, participant: Participant) -> None:
        """Raises NotInRoom when the participant is no longer here."""
        if participant.id not in self._inside:
            raise NotInRoom

    def add(self, participant: Participant) -> None:
        """Somebody comes."""
        self._inside[participant.id] = participant

    def remove(self, participant: Participant) -> bool:
        """Somebody goes; False if they are gone already."""
        return self._inside.pop(participant.id, None) is not None

    def clear(self) -> None:
        """All go."""
        self._inside.clear()
