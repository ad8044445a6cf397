"""Rooms in a list, and who was in them: no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from meetd.model import Room, RoomId, UserId


class ModelRooms:
    """Stores rooms as the table does."""

    def __init__(self) -> None:
        self.stored: dict[RoomId, Room] = {}

    def under(self, epoch: int) -> ModelRooms:
        return self

    async def add(self, host_id: UserId, name: str, most: int | None = None) -> Room:
        now = datetime.now(UTC)
        room = Room(RoomId(uuid4()), f"room-{len(self.stored)}", name, host_id, now, now)
        self.stored[room.id] = room
        return room

    async def by_code(self, code: str) -> Room | None:
        return next((room for room in self.stored.values() if room.code == code), None)

    async def of_host(
        self, host_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Room]:
        own = [room for room in self.stored.values() if room.host_id == host_id]
        own.sort(key=lambda room: (room.created_at, room.id), reverse=True)
        return [r for r in own if before is None or (r.created_at, r.id) < before][:limit]

    async def rename(self, room_id: RoomId, name: str) -> Room | None:
        if room_id in self.stored:
            self.stored[room_id] = replace(self.stored[room_id], name=name)
        return self.stored.get(room_id)

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

    async def has(self, room_id: RoomId, user_id: UserId) -> bool:
        return (room_id, user_id) in self.stored
