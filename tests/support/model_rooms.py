"""Rooms in a list, and who was in them: no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from meetd.model import BlockedPerson, Room, RoomId, Schedule, UserId, Visit
from meetd.room_settings import RoomSettings


class ModelRooms:
    """Stores rooms as the table does."""

    def __init__(self) -> None:
        self.stored: dict[RoomId, Room] = {}

    def under(self, epoch: int) -> ModelRooms:
        return self

    async def add(
        self,
        host_id: UserId,
        name: str,
        most: int | None = None,
        settings: Mapping[str, Any] | None = None,
        external_id: str | None = None,
    ) -> Room:
        now = datetime.now(UTC)
        room = Room(
            RoomId(uuid4()),
            f"room-{len(self.stored)}",
            name,
            host_id,
            now,
            now,
            RoomSettings(**(settings or {})),
        )
        self.stored[room.id] = room
        return room

    async def by_external_id(self, owner_id: UserId, external_id: str) -> Room | None:
        raise NotImplementedError

    async def by_code(self, code: str) -> Room | None:
        return next((room for room in self.stored.values() if room.code == code), None)

    async def of_host(
        self, host_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Room]:
        own = [room for room in self.stored.values() if room.host_id == host_id]
        own.sort(key=lambda room: (room.created_at, room.id), reverse=True)
        return [r for r in own if before is None or (r.created_at, r.id) < before][:limit]

    async def visited(
        self, user_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Visit]:
        return []

    async def coming(self, user_id: UserId, limit: int) -> list[Room]:
        own = [r for r in self.stored.values() if r.host_id == user_id and r.next_at]
        return sorted(own, key=lambda room: room.next_at or room.created_at)[:limit]

    async def advance(self, room: Room, next_at: datetime | None) -> None:
        self.stored[room.id] = replace(self.stored[room.id], next_at=next_at)

    async def set_schedule(
        self, room_id: RoomId, schedule: Schedule | None, next_at: datetime | None
    ) -> Room | None:
        if room_id in self.stored:
            room = self.stored[room_id]
            self.stored[room_id] = replace(room, schedule=schedule, next_at=next_at)
        return self.stored.get(room_id)

    async def change(
        self, room_id: RoomId, name: str | None = None, settings: Mapping[str, Any] | None = None
    ) -> Room | None:
        room = self.stored.get(room_id)
        if room is not None:
            self.stored[room_id] = replace(
                room,
                name=room.name if name is None else name,
                settings=replace(room.settings, **(settings or {})),
                updated_at=datetime.now(UTC),
            )
        return self.stored.get(room_id)

    async def set_leaders(
        self, room_id: RoomId, host_id: UserId, cohosts: list[UserId]
    ) -> Room | None:
        return self._set(room_id, host_id=host_id, cohosts=frozenset(cohosts))

    async def expel(self, room_id: RoomId, user_id: UserId, *, block: bool) -> Room | None:
        room = self.stored.get(room_id)
        if room is None:
            return None
        blocked = room.blocked | {user_id} if block else room.blocked
        return self._set(room_id, blocked=blocked, cohosts=room.cohosts - {user_id})

    def _set(self, room_id: RoomId, **changes: Any) -> Room | None:
        if room_id in self.stored:
            self.stored[room_id] = replace(self.stored[room_id], **changes)
        return self.stored.get(room_id)

    async def blocked(self, room_id: RoomId) -> list[BlockedPerson]:
        room = self.stored.get(room_id)
        return [] if room is None else [BlockedPerson(who, None, False) for who in room.blocked]

    async def unblock(self, room_id: RoomId, user_id: UserId) -> Room | None:
        room = self.stored.get(room_id)
        return room and self._set(room_id, blocked=room.blocked - {user_id})

    async def delete(self, room_id: RoomId) -> None:
        self.stored.pop(room_id, None)


class ModelAttendance:
    """Remembers who was inside as the table does."""

    def __init__(self) -> None:
        self.stored: set[tuple[RoomId, UserId]] = set()

    def under(self, epoch: int) -> ModelAttendance:
        return self

    async def add(self, room_id: RoomId, user_id: UserId) -> None:
        self.stored.add((room_id, user_id))

    async def first_at(self, room_id: RoomId, user_id: UserId) -> datetime | None:
        return datetime.now(UTC) if (room_id, user_id) in self.stored else None

    async def has(self, room_id: RoomId, user_id: UserId) -> bool:
        return (room_id, user_id) in self.stored


class ModelAdmissions:
    """Remembers who was let in, and who is invited, as the tables do."""

    def __init__(self) -> None:
        self.stored: set[tuple[RoomId, UserId]] = set()
        self.invited: set[tuple[RoomId, UserId]] = set()

    def under(self, epoch: int) -> ModelAdmissions:
        return self

    async def of(self, room_id: RoomId) -> set[UserId]:
        return {person for room, person in self.stored if room == room_id}

    async def has(self, room_id: RoomId, user_id: UserId) -> bool:
        return (room_id, user_id) in self.stored

    async def add(self, room_id: RoomId, people: Iterable[UserId]) -> None:
        self.stored |= {(room_id, person) for person in people}

    async def remove(self, room_id: RoomId, user_id: UserId) -> None:
        self.stored.discard((room_id, user_id))

    async def clear(self, room_id: RoomId) -> None:
        self.stored = {one for one in self.stored if one[0] != room_id}

    async def is_invited(self, room_id: RoomId, user_id: UserId) -> bool:
        return (room_id, user_id) in self.invited
