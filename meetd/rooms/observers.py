"""Observers of rooms, and the port that makes one of them.

The outbox of the sockets is one, the telemetry another; whatever else wants to know of rooms
becomes one too, and no rule changes for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from meetd.log import get_logger
from meetd.model import ParticipantId, Room, RoomId
from meetd.rooms.events import RoomEvent

log = get_logger(__name__)


class RoomObserver(Protocol):
    """Is told what happens in rooms, in the order in which it happens; never blocks."""

    def observe(
        self,
        room: Room,
        event: RoomEvent,
        *,
        to: ParticipantId | None,
        besides: ParticipantId | None,
    ) -> None:
        """Something happened. It concerns one participant alone, `to`, or all who are inside, but
        the one who caused it, `besides`."""


class Observers:
    """All of them, in their order."""

    def __init__(
        self,
        *observers: RoomObserver,
        settled: Callable[[RoomId], Awaitable[None]] | None = None,
    ) -> None:
        """`settled` waits until what they saw of a room is stored, if that is soon."""
        self._observers = observers
        self._settled = settled

    async def settled(self, room: Room) -> None:
        """Wait until what they saw of a room is stored, if that is soon."""
        if self._settled is not None:
            await self._settled(room.id)

    def tell(
        self,
        room: Room,
        event: RoomEvent,
        *,
        to: ParticipantId | None = None,
        besides: ParticipantId | None = None,
    ) -> None:
        """Tell each of them. One that fails keeps neither the room nor the others from going on."""
        for observer in self._observers:
            try:
                observer.observe(room, event, to=to, besides=besides)
            except Exception:
                log.exception("an observer failed", room=room.code, told=type(event).__name__)
