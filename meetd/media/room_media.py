"""A room's media: as long as the room, on whichever routers it has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from functools import partial

from meetd.errors import MediaUnavailable
from meetd.media.active_speaker import ActiveSpeaker, Ear
from meetd.media.copies import Copies
from meetd.media.events import MediaEvent, ParticipantMoved, RouterLost, TransportClosed
from meetd.media.layer_demand import LayerDemands
from meetd.media.moving_media import MovingMedia
from meetd.media.owner import Owner
from meetd.media.participant_media import ParticipantMedia
from meetd.media.publishing import Publishing
from meetd.media.room_producers import RoomProducers
from meetd.media.router_handle import RouterHandle
from meetd.media.subscribing import Subscribing
from meetd.media.tracks import Direction, ProducerInfo
from meetd.media.transports import Transports
from meetd.model import ParticipantId

SENT_BY_EACH = 2
"""Producers that somebody new is expected to bring: a voice and a picture."""
RECEIVED_BY_EACH = 100
"""Consumers that anybody is expected to have at the most."""
MOVE_LIMIT = 20.0
"""Seconds that a browser has to leave a router from which it was moved."""


class RoomMedia:
    """What participants send and receive. The only place that knows on which router each of them
    is: a room has one, more when it outgrows a worker, and none until `find_router` has found the
    first or after the last was lost."""

    def __init__(
        self,
        open_router: Callable[[Collection[RouterHandle]], Awaitable[RouterHandle | None]],
        emit: Callable[[MediaEvent], None],
    ) -> None:
        """`open_router` gets a router on a worker with none of those, None if no other has place;
        without any, it waits for one. Events that nobody asked for go to `emit`."""
        self._open_router = open_router
        self._listener = emit
        self._closed = False
        self._routers: list[RouterHandle] = []
        self._placed: dict[ParticipantId, RouterHandle] = {}
        self._leaving: dict[ParticipantId, RouterHandle] = {}
        """The routers on which those who are being moved were before."""
        self._left_elsewhere: dict[ParticipantId, str] = {}
        """The same, on other servers."""
        self._lingers = False
        self._producers = RoomProducers()
        self._copies = Copies(self._producers)
        self._demands = LayerDemands()
        self._speaker = ActiveSpeaker(self._copies, self._emit)

    async def find_router(self, people: int = 1) -> None:
        """Get a router, if there is none, however long that takes; and others, as long as those
        that there are have no place for so many people and a worker is left."""
        while not self._closed and self.wants_router(people):
            router = await self._open_router(self._routers)
            if router is None:
                return
            if self._closed:
                router.close()
                return
            self._adopt(router)

    def wants_router(self, people: int) -> bool:
        """Return whether those that there are have no place for so many."""
        if not self._routers:
            return True
        coming = people - len(self._placed)
        if coming <= 0:
            return False
        return coming * self._expected(people) > sum(router.spare() for router in self._routers)

    def router_for(self, participant_id: ParticipantId) -> RouterHandle | None:
        """Find the router that carries a participant's media, the one with the most place for
        somebody new; None while there is none."""
        router = self._placed.get(participant_id)
        if router is None and self._routers:
            router = max(self._routers, key=_place)
            self._placed[participant_id] = router
            router.expect(participant_id)
            for each in self._routers:
                each.expected_load = self._expected(len(self._placed))
        return router

    def leaving_router_id(self, participant_id: ParticipantId) -> str | None:
        """Find the router from which a participant is being moved, if they are."""
        leaving = self._leaving.get(participant_id)
        return leaving.id if leaving else self._left_elsewhere.get(participant_id)

    def came_from(self, participant_id: ParticipantId, router_id: str) -> None:
        """A participant is moved here from another server, with a router there."""
        self._left_elsewhere[participant_id] = router_id
        loop = asyncio.get_running_loop()
        loop.call_later(MOVE_LIMIT, self._left_elsewhere.pop, participant_id, None)

    def of(self, participant_id: ParticipantId) -> ParticipantMedia | MovingMedia:
        """Find what a participant has. Raises MediaUnavailable while there is no router."""
        router = self.router_for(participant_id)
        if router is None:
            raise MediaUnavailable
        if participant_id not in router.participants:
            router.participants[participant_id] = self._new(participant_id, router)
        newer = router.participants[participant_id]
        leaving = self._leaving.get(participant_id)
        older = leaving.participants.get(participant_id) if leaving else None
        if older is None:
            return newer
        return MovingMedia(newer, older, lambda: self._leave_if_empty(participant_id))

    @property
    def dominant(self) -> ParticipantId | None:
        """The participant who speaks above all others, if anybody does."""
        return self._speaker.dominant

    def producers(self, *, besides: ParticipantId | None = None) -> list[ProducerInfo]:
        """List all open producers, but those of one participant."""
        return [made.info for made in self._producers if made.participant_id != besides]

    def repeat_demand(self, participant_id: ParticipantId) -> None:
        """Tell a participant again what is wanted of its pictures."""
        for places in (self._placed, self._leaving):
            router = places.get(participant_id)
            if router is not None and participant_id in router.participants:
                router.participants[participant_id].publishing.repeat_demand()

    def remove(self, participant_id: ParticipantId) -> None:
        """Close all that a participant has."""
        self._has_left(participant_id)
        self._left_elsewhere.pop(participant_id, None)
        router = self._placed.pop(participant_id, None)
        if router is not None:
            self._clear(participant_id, router)

    def linger(self) -> None:
        """The room goes on elsewhere: close everything, but not before its people have left."""
        self._lingers = True
        asyncio.get_running_loop().call_later(MOVE_LIMIT, self.close)
        self._close_if_left()

    def close(self) -> None:
        """Close everything, for good."""
        self._closed = True
        self._demands.close_all()
        self._copies.close()
        self._speaker.follow(None)
        self._placed.clear()
        self._leaving.clear()
        routers, self._routers = self._routers, []
        for router in routers:
            router.close()

    def _expected(self, people: int) -> int:
        """Transports and consumers that somebody new is going to have among so many people; who is
        alone needs none yet."""
        others = max(len(self._producers), SENT_BY_EACH * (people - 1))
        return len(Direction) + min(others, RECEIVED_BY_EACH) if people > 1 else 0

    def _new(self, participant_id: ParticipantId, router: RouterHandle) -> ParticipantMedia:
        owner = Owner(participant_id, self._emit)
        transports = Transports(owner, router.router, router.webrtc_server, far=router.far)
        return ParticipantMedia(
            owner,
            router.id,
            transports,
            Publishing(
                owner,
                transports,
                router.router,
                room=self._producers,
                demands=self._demands,
                speaker=self._speaker,
                carried=lambda: any(not each.router.closed for each in self._routers),
            ),
            Subscribing(
                owner,
                transports,
                router.router,
                room=self._producers,
                copies=self._copies,
                demands=self._demands,
            ),
        )

    def _adopt(self, router: RouterHandle) -> None:
        self._routers.append(router)
        router.on_lost(lambda: self._lose(router))
        router.relieve = partial(self._relieve, router)
        self._follow_speaker()

    async def _relieve(self, router: RouterHandle, everybody: bool) -> None:
        """Move who came last to a router with the place for it, or everybody; make before break."""
        here = [who for who, its in self._placed.items() if its is router]
        if self._leaving or not here:
            return
        moving = here if everybody else here[-1:]
        needed = router.load if everybody else router.load // len(here)
        target = max(self._routers, key=lambda each: each.spare())
        if target is router or target.spare() < needed:
            opened = await self._open_router(self._routers)
            if opened is None:
                return
            if self._closed or opened.spare() < needed:
                opened.close()
                return
            self._adopt(target := opened)
        for participant_id in moving:
            if self._placed.get(participant_id) is router:
                self._move(participant_id, target)
        self._close_if_idle(target)

    def _move(self, participant_id: ParticipantId, target: RouterHandle) -> None:
        leaving = self._placed[participant_id]
        self._leaving[participant_id] = leaving
        self._placed[participant_id] = target
        target.expect(participant_id)
        loop = asyncio.get_running_loop()
        loop.call_later(MOVE_LIMIT, self._has_left, participant_id, leaving)
        self._leave_if_empty(participant_id)
        self._emit(ParticipantMoved(participant_id))

    def _has_left(self, participant_id: ParticipantId, only: RouterHandle | None = None) -> None:
        """Nothing is needed any more of what a participant had before they were moved."""
        leaving = self._leaving.get(participant_id)
        if leaving is not None and only in {None, leaving}:
            del self._leaving[participant_id]
            self._clear(participant_id, leaving)

    def _leave_if_empty(self, participant_id: ParticipantId) -> None:
        leaving = self._leaving.get(participant_id)
        older = leaving.participants.get(participant_id) if leaving else None
        if older is None or len(older.transports) == 0:
            self._has_left(participant_id)

    def _clear(self, participant_id: ParticipantId, router: RouterHandle) -> None:
        """Close what a participant has on a router."""
        part = router.forget(participant_id)
        if part is not None:
            part.close()
        self._close_if_idle(router)

    def _close_if_idle(self, router: RouterHandle) -> None:
        """Close a router that carries nobody, unless it is the only one."""
        if len(self._routers) < 2:
            return
        if router not in {*self._placed.values(), *self._leaving.values()}:
            self._leave(router)
            router.close()

    def _close_if_left(self) -> None:
        if self._lingers and not any(router.counts.transports for router in self._routers):
            self.close()

    def _lose(self, router: RouterHandle) -> None:
        """A worker died: whom its router carried is placed anew when next looked for."""
        for participant_id, its in list(self._leaving.items()):
            if router in {its, self._placed.get(participant_id)}:
                self._has_left(participant_id)
        for participant_id, its in list(self._placed.items()):
            if its is router:
                del self._placed[participant_id]
        self._leave(router)
        self._emit(RouterLost(router.id))

    def _leave(self, router: RouterHandle) -> None:
        if router in self._routers:
            self._routers.remove(router)
        self._follow_speaker()

    def _follow_speaker(self) -> None:
        first = self._routers[0] if self._routers else None
        self._speaker.follow(Ear(first.router, first.active_speaker) if first else None)

    def _emit(self, event: MediaEvent) -> None:
        if isinstance(event, TransportClosed):
            # A browser that leaves a router says so twice, and this may be heard first.
            self._leave_if_empty(event.participant_id)
            self._close_if_left()
        if not (self._closed or self._lingers):
            self._listener(event)


def _place(router: RouterHandle) -> tuple[bool, int, int]:
    """The more a router has place for somebody, the greater; one of this node comes first."""
    spare = router.spare()
    return not router.far and spare > router.expected_load, spare, -router.load
