"""An agenda: which rooms have a time, which were visited, and calendars that others read."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from meetd.errors import InvalidRequest, NotFound, RoomNotFound
from meetd.model import Room, RoomId, Schedule, UserId, Visit
from meetd.rooms.ports import CalendarStore, RoomStore
from meetd.schedule.recurrence import next_time
from meetd.token_bucket import TokenBuckets

MAX_COMING = 100
"""Meetings in an agenda, and in a calendar."""
OVER = "This time is over."
READ_RATE, READS = 1 / 10, 20.0
"""Times that one calendar is written, per second and at once: programs ask a few times an hour, and
of a hundred meetings one takes a tenth of a second."""


def _now() -> datetime:
    return datetime.now(UTC)


class Agenda:
    """Say when rooms are, and list them by it."""

    def __init__(
        self, rooms: RoomStore, calendars: CalendarStore, now: Callable[[], datetime] = _now
    ) -> None:
        self._rooms = rooms
        self._calendars = calendars
        self._now = now
        self._reads = TokenBuckets[UserId](READ_RATE, READS)
        self.writing = asyncio.Lock()
        """Held while a calendar is written: one at a time."""

    async def schedule(self, room: Room, schedule: Schedule, epoch: int | None = None) -> Room:
        """Give a room its time. `epoch`: of the lease by which it is this server's. Raises
        InvalidRequest: it would be over already; RoomNotFound, RoomElsewhere."""
        next_at = next_time(schedule, self._now())
        if next_at is None:
            raise InvalidRequest(fields={"startsAt": [OVER]})
        return await self._set(room, schedule, next_at, epoch)

    def must_be_to_come(self, schedule: Schedule) -> None:
        """For the schedule of a room that is yet to be made. Raises InvalidRequest: it would be
        over already."""
        if next_time(schedule, self._now()) is None:
            raise InvalidRequest(fields={"schedule": {"startsAt": [OVER]}})

    async def unschedule(self, room: Room, epoch: int | None = None) -> Room:
        """Let it have no time any more. Raises RoomNotFound, RoomElsewhere."""
        return await self._set(room, None, None, epoch)

    async def coming(self, user_id: UserId, limit: int = MAX_COMING) -> list[Room]:
        """List somebody's rooms whose time is now or is to come, the next one first."""
        while True:
            rooms = await self._rooms.coming(user_id, limit)
            over = [room for room in rooms if self._is_over(room)]
            if not over:
                return rooms
            for room in over:
                await self._rooms.advance(room, self._next(room))

    async def visited(
        self, user_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Visit]:
        """List others' rooms that somebody was in, the last one first, from behind a place in that
        order."""
        return await self._rooms.visited(user_id, before, limit)

    async def open_calendar(self, user_id: UserId) -> str:
        """Make the secret of somebody's calendar, which voids the one before."""
        secret = secrets.token_urlsafe(24)
        await self._calendars.set(user_id, _hash(secret))
        return secret

    async def close_calendar(self, user_id: UserId) -> None:
        """Let nobody read it any more."""
        await self._calendars.set(user_id, None)

    async def calendar(self, secret: str) -> list[Room]:
        """List the meetings in the calendar of that secret. Raises NotFound, TooManyRequests."""
        user_id = await self._calendars.owner(_hash(secret))
        if user_id is None:
            raise NotFound
        self._reads.of(user_id).take()
        return await self.coming(user_id)

    def _is_over(self, room: Room) -> bool:
        if room.schedule is None or room.next_at is None:
            return True
        return room.next_at + timedelta(minutes=room.schedule.minutes) <= self._now()

    def _next(self, room: Room) -> datetime | None:
        if room.schedule is None:
            return None
        return next_time(room.schedule, self._now())

    async def _set(
        self, room: Room, schedule: Schedule | None, next_at: datetime | None, epoch: int | None
    ) -> Room:
        if schedule is not None and room.schedule is not None:
            sequence = room.schedule.sequence + 1
            schedule = replace(schedule, sequence=sequence)
        store = self._rooms if epoch is None else self._rooms.under(epoch)
        changed = await store.set_schedule(room.id, schedule, next_at)
        if changed is None:
            raise RoomNotFound
        return changed


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
