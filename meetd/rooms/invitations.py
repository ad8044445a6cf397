"""Invitations: who comes into a room by themselves that only those do who are invited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from meetd.errors import InviteQuotaReached, NotFound
from meetd.model import Room, RoomId, UserId, Visit
from meetd.names import is_line, normal
from meetd.rooms.ports import InvitationStore

MOST = 1000
"""People who may be invited to one room."""


class Invitations:
    """Invite people by their email or their username, whether they have an account yet or not."""

    def __init__(self, store: InvitationStore) -> None:
        self._store = store

    async def of_room(self, room: Room) -> list[str]:
        """List who is invited, by their names."""
        return await self._store.of_room(room.id)

    async def invite(self, room: Room, invitees: Iterable[str]) -> list[str]:
        """Invite people, besides those who are; list them all. Raises
        InviteQuotaReached."""
        new = {_written(invitee) for invitee in invitees}
        if len(new.union(await self._store.of_room(room.id))) > MOST:
            raise InviteQuotaReached
        await self._store.add(room.id, new)
        return await self._store.of_room(room.id)

    async def withdraw(self, room: Room, invitee: str) -> None:
        """Invite somebody no longer; who is inside stays. Raises NotFound."""
        if not is_line(invitee) or not await self._store.remove(room.id, _written(invitee)):
            raise NotFound

    async def of_person(
        self, user_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Visit]:
        """List others' rooms that somebody is invited to, the newest invitation first, from behind
        a place in that order."""
        return await self._store.of_person(user_id, before, limit)


def _written(invitee: str) -> str:
    return normal(invitee).strip().lower()
