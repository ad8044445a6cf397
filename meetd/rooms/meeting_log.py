"""Log of meetings: who came, went, was let in or put out, by whom and when. It is written beside
what happens, and never in its way."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from meetd.errors import RoomElsewhere, ServerStopping
from meetd.model import ParticipantId, Room, RoomId, UserId
from meetd.rooms.events import (
    Action,
    AdmissionDecided,
    Led,
    LeftReason,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantUpdated,
    RoomEnded,
    RoomEvent,
)
from meetd.rooms.log_entry import LogAction, LogEntry, LogStore
from meetd.rooms.participant import ParticipantInfo
from meetd.rooms.write_behind import WriteBehind

MOST_KNOWN = 100_000
"""People whose names are kept for when they go."""
GATHERING = 0.5
"""Seconds for which entries are gathered."""


_LEFT = {LeftReason.LEFT: LogAction.LEFT, LeftReason.LOST: LogAction.LOST}
_LED = {
    Action.REMOVED: LogAction.REMOVED,
    Action.BLOCKED: LogAction.BLOCKED,
    Action.ROLE: LogAction.ROLE,
    Action.LOCKED: LogAction.LOCKED,
    Action.UNLOCKED: LogAction.UNLOCKED,
    Action.ENDED: LogAction.ENDED,
}
_GOES_ON = {RoomElsewhere.code, ServerStopping.code}
"""Ends of a room here after which its people are still in it."""


@dataclass(frozen=True, slots=True)
class _Person:
    room_id: RoomId
    user_id: UserId
    name: str
    guest: bool


class MeetingLog:
    """An observer of rooms that stores what it sees, in its own time."""

    def __init__(self, store: LogStore) -> None:
        self._waiting = WriteBehind[LogEntry](
            store.add, gathering=GATHERING, lost="entries of the meetings' log are lost"
        )
        self._known: OrderedDict[ParticipantId, _Person] = OrderedDict()

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
            case ParticipantJoined(participant=who):
                self._add(room.id, LogAction.CAME, self._know(room, who))
            case ParticipantUpdated(participant=who) if who.id not in self._known:
                self._know(room, who)
            case ParticipantLeft():
                person = self._known.pop(event.participant_id, None)
                if person is not None and event.reason in _LEFT:
                    self._add(room.id, _LEFT[event.reason], person)
            case Led() if event.action in _LED:
                person = self._known.get(event.participant_id) if event.participant_id else None
                self._add(room.id, _LED[event.action], person, event)
            case AdmissionDecided():
                person = _Person(room.id, event.user_id, event.username, event.guest)
                action = LogAction.ADMITTED if event.admitted else LogAction.DENIED
                self._add(room.id, action, person, by_name=event.by_name)
            case RoomEnded() if to is None and event.code not in _GOES_ON:
                for each in [k for k, known in self._known.items() if known.room_id == room.id]:
                    self._add(room.id, LogAction.LEFT, self._known.pop(each))
            case _:
                pass

    async def stop(self) -> None:
        """Store what was not stored yet, as far as that is quick."""
        await self._waiting.stop()

    def _know(self, room: Room, who: ParticipantInfo) -> _Person:
        person = _Person(room.id, who.user_id, who.username, who.guest)
        self._known[who.id] = person
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return person

    def _add(
        self,
        room_id: RoomId,
        action: LogAction,
        person: _Person | None,
        led: Led | None = None,
        by_name: str | None = None,
    ) -> None:
        self._waiting.add(
            LogEntry(
                room_id,
                datetime.now(UTC),
                action,
                user_id=person.user_id if person else None,
                name=person.name if person else led.username if led else None,
                guest=person.guest if person else False,
                by_name=led.by_name if led else by_name,
                role=led.role.value if led and led.role else None,
            )
        )


@asynccontextmanager
async def keeping_log(store: LogStore) -> AsyncIterator[MeetingLog]:
    """A log that is stored to the end."""
    kept = MeetingLog(store)
    try:
        yield kept
    finally:
        await kept.stop()
