"""Service for rooms, whether somebody is in them or not."""

from __future__ import annotations

from datetime import datetime

from meetd.auth.principal import Principal
from meetd.cluster.bus import Bus, RoomDeleted
from meetd.errors import RoomNotFound
from meetd.model import Room, RoomId
from meetd.rooms.permissions import VISITOR, Permission, must_have, role_of
from meetd.rooms.ports import RoomStore
from meetd.rooms.quotas import Quotas
from meetd.rooms.visitors import Visitors


class RoomService:
    """Make, find and change rooms. The bus is told after one is gone."""

    def __init__(self, rooms: RoomStore, visitors: Visitors, quotas: Quotas, bus: Bus) -> None:
        self._rooms = rooms
        self._visitors = visitors
        self._quotas = quotas
        self._bus = bus

    async def create(self, host: Principal, name: str, limit: int) -> Room:
        """Make a room. `limit`: rooms of one host. Raises RoomQuotaReached."""
        self._quotas.make_room(host.id)
        return await self._rooms.add(host.id, name, limit)

    async def find(self, code: str) -> Room:
        """Find the room of that code. Raises RoomNotFound."""
        room = await self._rooms.by_code(code)
        if room is None:
            raise RoomNotFound
        return room

    async def find_for(self, principal: Principal, code: str, permission: Permission) -> Room:
        """Find the room of that code for who may do that there. Raises RoomNotFound, Forbidden,
        NeverInside, NotRoomHost."""
        room = await self.find(code)
        role = role_of(principal, room)
        if permission is Permission.READ and permission not in role:
            # Asked only where it matters: the others need no query.
            role = VISITOR if await self._visitors.has(room.id, principal.id) else role
        must_have(role, permission)
        return room

    async def of_host(
        self, host: Principal, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Room]:
        """List the rooms that somebody made, newest first, from behind a place in the list."""
        return await self._rooms.of_host(host.id, before, limit)

    async def rename(self, room: Room, name: str, epoch: int | None = None) -> Room:
        """Give it another name. `epoch`: of the lease by which it is this server's. Raises
        RoomNotFound: it is gone meanwhile; RoomElsewhere."""
        renamed = await self._under(epoch).rename(room.id, name)
        if renamed is None:
            raise RoomNotFound
        return renamed

    async def delete(self, room: Room, epoch: int | None = None) -> None:
        """Delete it, and what was said in it; who is inside is put out. `epoch`: of the lease by
        which it is this server's. Raises RoomElsewhere."""
        await self._under(epoch).delete(room.id)
        self._bus.publish(RoomDeleted(room.id))

    def _under(self, epoch: int | None) -> RoomStore:
        return self._rooms if epoch is None else self._rooms.under(epoch)
