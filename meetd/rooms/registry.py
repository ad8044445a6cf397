"""The rooms that somebody is in, by their id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from meetd import errors
from meetd.cluster.bus import Bus, RoomDeleted
from meetd.cluster.directory import Elsewhere, Lease, RoomDirectory
from meetd.errors import (
    OwnerUnreachable,
    RoomElsewhere,
    RoomNotFound,
    ServerStopping,
)
from meetd.model import Room, RoomId
from meetd.rooms.handover import Saved, must_be_room
from meetd.rooms.limits import RoomLimits
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.observers import Observers
from meetd.rooms.ports import Media, MessageStore, RoomStore
from meetd.rooms.quotas import Quotas
from meetd.rooms.visitors import Visitors


class Registry:
    """Opens a live room for the first who comes, and forgets it after the last has gone."""

    def __init__(
        self,
        *,
        rooms: RoomStore,
        messages: MessageStore,
        visitors: Visitors,
        quotas: Quotas,
        media: Media,
        observers: Observers,
        directory: RoomDirectory,
        bus: Bus,
        limits: RoomLimits,
        several: bool = False,
    ) -> None:
        """`several`: what this server cannot do now, another one may be able to."""
        self.several = several
        self._rooms = rooms
        self._messages = messages
        self._quotas = quotas
        self._media = media
        self._observers = observers
        self.limits = limits
        self.visitors = visitors
        self._directory = directory
        self._live: dict[RoomId, LiveRoom] = {}
        self._leases: dict[RoomId, Lease] = {}
        """One for each that is live here."""
        self._stopping = False
        self.draining = False
        """True while rooms go to other servers, and no new ones begin here."""
        bus.subscribe(RoomDeleted, self._room_deleted)

    def __iter__(self) -> Iterator[LiveRoom]:
        return iter(list(self._live.values()))

    @property
    def accepting(self) -> bool:
        """True while somebody may still come in."""
        return not self._stopping and not self.draining

    def sizes(self) -> list[tuple[str, int]]:
        """The mode and the number of participants of each room."""
        return [(live.mode.value, live.size) for live in self]

    async def open(self, code: str) -> LiveRoom:
        """The live room of that code. Raises RoomNotFound, ServerStopping; RoomElsewhere,
        OwnerUnreachable: it is live on another server, and to come again leads there."""
        if self._stopping:
            raise ServerStopping
        room = await self._rooms.by_code(code)
        if room is None:
            raise RoomNotFound
        if self.draining and room.id not in self._live:
            raise RoomElsewhere
        lease = await self._directory.claim(room.id)
        if isinstance(lease, Elsewhere):
            raise RoomElsewhere if lease.answers else OwnerUnreachable
        if self._stopping:
            self._directory.release(lease)
            raise ServerStopping
        live = self._live.get(room.id)
        if live is None:
            live = self._live[room.id] = self._new(room, lease)
            self._leases[room.id] = lease
        else:
            self._directory.release(lease)
        live.room = room
        return live

    def lease_of(self, live: LiveRoom) -> Lease:
        """Return the lease by which a room is here. Raises RoomNotFound: it is over."""
        if live.room.id not in self._leases:
            raise RoomNotFound
        return self._leases[live.room.id]

    async def adopt(
        self, code: str, saved: Saved, take: Callable[[RoomId], Awaitable[Lease]]
    ) -> None:
        """Go on with a room that another server had, once `take` has its lease. Raises
        RoomNotFound, InvalidRequest: nothing was taken; and what `take` raises."""
        room = await self._rooms.by_code(code)
        if room is None or room.id in self._live:
            raise RoomNotFound
        must_be_room(saved, room)
        lease = await take(room.id)
        live = self._live[room.id] = self._new(room, lease)
        self._leases[room.id] = lease
        live.restore(saved)

    def lose(self, lease: Lease) -> None:
        """Put everybody out of a room that another server may have by now."""
        if self._leases.get(lease.room_id) == lease:
            self._live[lease.room_id].close(RoomElsewhere())

    def stop(self) -> None:
        """Let nobody in any more, and tell those inside to come back to another server."""
        self._stopping = True
        for live in self:
            live.close(ServerStopping("The server restarts."))

    def _room_deleted(self, deleted: RoomDeleted) -> None:
        """Put everybody out of a room that no longer exists."""
        live = self._live.get(deleted.room_id)
        if live is not None:
            live.close(errors.RoomDeleted())

    def _new(self, room: Room, lease: Lease) -> LiveRoom:
        epoch, messages = lease.epoch, self._messages
        return LiveRoom(
            room,
            limits=self.limits,
            media=self._media,
            messages=messages if epoch is None else messages.under(epoch),
            epoch=epoch,
            allow_message=self._quotas.say,
            observers=self._observers,
            on_empty=self._forget,
        )

    def _forget(self, live: LiveRoom) -> None:
        if self._live.get(live.room.id) is live:
            del self._live[live.room.id]
            self._directory.release(self._leases.pop(live.room.id))
