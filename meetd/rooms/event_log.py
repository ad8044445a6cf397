"""Log of events for other programs: sees what happens in rooms, and has it stored in its order."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from meetd.errors import RoomElsewhere, ServerStopping, Unavailable
from meetd.happening import EventType, Happening, Kind
from meetd.log import get_logger
from meetd.model import ParticipantId, Room, RoomId, UserId
from meetd.rooms.events import (
    Action,
    AdmissionDecided,
    ChatDelivered,
    Knocked,
    Led,
    ParticipantJoined,
    ParticipantLeft,
    RoomEnded,
    RoomEvent,
    RoomTaken,
)
from meetd.rooms.participant import ParticipantInfo

log = get_logger(__name__)

MOST_WAITING = 20_000
"""Happenings that wait to be stored; of more, it is kept who is inside in the end."""
BATCH = 500
"""Happenings that are stored at once."""
EVERY = 0.05
"""Seconds from one batch to the next: what happens alone is stored at once."""
RETRY = 1.0
"""Seconds until what could not be stored is tried again."""
PATIENCE = 1.0
"""Seconds at most that a message waits for what happened before it."""
STOP_LIMIT = 2.0
"""Seconds that happenings get to be stored when the server stops."""

_GOES_ON = {RoomElsewhere.code, ServerStopping.code}
"""Ends of a room here after which its meeting is not over."""
_ENDED = {"room_deleted": "deleted"}


class HappeningStore(Protocol):
    """Where happenings become events."""

    async def record(self, batch: int, happenings: Sequence[Happening]) -> None:
        """Store a batch, once, however often it is sent. Raises Unavailable."""


@dataclass(slots=True)
class _Seen:
    """A room that is live here, as it was seen."""

    room: Room
    epoch: int | None
    people: dict[ParticipantId, dict[str, Any]] = field(default_factory=dict)


class EventLog:
    """An observer of rooms. What it cannot store now it stores later, once."""

    def __init__(
        self,
        store: HappeningStore,
        on_stored: Callable[[], None],
        epoch_of: Callable[[RoomId], int | None] = lambda _: None,
    ) -> None:
        """`on_stored` hears that there may be new events. `epoch_of` finds the epoch of the lease
        by which a room is this server's."""
        self._store = store
        self._on_stored = on_stored
        self._epoch_of = epoch_of
        self._seen: dict[RoomId, _Seen] = {}
        self._waiting: deque[Happening] = deque()
        self._unsummed: dict[RoomId, Happening] = {}
        """The last happening of each room of which some were forgotten."""
        self._unstored: Counter[RoomId] = Counter()
        self._batches = 0
        self._hurry = asyncio.Event()
        self._stored = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None

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
                seen = self._look(room)
                seen.people[who.id] = came = _person(who)
                self._add(room, Kind.JOINED, data=came)
            case ParticipantLeft():
                seen = self._look(room)
                seen.people.pop(event.participant_id, None)
                reason = event.reason.value
                self._add(room, Kind.LEFT, participant_id=event.participant_id, reason=reason)
                if not seen.people:
                    del self._seen[room.id]
            case RoomTaken():
                seen = self._look(room)
                seen.people = {who.id: _person(who) for who in event.participants}
                self._add(room, Kind.INSIDE, data=list(seen.people.values()))
            case RoomEnded() if to is None:
                if event.code not in _GOES_ON and room.id in self._seen:
                    self._add(room, Kind.ENDED, reason=_ENDED.get(event.code, "ended"))
                self._seen.pop(room.id, None)
            case Knocked(knock=knock):
                self._knock(room, (knock.principal.id, knock.username, knock.guest), "asked")
            case AdmissionDecided():
                outcome = "admitted" if event.admitted else "denied"
                asked = event.user_id, event.username, event.guest
                self._knock(room, asked, outcome, byName=event.by_name)
            case Led() if event.action is Action.ROLE and event.participant_id and event.role:
                whom = {"participantId": event.participant_id, "name": event.username}
                whom |= self._look(room).people.get(event.participant_id, {})
                whom |= {"role": event.role.value, "byName": event.by_name}
                self._add(room, EventType.ROLE, data=whom)
            case ChatDelivered():
                self._on_stored()
            case _:
                pass

    async def settled(self, room_id: RoomId) -> None:
        """Wait until what was seen of a room is stored, if that is soon."""
        if not self._unstored[room_id]:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._unstored[room_id]:
                    self._hurry.set()
                    await self._stored.wait()

    async def stop(self) -> None:
        """Store what was not stored yet, as far as that is quick."""
        if self._writing is not None:
            self._hurry.set()
            _, late = await asyncio.wait({self._writing}, timeout=STOP_LIMIT)
            for task in late:
                task.cancel()

    def _look(self, room: Room) -> _Seen:
        seen = self._seen.get(room.id)
        if seen is None:
            seen = self._seen[room.id] = _Seen(room, self._epoch_of(room.id))
        seen.room = room
        return seen

    def _knock(self, room: Room, who: tuple[UserId, str, bool], outcome: str, **more: str) -> None:
        user_id, name, guest = who
        data = {"userId": str(user_id), "name": name, "guest": guest, "outcome": outcome} | more
        self._add(room, EventType.KNOCK, data=data)

    def _add(self, room: Room, kind: Kind | EventType, **more: Any) -> None:
        seen = self._seen.get(room.id)
        epoch = self._epoch_of(room.id) if seen is None else seen.epoch
        now = datetime.now(UTC)
        self._waiting.append(Happening(kind, now, room.id, room.code, room.host_id, epoch, **more))
        self._unstored[room.id] += 1
        if len(self._waiting) > MOST_WAITING:
            log.warning("events are lost: too many wait to be stored", count=len(self._waiting))
            self._unsummed |= {one.room_id: one for one in self._waiting}
            self._waiting.clear()
            self._unstored.clear()
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        while batch := self._next():
            self._batches += 1
            await self._store_as(self._batches, batch)
            for one in batch:
                if self._unstored[one.room_id] <= 1:
                    del self._unstored[one.room_id]
                else:
                    self._unstored[one.room_id] -= 1
            self._stored.set()
            self._stored.clear()
            self._on_stored()
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._hurry.wait()
            self._hurry.clear()

    async def _store_as(self, number: int, batch: Sequence[Happening]) -> None:
        """Store a batch, however long that takes."""
        while True:
            try:
                await self._store.record(number, batch)
            except Unavailable:
                await asyncio.sleep(RETRY)
                continue
            except Exception:
                log.exception("events are lost", count=len(batch))
            return

    def _next(self) -> list[Happening]:
        if self._unsummed:
            batch = [self._sum(last) for last in self._unsummed.values()]
            self._unsummed.clear()
            return batch
        return [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]

    def _sum(self, last: Happening) -> Happening:
        """Who is inside now, of a room of which happenings were forgotten."""
        seen = self._seen.get(last.room_id)
        people = [] if seen is None else list(seen.people.values())
        epoch = last.epoch if seen is None else seen.epoch
        now = datetime.now(UTC)
        return Happening(
            Kind.INSIDE, now, last.room_id, last.room_code, last.host_id, epoch, data=people
        )


def _person(who: ParticipantInfo) -> dict[str, Any]:
    return {
        "participantId": who.id,
        "userId": str(who.user_id),
        "name": who.username,
        "guest": who.guest,
        "role": who.role.value,
    }


@asynccontextmanager
async def logging_events(
    store: HappeningStore,
    on_stored: Callable[[], None],
    epoch_of: Callable[[RoomId], int | None],
) -> AsyncIterator[EventLog]:
    """A log that is stored to the end."""
    kept = EventLog(store, on_stored, epoch_of)
    try:
        yield kept
    finally:
        await kept.stop()
