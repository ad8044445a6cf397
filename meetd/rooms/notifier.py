"""The port by which a room reaches its participants, whatever carries it there."""

from __future__ import annotations

from typing import Protocol

from meetd.model import ParticipantId, RoomId
from meetd.rooms.events import RoomEvent


class Notifier(Protocol):
    """Delivers in the order it was asked to, and never blocks."""

    def attach(self, connection: str, participant_id: ParticipantId, room_id: RoomId) -> None:
        """From now on the participant is reached over this connection, and no longer over an
        older one."""

    def detach(self, participant_id: ParticipantId) -> None:
        """The participant is no longer reached."""

    def tell(self, participant_id: ParticipantId, event: RoomEvent) -> None:
        """Tell one participant."""

    def tell_all(
        self, room_id: RoomId, event: RoomEvent, *, besides: ParticipantId | None = None
    ) -> None:
        """Tell everybody in the room, but one."""
