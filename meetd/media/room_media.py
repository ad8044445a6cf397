"""A room's media: as long as the room, on whichever router it has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from meetd.errors import MediaUnavailable
from meetd.media.active_speaker import ActiveSpeaker
from meetd.media.events import MediaEvent, RouterLost
from meetd.media.layer_demand import LayerDemands
from meetd.media.owner import Owner
from meetd.media.participant_media import ParticipantMedia
from meetd.media.publishing import Publishing
from meetd.media.router_handle import RouterHandle
from meetd.media.subscribing import Subscribing
from meetd.media.tracks import ProducerInfo
from meetd.media.transports import Transports
from meetd.model import ParticipantId


class RoomMedia:
    """What participants send and receive. The only place that knows on which router each of them
    is: today there is one, and none until `find_router` has found it or after it was lost."""

    def __init__(
        self,
        open_router: Callable[[], Awaitable[RouterHandle]],
        emit: Callable[[MediaEvent], None],
    ) -> None:
        """Events that nobody asked for go to `emit`."""
        self._open_router = open_router
        self._listener = emit
        self._closed = False
        self._router: RouterHandle | None = None
        self._demands = LayerDemands()
        self._speaker = ActiveSpeaker(self._emit)

    async def find_router(self) -> None:
        """Get a router, if there is none, however long that takes."""
        if self._router is not None:
            return
        router = await self._open_router()
        if self._closed:
            router.close()
            return
        self._router = router
        router.on_lost(lambda: self._lose(router))
        self._speaker.follow(router.active_speaker)

    def router_for(self, participant_id: ParticipantId) -> RouterHandle | None:
        """Find the router that carries a participant's media; None while there is none."""
        return self._router

    def of(self, participant_id: ParticipantId) -> ParticipantMedia:
        """Find what a participant has. Raises MediaUnavailable while there is no router."""
        router = self.router_for(participant_id)
        if router is None:
            raise MediaUnavailable
        if participant_id not in router.participants:
            router.participants[participant_id] = self._new(participant_id, router)
        return router.participants[participant_id]

    @property
    def dominant(self) -> ParticipantId | None:
        """The participant who speaks above all others, if anybody does."""
        return self._speaker.dominant

    def producers(self, *, besides: ParticipantId | None = None) -> list[ProducerInfo]:
        """List all open producers, but those of one participant."""
        if self._router is None:
            return []
        return [
            info
            for participant_id, part in self._router.participants.items()
            if participant_id != besides
            for info in part.publishing.infos()
        ]

    def repeat_demand(self, participant_id: ParticipantId) -> None:
        """Tell a participant again what is wanted of its pictures."""
        router = self.router_for(participant_id)
        if router is not None and participant_id in router.participants:
            router.participants[participant_id].publishing.repeat_demand()

    def remove(self, participant_id: ParticipantId) -> None:
        """Close all that a participant has."""
        router = self.router_for(participant_id)
        part = router and router.participants.pop(participant_id, None)
        if part is not None:
            part.close()

    def close(self) -> None:
        """Close everything, for good."""
        self._closed = True
        self._demands.close_all()
        if self._router is not None:
            self._router.close()
            self._router = None

    def _new(self, participant_id: ParticipantId, router: RouterHandle) -> ParticipantMedia:
        owner = Owner(participant_id, self._emit)
        transports = Transports(owner, router.router, router.webrtc_server)
        return ParticipantMedia(
            owner,
            router.id,
            transports,
            Publishing(
                owner,
                transports,
                router.router,
                router.active_speaker,
                demands=self._demands,
                speaker=self._speaker,
            ),
            Subscribing(
                owner,
                transports,
                router.router,
                demands=self._demands,
                offered=lambda: {info.id for info in self.producers(besides=participant_id)},
            ),
        )

    def _lose(self, router: RouterHandle) -> None:
        self._router = None
        self._emit(RouterLost(router.id))

    def _emit(self, event: MediaEvent) -> None:
        if not self._closed:
            self._listener(event)
