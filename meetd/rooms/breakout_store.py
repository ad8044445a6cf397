"""Port: where plans of breakout rooms are stored, and the rooms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from meetd.model import Room, RoomId, StoredPlan, UserId


class BreakoutStore(Protocol):
    """Plans of all rooms. What changes them raises RoomElsewhere, Unavailable."""

    def under(self, epoch: int) -> BreakoutStore:
        """The same, for who owns a room in that epoch: a former owner writes nothing."""

    async def plan(self, room_id: RoomId) -> StoredPlan | None:
        """Find a room's plan."""

    async def set_plan(self, room_id: RoomId, plan: Mapping[str, Any]) -> None:
        """Store a plan, in place of another."""

    async def names_of(self, user_ids: Sequence[UserId]) -> Mapping[UserId, frozenset[str]]:
        """Find the emails and the usernames of accounts, in small letters. Raises Unavailable."""

    async def usernames(self, names: Sequence[str]) -> frozenset[str]:
        """Find which of these names, in small letters, are accounts'. Raises Unavailable."""

    async def expel(self, room_id: RoomId, user_id: UserId, *, block: bool) -> None:
        """Somebody was put out, of the room for good where they are blocked: any server may say
        so."""

    async def open(
        self, parent: Room, names: Sequence[str], expelled: Iterable[UserId]
    ) -> list[tuple[RoomId, str]]:
        """Make rooms of these names beside a room, for all but those who were put out; return their
        ids and codes."""

    async def close(self, room_id: RoomId, plan: Mapping[str, Any]) -> None:
        """Delete the rooms beside a room, and store the plan."""
