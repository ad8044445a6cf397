"""The record of a live room: what is stored of it, and changed while people are inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from meetd.errors import RoomDeleted
from meetd.model import Room, UserId
from meetd.rooms.ports import RoomStore


class RoomRecord:
    """Stores a change, then has the live room be what was stored. All raise RoomDeleted,
    RoomElsewhere, Unavailable."""

    def __init__(self, rooms: RoomStore, on_changed: Callable[[Room], None]) -> None:
        """`rooms` as who owns the room may change them."""
        self._rooms = rooms
        self._on_changed = on_changed

    async def set_leaders(self, room: Room, host_id: UserId, cohosts: Iterable[UserId]) -> Room:
        """Make somebody the host, and those the cohosts."""
        return self._took(await self._rooms.set_leaders(room.id, host_id, sorted(cohosts)))

    async def expel(self, room: Room, user_id: UserId, *, block: bool) -> Room:
        """Forget that somebody was ever inside; keep them out for good where they are blocked."""
        return self._took(await self._rooms.expel(room.id, user_id, block=block))

    async def set(self, room: Room, settings: Mapping[str, Any]) -> Room:
        """Set some of its settings."""
        return self._took(await self._rooms.change(room.id, None, settings))

    def _took(self, changed: Room | None) -> Room:
        if changed is None:
            raise RoomDeleted
        self._on_changed(changed)
        return changed
