"""A live room: who is in it, and what each of them may do.

Longer than most files: here members, chat, media and mode meet, each of which has its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from meetd.errors import (
    MeetError,
    RoomElsewhere,
    RoomNotFound,
    StaleEpoch,
    UnknownParticipant,
)
from meetd.media.events import (
    DominantSpeakerChanged,
    MediaEvent,
    ParticipantMoved,
    ProducerClosed,
    ProducerOpened,
    ProducerSwitched,
    RouterLost,
)
from meetd.media.tracks import ProducerInfo
from meetd.model import ParticipantId, Room, UserId
from meetd.rooms.admission import Arrival, Joined, Place, find_place
from meetd.rooms.chat import Chat
from meetd.rooms.events import (
    REPLACED,
    ChatDelivered,
    LeftReason,
    ModeChanged,
    ModeSettled,
    ModeState,
    ParticipantConnected,
    ParticipantDisconnected,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantUpdated,
    PathFailed,
    ReachabilityReported,
    RoomEnded,
    RoomEvent,
    Signal,
)
from meetd.rooms.handover import Saved, load_participant, save_participant
from meetd.rooms.limits import RoomLimits
from meetd.rooms.media_link import MediaLink
from meetd.rooms.members import FIRST_PAGE, PAGE, SMALL_ROOM, Members, RosterPage
from meetd.rooms.mode import Decided, Mode
from meetd.rooms.mode_driver import ModeDriver
from meetd.rooms.observers import Observers
from meetd.rooms.participant import Limit, Participant
from meetd.rooms.permissions import Permission, must_have, role_of
from meetd.rooms.ports import Media, MessageStore


class LiveRoom:
    """One room while somebody is in it, or holds it."""

    def __init__(
        self,
        room: Room,
        *,
        limits: RoomLimits,
        media: Media,
        messages: MessageStore,
        allow_message: Callable[[UserId, str], None],
        observers: Observers,
        on_empty: Callable[[LiveRoom], None],
        epoch: int | None = None,
    ) -> None:
        """`allow_message` refuses what is more than a person may say. `epoch`: of the lease by
        which the room is this server's."""
        self.room = room
        self.epoch = epoch
        self.media = media.open_room(self._on_media)
        self.chat = Chat(room.id, messages, lambda m: self._tell(ChatDelivered(m)), allow_message)
        self._limits = limits
        self._observers = observers
        self._on_empty = on_empty
        self._members = Members()
        # Whoever holds the room is about to be in it, or does no harm.
        self._link = MediaLink(
            self.media, room.code, lambda: self.size + self._holds, self._on_routers
        )
        self._mode = ModeDriver(limits, on_decided=self._on_decided, on_settled=self._on_settled)
        self._holds = 0
        self._ended: MeetError | None = None
        """The reason for which nobody is let in any more."""
        self._closed = False

    @property
    def mode(self) -> Mode:
        """The way that media travels now."""
        return self._mode.mode

    @property
    def size(self) -> int:
        """The number of participants."""
        return len(self._members)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep the room meanwhile, whether anybody is in it or not. Raises RoomNotFound: it is over
        already."""
        if self._closed:
            raise self._ended or RoomNotFound()
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
            self._close_if_empty()

    async def join(self, arrival: Arrival) -> Joined:
        """Let somebody in, or back in.

        Raises Forbidden, JoinedElsewhere, RoomFull; RoomDeleted, ServerStopping (it ended
        meanwhile); NotInRoom (to come in is not wanted any more)."""
        with self.hold():
            role = role_of(arrival.principal, self.room)
            must_have(role, Permission.JOIN)
            await self._link.wait(self._limits.router_patience)
            async with self.chat.quiet():
                if arrival.last_message_id is None:
                    history = await self.chat.before(None)
                else:
                    history = await self.chat.since(arrival.last_message_id)
                if self._ended is not None:
                    raise self._ended
                place = find_place(arrival, role, self._members, self._limits.room_limit)
                self._take(place, arrival)
                # One of them may be who came.
                size = len(self._members)
                first = self._members.page(limit=size if size <= SMALL_ROOM + 1 else FIRST_PAGE)
                return Joined(
                    participant=place.participant,
                    resumed=place.resumed,
                    others=[info for info in first.participants if info.id != place.participant.id],
                    others_cursor=first.next_cursor,
                    size=size,
                    mode=self._mode_state(place.participant.id),
                    history=history,
                )

    def leave(self, participant: Participant, reason: LeftReason = LeftReason.LEFT) -> None:
        """Somebody goes. Nothing happens if they are gone already."""
        participant.stop_waiting()
        if not self._members.remove(participant):
            return
        self._tell(ParticipantDisconnected(participant.id))
        self.media.remove(participant.id)
        self._link.forget(participant.id)
        self._tell(ParticipantLeft(participant.id, reason))
        self._mode.left(participant.id)
        self._close_if_empty()

    def connection_lost(self, participant: Participant, *, patience: float) -> None:
        """A connection broke: wait some seconds for it to come back, then let them go."""
        if participant.id not in self._members:
            return
        participant.connected = False
        self._tell(ParticipantDisconnected(participant.id))
        self._tell(ParticipantUpdated(participant.info()))
        participant.stop_waiting()
        loop = asyncio.get_running_loop()
        participant.removal = loop.call_later(patience, self.leave, participant, LeftReason.LOST)

    def set_media(self, participant: Participant, **flags: bool | Limit | None) -> None:
        """Somebody's microphone, camera or screen goes on or off, or is `limited` by something.
        Raises NotInRoom."""
        self.require_inside(participant)
        for name, value in flags.items():
            setattr(participant, name, value)
        self._tell(ParticipantUpdated(participant.info()), besides=participant.id)

    def report_reachability(self, participant: Participant, *, reachable: bool) -> None:
        """Somebody tried the way to the room's worker. Raises NotInRoom."""
        self.require_inside(participant)
        if participant.group_ready is reachable:
            return
        participant.group_ready = reachable
        self._tell(ReachabilityReported(participant.id, reachable))
        self._tell(ParticipantUpdated(participant.info()))

    def signal(
        self, participant: Participant, epoch: int, to: ParticipantId, payload: dict[str, Any]
    ) -> None:
        """Pass on what one browser says to another. Raises StaleEpoch, UnknownParticipant."""
        self.require_inside(participant)
        if not self._mode.is_direct(epoch, participant.id):
            raise StaleEpoch
        if to not in self._members or to == participant.id:
            raise UnknownParticipant
        if not self._mode.is_direct(epoch, to):
            raise StaleEpoch
        self._tell(Signal(epoch, participant.id, payload), to=to)

    def ready(self, participant: Participant, epoch: int) -> None:
        """Somebody has the whole new path. Raises NotInRoom."""
        self.require_inside(participant)
        self._mode.ready(participant.id, epoch)

    def failed(self, participant: Participant, epoch: int, reason: str) -> None:
        """Somebody could not build the new path. Raises NotInRoom."""
        self.require_inside(participant)
        self._tell(PathFailed(participant.id, self._mode.mode, reason))
        self._mode.failed(epoch)

    def roster(self, after: ParticipantId | None, limit: int = PAGE) -> RosterPage:
        """List those inside who come after one, or the first."""
        return self._members.page(after, limit=limit)

    def require_inside(self, participant: Participant) -> None:
        """Raises NotInRoom when the participant is no longer here."""
        self._members.require(participant)

    def close(self, why: MeetError) -> None:
        """Put everybody out, and let nobody in any more."""
        self._ended = why
        self._tell(RoomEnded(why.code, str(why)))
        self._forget_people()
        self._close_if_empty()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let nobody in meanwhile: the room is about to go on on another server."""
        before, self._ended = self._ended, RoomElsewhere()
        try:
            yield
        finally:
            if not self._closed:
                self._ended = before

    def save(self) -> Saved:
        """What another server needs to go on with the room; plain JSON."""
        return {
            "mode": self._mode.save(),
            "participants": [
                save_participant(participant, self._link.told(participant.id))
                for participant in self._members
            ],
        }

    def restore(self, saved: Saved) -> None:
        """Go on with a room of another server, whose people are about to come back; that it is one
        was looked at before."""
        loop = asyncio.get_running_loop()
        for each in saved["participants"]:
            participant = load_participant(each, self.room)
            if each["router_id"] is not None:
                self.media.came_from(participant.id, each["router_id"])
            self._members.add(participant)
            participant.removal = loop.call_later(
                self._limits.resume_timeout, self.leave, participant, LeftReason.LOST
            )
        self._mode.restore(saved["mode"])
        self._link.seek()
        self._close_if_empty()

    def depart(self) -> None:
        """The room goes on elsewhere: forget its people, who still send here for a while."""
        self._ended = RoomElsewhere()
        self._forget_people()
        self._end(self.media.linger)

    def _take(self, place: Place, arrival: Arrival) -> None:
        """Give somebody the place that was found for them."""
        participant = place.participant
        for older in place.replaces:
            self._tell(REPLACED, to=older.id)
            self.leave(older, LeftReason.REPLACED)
        if place.resumed:
            participant.come_back(
                microphone=arrival.microphone, camera=arrival.camera, screen=arrival.screen
            )
            self._tell(ParticipantUpdated(participant.info()), besides=participant.id)
        else:
            self._tell(ParticipantJoined(participant.info()))
            self._members.add(participant)
            self._mode.joined(participant.id)
        self._tell(ParticipantConnected(participant.id, arrival.socket_id))
        if place.resumed:
            self.media.repeat_demand(participant.id)

    def _tell(
        self,
        event: RoomEvent,
        *,
        to: ParticipantId | None = None,
        besides: ParticipantId | None = None,
    ) -> None:
        self._observers.tell(self.room, event, to=to, besides=besides)

    def _mode_state(
        self, participant_id: ParticipantId, producers: list[ProducerInfo] | None = None
    ) -> ModeState:
        """The mode as one of them has to know it; `producers` are all that there are."""
        router = self._link.router_of(participant_id)
        producers = self.media.producers() if producers is None else producers
        return ModeState(
            mode=self._mode.mode,
            epoch=self._mode.epoch,
            reason=self._mode.reason,
            router_id=router.id if router else None,
            leaving_router_id=self.media.leaving_router_id(participant_id),
            router_rtp_capabilities=router.rtp_capabilities if router else None,
            producers=[info for info in producers if info.participant_id != participant_id],
            settled=self._mode.settled,
            dominant=self.media.dominant if self._mode.mode is Mode.SFU else None,
        )

    def _tell_mode(self, to: Iterable[ParticipantId]) -> None:
        producers = self.media.producers()
        for participant_id in to:
            self._tell(self._mode_state(participant_id, producers), to=participant_id)

    def _on_decided(self, decided: Decided) -> None:
        self._tell(ModeChanged(decided.mode, decided.epoch, decided.reason))
        self._tell_mode([participant.id for participant in self._members])

    def _on_settled(self, epoch: int) -> None:
        self._tell(ModeSettled(epoch))

    def _on_routers(self, waiting: frozenset[ParticipantId], again: bool) -> None:
        """There are routers for all who had none; the others keep theirs, and the room its epoch
        unless it waited as a whole."""
        whole = bool(waiting) and len(waiting) == len(self._members)
        if not (whole and self._mode.router_found(again=again)):
            self._tell_mode(waiting)

    def _on_media(self, event: MediaEvent) -> None:
        match event:
            case RouterLost():
                self._link.lost(event.router_id)
            case ParticipantMoved():
                self._tell_mode([event.participant_id])
            case ProducerOpened() | ProducerSwitched():
                self._tell(event, besides=event.producer.participant_id)
            case ProducerClosed():
                self._tell(event, besides=event.participant_id)
            case DominantSpeakerChanged():
                if self._mode.mode is Mode.SFU:
                    self._tell(event)
            case _:
                self._tell(event, to=event.participant_id)

    def _close_if_empty(self) -> None:
        if not (self._members or self._holds or self._closed):
            self._end(self.media.close)

    def _forget_people(self) -> None:
        for participant in self._members:
            participant.stop_waiting()
            self._tell(ParticipantDisconnected(participant.id))
        self._members.clear()
        self._mode.close()

    def _end(self, end_media: Callable[[], None]) -> None:
        self._closed = True
        self._mode.close()
        self._link.close()
        end_media()
        self._on_empty(self)
