"""Service for rooms, whether somebody is in them or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from meetd.auth.principal import Principal
from meetd.cluster.bus import Bus, RoomDeleted
from meetd.errors import ExternalIdTaken, NotFound, RoomNotFound
from meetd.model import BlockedPerson, Room, RoomId, UserId
from meetd.names import is_line
from meetd.room_code import room_code
from meetd.room_settings import ReadableHistory
from meetd.rooms.chat import Page
from meetd.rooms.permissions import Permission, may, must_have, must_not_be_blocked, role_of
from meetd.rooms.ports import MessageStore, RoomStore
from meetd.rooms.quotas import Quotas
from meetd.rooms.visitors import Visitors

NONE: Mapping[str, Any] = MappingProxyType({})


class RoomService:
    """Make, find and change rooms. The bus is told after one is gone."""

    def __init__(
        self,
        rooms: RoomStore,
        visitors: Visitors,
        quotas: Quotas,
        bus: Bus,
        on_changed: Callable[[Room], None],
    ) -> None:
        """`on_changed` hears of a room that is another from now on, where it is this server's."""
        self._rooms = rooms
        self._visitors = visitors
        self._quotas = quotas
        self._bus = bus
        self._on_changed = on_changed

    async def create(
        self, host: Principal, name: str | None, limit: int, settings: Mapping[str, Any] = NONE
    ) -> Room:
        """Make a room; without a name it gets one. `limit`: rooms of one host; `settings`: those
        that are not as by default. Raises RoomQuotaReached."""
        self._quotas.make_room(host.id)
        called = name or _name_of_new(host, datetime.now(UTC))
        return await self._rooms.add(host.id, called, limit, settings)

    async def put(
        self,
        host: Principal,
        external_id: str,
        name: str | None,
        limit: int,
        settings: Mapping[str, Any] = NONE,
    ) -> tuple[Room, bool]:
        """The room that a program gave that id, as it is, or one made so; and whether it was made.
        Raises RoomQuotaReached."""
        while True:
            found = await self._rooms.by_external_id(host.id, external_id)
            if found is not None:
                return found, False
            self._quotas.make_room(host.id)
            called = name or _name_of_new(host, datetime.now(UTC))
            try:
                made = await self._rooms.add(host.id, called, limit, settings, external_id)
            except ExternalIdTaken:
                continue  # In the same moment.
            return made, True

    async def by_external_id(self, host: Principal, external_id: str) -> Room | None:
        """Find the room that a program gave that id."""
        return await self._rooms.by_external_id(host.id, external_id)

    async def find_by_id_for(
        self, principal: Principal, external_id: str, permission: Permission
    ) -> Room:
        """Find the room that a program gave that id, if it may do that there. Raises RoomNotFound,
        Blocked, Forbidden, NotModerator, NotRoomHost."""
        its = external_id if is_line(external_id) else ""
        room = await self._rooms.by_external_id(principal.id, its)
        if room is None:
            raise RoomNotFound
        must_not_be_blocked(principal, room)
        must_have(role_of(principal, room), permission)
        return room

    async def find(self, code: str) -> Room:
        """Find the room of that code, as people write it. Raises RoomNotFound."""
        room = await self._rooms.by_code(room_code(code) or code)
        # A breakout room is found from the room that it belongs to.
        if room is None or room.parent_id is not None:
            raise RoomNotFound
        return room

    async def find_any(self, code: str) -> Room:
        """Find the room of that code, be it a breakout room or not. Raises RoomNotFound."""
        room = await self._rooms.by_code(room_code(code) or code)
        if room is None:
            raise RoomNotFound
        return room

    async def find_for(self, principal: Principal, code: str, permission: Permission) -> Room:
        """Find the room of that code for who may do that there. Raises RoomNotFound, Blocked,
        Forbidden, NeverInside, NotModerator, NotRoomHost."""
        room = await self.find(code)
        must_not_be_blocked(principal, room)
        role = role_of(principal, room)
        # Asked only where it matters: the others need no query.
        asked = permission is Permission.READ and not may(role, permission)
        if not (asked and await self._visitors.has(room.id, principal.id)):
            must_have(role, permission)
        return room

    async def readable(
        self, principal: Principal, room: Room, page: Page, messages: MessageStore
    ) -> Page:
        """Leave out of a page what somebody may not read who came later, as the room has it, and
        what is quoted of it."""
        if room.settings.history is ReadableHistory.ALL or role_of(principal, room).leads:
            return page
        first = await self._visitors.first_at(room.id, principal.id)
        if first is None:
            return Page([], has_more=False)
        hidden = [message.id for message in page.messages if message.created_at < first]
        quoted = {message.reply_to.id for message in page.messages if message.reply_to is not None}
        hidden += sorted(await messages.said_before(first, quoted))
        return page.behind(max(hidden)) if hidden else page

    async def of_host(
        self, host: Principal, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Room]:
        """List the rooms that somebody made, newest first, from behind a place in the list."""
        return await self._rooms.of_host(host.id, before, limit)

    async def change(
        self, room: Room, name: str | None, settings: Mapping[str, Any], epoch: int | None = None
    ) -> Room:
        """Give it another name, or some other settings; those inside are told. `epoch`: of the
        lease by which it is this server's. Raises RoomNotFound: it is gone meanwhile;
        RoomElsewhere."""
        changed = await self._under(epoch).change(room.id, name, settings)
        if changed is None:
            raise RoomNotFound
        self._on_changed(changed)
        return changed

    async def blocked(self, room: Room) -> list[BlockedPerson]:
        """List who is kept out of it for good, the last one first."""
        return await self._rooms.blocked(room.id)

    async def unblock(self, room: Room, user_id: UserId, epoch: int | None = None) -> None:
        """Let somebody come again who was blocked. `epoch`: of the lease by which it is this
        server's. Raises NotFound: they are not; RoomNotFound, RoomElsewhere."""
        if user_id not in room.blocked:
            raise NotFound
        changed = await self._under(epoch).unblock(room.id, user_id)
        if changed is None:
            raise RoomNotFound
        self._on_changed(changed)

    async def delete(self, room: Room, epoch: int | None = None) -> None:
        """Delete it, and what was said in it; who is inside is put out. `epoch`: of the lease by
        which it is this server's. Raises RoomElsewhere."""
        await self._under(epoch).delete(room.id)
        self._bus.publish(RoomDeleted(room.id))

    def _under(self, epoch: int | None) -> RoomStore:
        return self._rooms if epoch is None else self._rooms.under(epoch)


def _name_of_new(host: Principal, now: datetime) -> str:
    """Whose meeting it is, and of which day: the next one is called differently."""
    return f"{host.display_name}’s meeting, {now.day} {now:%b}"
