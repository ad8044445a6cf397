"""Delivers what rooms tell their participants over Socket.IO, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import socketio

from meetd.log import get_logger
from meetd.model import ParticipantId, Room, RoomId
from meetd.rooms.events import (
    REPLACED,
    ClientEvent,
    ModeChanged,
    ParticipantConnected,
    ParticipantDisconnected,
    PathFailed,
    ReachabilityReported,
    RoomEvent,
)
from meetd.signaling.rendering import rendered

log = get_logger(__name__)


class Outbox:
    """An observer of rooms. One queue for all: what is told first arrives first."""

    def __init__(self, sio: socketio.AsyncServer) -> None:
        self._sio = sio
        self._connections: dict[ParticipantId, tuple[str, RoomId]] = {}
        self._queue: asyncio.Queue[Callable[[], Awaitable[object]]] = asyncio.Queue()

    def connection(self, participant_id: ParticipantId) -> str | None:
        """The socket over which a participant is reached now."""
        reached = self._connections.get(participant_id)
        return reached[0] if reached else None

    def observe(
        self,
        room: Room,
        event: RoomEvent,
        *,
        to: ParticipantId | None,
        besides: ParticipantId | None,
    ) -> None:
        """See RoomObserver."""
        match event:
            case ParticipantConnected():
                self._attach(event.socket_id, event.participant_id, room.id)
            case ParticipantDisconnected():
                self._detach(event.participant_id)
            case ModeChanged() | PathFailed() | ReachabilityReported():
                pass
            case _ if to is None:
                self._tell_all(room.id, event, besides)
            case _:
                self._tell(to, event)

    def _attach(self, connection: str, participant_id: ParticipantId, room_id: RoomId) -> None:
        older = self.connection(participant_id)
        if older is not None and older != connection:
            self._detach(participant_id)
            self._post(lambda: self._sio.emit(*rendered(REPLACED), to=older))
            self._post(lambda: self._sio.disconnect(older))
        self._connections[participant_id] = connection, room_id
        self._post(lambda: self._sio.enter_room(connection, str(room_id)))

    def _detach(self, participant_id: ParticipantId) -> None:
        reached = self._connections.pop(participant_id, None)
        if reached is not None:
            connection, room_id = reached
            self._post(lambda: self._sio.leave_room(connection, str(room_id)))

    def _tell(self, participant_id: ParticipantId, event: ClientEvent) -> None:
        connection = self.connection(participant_id)
        if connection is not None:
            self._post(lambda: self._sio.emit(*rendered(event), to=connection))

    def _tell_all(self, room_id: RoomId, event: ClientEvent, besides: ParticipantId | None) -> None:
        skipped = self.connection(besides) if besides is not None else None
        self._post(lambda: self._sio.emit(*rendered(event), room=str(room_id), skip_sid=skipped))

    def end(self, connection: str, event: str, payload: dict[str, str]) -> None:
        """Say why, and cut the connection."""
        self._post(lambda: self._sio.emit(event, payload, to=connection))
        self._post(lambda: self._sio.disconnect(connection))

    def cut(self, connection: str) -> None:
        """Cut the connection; the client comes back if it still may."""
        self._post(lambda: self._sio.disconnect(connection))

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            job = await self._queue.get()
            try:
                await job()
            except Exception:
                log.exception("delivery failed")
            finally:
                self._queue.task_done()

    async def drain(self) -> None:
        """Wait until all that was told has been delivered."""
        await self._queue.join()

    def _post(self, job: Callable[[], Awaitable[object]]) -> None:
        self._queue.put_nowait(job)
