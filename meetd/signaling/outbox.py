"""Delivers what rooms tell their participants, each room's in its order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from meetd.model import ParticipantId, Room, RoomId
from meetd.rooms.events import (
    REPLACED,
    AddressSeen,
    AdmissionDecided,
    ClientEvent,
    KnockAnswered,
    Knocked,
    ModeChanged,
    ParticipantConnected,
    ParticipantDisconnected,
    PathFailed,
    ReachabilityReported,
    RoomEvent,
    RoomTaken,
)
from meetd.rooms.members import SMALL_ROOM
from meetd.rooms.quality_report import QualityReported
from meetd.signaling.packets import Sockets, message
from meetd.signaling.rendering import rendered
from meetd.signaling.room_outbox import RoomOutbox
from meetd.signaling.roster_changes import RosterEvent


class Outbox:
    """An observer of rooms, with a queue for each: none waits for another."""

    def __init__(self, sio: Sockets, *, large: int = SMALL_ROOM) -> None:
        """With more than `large` inside, what becomes of a room's people is told together."""
        self._sio = sio
        self._large = large
        self._rooms: dict[RoomId, RoomOutbox] = {}
        self._reached: dict[ParticipantId, tuple[str, RoomOutbox]] = {}
        """The socket of each participant, and the queue of their room."""
        self._of_socket: dict[str, RoomOutbox] = {}
        self._cutting: set[asyncio.Task[None]] = set()

    def connection(self, participant_id: ParticipantId) -> str | None:
        """The socket over which a participant is reached now."""
        reached = self._reached.get(participant_id)
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
            case KnockAnswered():
                # They are not inside, and hear nothing else.
                self._sio.tell(event.socket_id, message(*rendered(event)))
            case (
                ModeChanged()
                | PathFailed()
                | ReachabilityReported()
                | QualityReported()
                | AddressSeen()
                | AdmissionDecided()
                | Knocked()
                | RoomTaken()
            ):
                pass
            case _ if to is not None:
                if (reached := self._reached.get(to)) is not None:
                    reached[1].tell(reached[0], event)
            case _ if (outbox := self._rooms.get(room.id)) is not None:
                self._tell_all(outbox, event, besides)

    def end(self, sid: str, event: str, payload: dict[str, str]) -> None:
        """Say why, and cut the connection."""
        self._post(sid, lambda: self._sio.tell(sid, message(event, payload)))
        self.cut(sid)

    def cut(self, sid: str) -> None:
        """Cut the connection; the client comes back if it still may."""
        self._post(sid, lambda: self._cut_soon(sid))

    async def drain(self) -> None:
        """Wait until all that was told has been sent, and who was to be cut is."""
        loop = asyncio.get_running_loop()
        told = [loop.create_future() for _ in self._rooms]
        for outbox, done in zip(self._rooms.values(), told, strict=True):
            outbox.post(partial(done.set_result, None))
        await asyncio.gather(*told)
        await asyncio.gather(*self._cutting, return_exceptions=True)

    def _tell_all(
        self, outbox: RoomOutbox, event: ClientEvent, besides: ParticipantId | None
    ) -> None:
        if outbox.gathers and isinstance(event, RosterEvent):
            outbox.gather(event)
        else:
            outbox.tell_all(event, self.connection(besides) if besides is not None else None)

    def _attach(self, sid: str, participant_id: ParticipantId, room_id: RoomId) -> None:
        older = self.connection(participant_id)
        if older is not None and older != sid:
            self._replace(older, participant_id)
        outbox = self._rooms.get(room_id)
        if outbox is None:
            forget = partial(self._rooms.pop, room_id, None)
            outbox = self._rooms[room_id] = RoomOutbox(self._sio.tell, forget, large=self._large)
        self._reached[participant_id] = sid, outbox
        self._of_socket[sid] = outbox
        outbox.enter(sid)

    def _replace(self, older: str, participant_id: ParticipantId) -> None:
        outbox = self._of_socket[older]
        self._detach(participant_id)
        outbox.tell(older, REPLACED)
        outbox.post(partial(self._cut_soon, older))

    def _detach(self, participant_id: ParticipantId) -> None:
        reached = self._reached.pop(participant_id, None)
        if reached is not None:
            sid, outbox = reached
            self._of_socket.pop(sid, None)
            outbox.leave(sid)

    def _post(self, sid: str, job: Callable[[], object]) -> None:
        """Do it once its room has told the socket all that it has to."""
        outbox = self._of_socket.get(sid)
        if outbox is None:
            job()
        else:
            outbox.post(job)

    def _cut_soon(self, sid: str) -> None:
        task = asyncio.get_running_loop().create_task(self._sio.disconnect(sid))
        self._cutting.add(task)
        task.add_done_callback(self._cutting.discard)
