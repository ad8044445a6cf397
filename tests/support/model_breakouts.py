"""Plans of breakout rooms without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from meetd.model import Room, RoomId, StoredPlan, UserId


class ModelBreakouts:
    """Stores plans as the table does; there are no rooms."""

    def __init__(self) -> None:
        self.plans: dict[RoomId, Mapping[str, Any]] = {}
        self.expelled: dict[RoomId, set[UserId]] = {}
        self.accounts: dict[UserId, frozenset[str]] = {}
        """Emails and usernames."""

    def under(self, epoch: int) -> ModelBreakouts:
        return self

    async def plan(self, room_id: RoomId) -> StoredPlan | None:
        if room_id not in self.plans:
            return None
        expelled = frozenset(self.expelled.get(room_id, ()))
        return StoredPlan(self.plans[room_id], expelled, frozenset())

    async def names_of(self, user_ids: Sequence[UserId]) -> Mapping[UserId, frozenset[str]]:
        return {who: self.accounts[who] for who in user_ids if who in self.accounts}

    async def usernames(self, names: Sequence[str]) -> frozenset[str]:
        return frozenset(names) & frozenset[str]().union(*self.accounts.values())

    async def set_plan(self, room_id: RoomId, plan: Mapping[str, Any]) -> None:
        self.plans[room_id] = plan

    async def expel(self, room_id: RoomId, user_id: UserId, *, block: bool) -> None:
        self.expelled.setdefault(room_id, set()).add(user_id)

    async def open(
        self, parent: Room, names: Sequence[str], expelled: Iterable[UserId]
    ) -> list[tuple[RoomId, str]]:
        self.expelled[parent.id] = set(expelled)
        return [(RoomId(uuid4()), f"breakout-{number}") for number, _ in enumerate(names)]

    async def close(self, room_id: RoomId, plan: Mapping[str, Any]) -> None:
        self.plans[room_id] = plan
