"""The rooms that somebody is in, by their id."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from meetd import errors
from meetd.cluster.bus import BreakoutNotice, Bus, RoomDeleted
from meetd.cluster.directory import Elsewhere, Lease, RoomDirectory
from meetd.errors import (
    OwnerUnreachable,
    RoomElsewhere,
    RoomNotFound,
    ServerStopping,
    Unavailable,
)
from meetd.model import Room, RoomId
from meetd.room_code import room_code
from meetd.rooms.board_keeper import BoardKeeper
from meetd.rooms.breakout_store import BreakoutStore
from meetd.rooms.handover import Saved, must_be_room
from meetd.rooms.limits import RoomLimits
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.observers import Observers
from meetd.rooms.polls import PollStore
from meetd.rooms.ports import AdmissionStore, FileStore, Media, MessageStore, RoomStore
from meetd.rooms.quotas import Quotas
from meetd.rooms.record import RoomRecord
from meetd.rooms.visitors import Visitors


class Registry:
    """Opens a live room for the first who comes, and forgets it after the last has gone."""

    def __init__(
        self,
        *,
        rooms: RoomStore,
        messages: MessageStore,
        admissions: AdmissionStore,
        polls: PollStore,
        boards: BoardKeeper,
        breakouts: BreakoutStore,
        visitors: Visitors,
        quotas: Quotas,
        media: Media,
        observers: Observers,
        directory: RoomDirectory,
        bus: Bus,
        limits: RoomLimits,
        several: bool = False,
        files: FileStore | None = None,
    ) -> None:
        """`several`: what this server cannot do now, another one may be able to."""
        self.several = several
        self._rooms = rooms
        self._messages = messages
        self._files = files
        self._admissions = admissions
        self._polls = polls
        self._boards = boards
        self._breakouts = breakouts
        self._publish = bus.publish
        self.quotas = quotas
        self._media = media
        self._observers = observers
        self.limits = limits
        self.visitors = visitors
        self._directory = directory
        self._live: dict[RoomId, LiveRoom] = {}
        self._by_code: dict[str, LiveRoom] = {}
        """The same, for who asks with each request."""
        self._leases: dict[RoomId, Lease] = {}
        """One for each that is live here."""
        self._ending: dict[RoomId, asyncio.Task[None]] = {}
        """What of their last meetings has to be stored before the next ones begin."""
        self._reading = 0
        self._changed: dict[RoomId, Room] = {}
        """Rooms that were changed while others, or these, were read."""
        self._stopping = False
        self.draining = False
        """True while rooms go to other servers, or to their end, and no new ones begin here."""
        bus.subscribe(RoomDeleted, self._room_deleted)
        bus.subscribe(BreakoutNotice, self._breakout_says)

    def __iter__(self) -> Iterator[LiveRoom]:
        return iter(list(self._live.values()))

    @property
    def accepting(self) -> bool:
        """True while somebody may still come in."""
        return not self._stopping and not self.draining

    def sizes(self) -> list[tuple[str, int]]:
        """The mode and the number of participants of each room."""
        return [(live.mode.value, live.size) for live in self]

    def live(self, code: str) -> LiveRoom | None:
        """Find the room of that code, if it is live here."""
        return self._by_code.get(code)

    async def open(self, code: str) -> LiveRoom:
        """The live room of that code, as people write it. Raises RoomNotFound, ServerStopping;
        RoomElsewhere, OwnerUnreachable: it is live on another server, and to come again leads
        there."""
        if self._stopping:
            raise ServerStopping
        with self._rooms_read() as newest:
            return await self._open(room_code(code) or code, newest)

    async def _open(self, code: str, newest: Callable[[Room], Room]) -> LiveRoom:
        room = await self._found(code)
        if room is None:
            raise RoomNotFound
        if self.draining and room.id not in self._live:
            if self.several:
                raise RoomElsewhere
            # A meeting that goes on may still go into its breakout rooms.
            if room.parent_id not in self._live:
                raise ServerStopping
        lease = await self._directory.claim(room.id)
        if isinstance(lease, Elsewhere):
            raise RoomElsewhere if lease.answers else OwnerUnreachable
        while (ending := self._ending.get(room.id)) is not None:
            await asyncio.wait({ending})
        if self._stopping:
            self._directory.release(lease)
            raise ServerStopping
        live = self._live.get(room.id)
        if live is None:
            live = self._begin(newest(room), lease)
        else:
            self._directory.release(lease)
        return live

    def changed(self, room: Room) -> None:
        """A room that is this server's has another name, or other settings from now on."""
        if self._reading:
            self._changed[room.id] = room
        live = self._live.get(room.id)
        if live is not None:
            live.change(room)

    @contextmanager
    def _rooms_read(self) -> Iterator[Callable[[Room], Room]]:
        """While rooms are read and not live yet, keep what becomes of them: what was read may be
        older than that."""
        self._reading += 1
        try:
            yield lambda room: self._changed.get(room.id, room)
        finally:
            self._reading -= 1
            if not self._reading:
                self._changed.clear()

    def lease_of(self, live: LiveRoom) -> Lease:
        """Return the lease by which a room is here. Raises RoomNotFound: it is over."""
        if live.room.id not in self._leases:
            raise RoomNotFound
        return self._leases[live.room.id]

    def epoch_of(self, room_id: RoomId) -> int | None:
        """Return the epoch of the lease by which a room is here, if there is one."""
        lease = self._leases.get(room_id)
        return None if lease is None else lease.epoch

    async def adopt(
        self, code: str, saved: Saved, take: Callable[[RoomId], Awaitable[Lease]]
    ) -> None:
        """Go on with a room that another server had, once `take` has its lease. Raises
        RoomNotFound, InvalidRequest: nothing was taken; and what `take` raises."""
        with self._rooms_read() as newest:
            room = await self._rooms.by_code(code)
            if room is None or room.id in self._live:
                raise RoomNotFound
            must_be_room(saved, room)
            lease = await take(room.id)
            self._begin(newest(room), lease).take_up(saved)

    def lose(self, lease: Lease) -> None:
        """Put everybody out of a room that another server may have by now."""
        if self._leases.get(lease.room_id) == lease:
            self._live[lease.room_id].close(RoomElsewhere())

    def stop(self) -> None:
        """Let nobody in any more, and tell those inside to come back to another server."""
        self._stopping = True
        for live in self:
            live.close(ServerStopping("The server restarts."))

    async def _found(self, code: str) -> Room | None:
        """Find the room of that code; while the database is away, if it is live here. Raises
        Unavailable."""
        try:
            return await self._rooms.by_code(code)
        except Unavailable:
            if (live := self.live(code)) is None:
                raise
            return live.room

    def _room_deleted(self, deleted: RoomDeleted) -> None:
        """Put everybody out of a room that no longer exists."""
        for live in self:
            if deleted.room_id in {live.room.id, live.room.parent_id}:
                live.close(errors.RoomDeleted())

    def _breakout_says(self, notice: BreakoutNotice) -> None:
        """Hand on what a room and its breakouts say to each other."""
        for live in self:
            if notice.parent_id in {live.room.id, live.room.parent_id}:
                live.handover.heard(notice)

    def _begin(self, room: Room, lease: Lease) -> LiveRoom:
        live = self._live[room.id] = self._by_code[room.code] = self._new(room, lease)
        self._leases[room.id] = lease
        return live

    def _new(self, room: Room, lease: Lease) -> LiveRoom:
        epoch, messages, rooms = lease.epoch, self._messages, self._rooms
        admissions = self._admissions
        return LiveRoom(
            room,
            limits=self.limits,
            media=self._media,
            messages=messages if epoch is None else messages.under(epoch),
            record=RoomRecord(rooms if epoch is None else rooms.under(epoch), self.changed),
            admissions=admissions if epoch is None else admissions.under(epoch),
            polls=self._polls if epoch is None else self._polls.under(epoch),
            boards=self._boards,
            breakouts=self._breakouts if epoch is None else self._breakouts.under(epoch),
            publish=self._publish,
            epoch=epoch,
            files=self._files,
            allow_message=self.quotas.say,
            observers=self._observers,
            on_empty=self._forget,
        )

    def _forget(self, live: LiveRoom) -> None:
        if self._live.get(live.room.id) is live:
            del self._live[live.room.id], self._by_code[live.room.code]
            lease = self._leases.pop(live.room.id)
            if live.waiting_room.kept.is_settled:
                self._directory.release(lease)
            else:
                task = asyncio.get_running_loop().create_task(self._end(live, lease))
                self._ending[live.room.id] = task

    async def _end(self, live: LiveRoom, lease: Lease) -> None:
        """Keep the room until its meeting is over for all who come: no server lets in who was let
        into that one."""
        await live.waiting_room.kept.settled()
        del self._ending[live.room.id]
        self._directory.release(lease)
