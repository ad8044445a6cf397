"""A live room: who is in it, and what each of them may do.

Longer than most files: here members, chat, media and mode meet, each of which has its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Any

from meetd.auth.principal import Principal
from meetd.cluster.bus import BreakoutNotice
from meetd.errors import (
    MeetError,
    MeetingEnded,
    RoomElsewhere,
    RoomNotFound,
    ServerStopping,
    StaleEpoch,
    Unavailable,
    UnknownParticipant,
    WithoutSound,
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
from meetd.model import Message, MessageId, ParticipantId, Room, UserId
from meetd.room_settings import ReadableHistory
from meetd.rooms import companions, spotlight
from meetd.rooms.admission import Arrival, Joined, Place, find_place, keep_to
from meetd.rooms.board import Board, BoardClosed, BoardOpened
from meetd.rooms.board_keeper import BoardKeeper
from meetd.rooms.breakout_events import BreakoutTime, ShownBreakouts
from meetd.rooms.breakout_room import BreakoutRoom
from meetd.rooms.breakout_store import BreakoutStore
from meetd.rooms.breakouts import Breakouts
from meetd.rooms.chat import Chat, Page, readable, shown_behind
from meetd.rooms.drawings import Drawings
from meetd.rooms.enforcement import Enforcement
from meetd.rooms.events import (
    REPLACED,
    Action,
    ChatDelivered,
    ChatEvent,
    KnockAnswered,
    Knocked,
    KnocksChanged,
    Led,
    LeftReason,
    MediaStopped,
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
    RoomChanged,
    RoomEnded,
    RoomEvent,
    RoomTaken,
    Signal,
    SignsGiven,
)
from meetd.rooms.gathering import Gathering
from meetd.rooms.handover import Handover, Saved, load_missed
from meetd.rooms.hands import lower, raise_hand
from meetd.rooms.late_history import NOT_YET, LateHistory
from meetd.rooms.limits import RoomLimits
from meetd.rooms.media_link import MediaLink
from meetd.rooms.members import FIRST_PAGE, PAGE, SMALL_ROOM, Members, RosterPage
from meetd.rooms.mode import Decided, Mode
from meetd.rooms.mode_driver import ModeDriver
from meetd.rooms.observers import Observers
from meetd.rooms.participant import NOTHING_READ, Limit, Participant
from meetd.rooms.permissions import RULES, TO_SHOW, Permission, Role, may, must_have
from meetd.rooms.polls import Polls, PollStore
from meetd.rooms.ports import AdmissionStore, FileStore, Media, MessageStore
from meetd.rooms.reactions import Reactions
from meetd.rooms.record import RoomRecord
from meetd.rooms.shared_timer import SharedTimer
from meetd.rooms.standing import Standing
from meetd.rooms.waiting_room import Knock, WaitingRoom

KNOCKS_GATHERING = 0.25
"""Seconds for which it is gathered who asks to come in: of all who wait those are told who lead."""


class LiveRoom:
    """One room while somebody is in it, or holds it."""

    def __init__(
        self,
        room: Room,
        *,
        limits: RoomLimits,
        media: Media,
        messages: MessageStore,
        record: RoomRecord,
        admissions: AdmissionStore,
        polls: PollStore,
        boards: BoardKeeper,
        breakouts: BreakoutStore,
        publish: Callable[[BreakoutNotice], None],
        allow_message: Callable[[UserId, str, UserId | None], None],
        observers: Observers,
        on_empty: Callable[[LiveRoom], None],
        epoch: int | None = None,
        files: FileStore | None = None,
    ) -> None:
        """`allow_message` refuses what is more than a person may say, and of guests what is more
        than all in the rooms of one host may. `epoch`: of the lease by
        which the room is this server's."""
        self.room = room
        self.epoch = epoch
        self.media = media.open_room(self._on_media, room.id, epoch)
        self.chat = Chat(
            room.id,
            messages,
            self._tell_of_chat,
            lambda who, said: allow_message(
                who.id, said, self.room.host_id if who.is_guest else None
            ),
            partial(observers.settled, room),
        )
        self._late = LateHistory(self.chat, self._tell_late)
        self.files = files
        self.record = record
        self.standing = Standing()
        self.enforcement = Enforcement(self.media, self._tell)
        self.leading = asyncio.Lock()
        """Held while it is decided who leads."""
        self.reactions = Reactions(lambda reactions: self._tell(SignsGiven(reactions)))
        self.board = Board(
            room.id, epoch, boards, lambda: self._members, self.permits, self._tell_of_board
        )
        self.drawings = Drawings(self.find, lambda: self.size, self._tell, self.board)
        self._limits = limits
        self._observers = observers
        self._on_empty = on_empty
        self._members = Members()
        self.timer = SharedTimer(self._tell)
        self.beside = self._beside(breakouts, publish)
        self.polls = Polls(
            room.id, polls, lambda: self._members, lambda event, to: self._tell(event, to=to)
        )
        self.waiting_room = WaitingRoom(
            lambda: self.room,
            admissions,
            is_led=lambda: self.is_led,
            answer=lambda knock, outcome: self._tell(KnockAnswered(knock.socket_id, outcome)),
            on_changed=self._on_knocks,
        )
        self._knocks = Gathering(self._tell_of_knocks, KNOCKS_GATHERING)
        # Whoever holds the room is about to be in it, or does no harm.
        self._link = MediaLink(
            self.media, room.code, lambda: self.size + self._holds, self._on_routers
        )
        self._mode = ModeDriver(limits, on_decided=self._on_decided, on_settled=self._on_settled)
        self.handover = Handover(
            {
                "standing": self.standing,
                "drawings": self.drawings,
                "board": self.board,
                "timer": self.timer,
                "beside": self.beside,
            },
            waiting_room=self.waiting_room,
            members=self._members,
            link=self._link,
            media=self.media,
            mode=self._mode,
            hear=self.beside.heard,
        )
        self.moving = self.handover.moving
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

        Raises Forbidden, MustAsk, Removed, Blocked, JoinedElsewhere, RoomFull; RoomDeleted,
        MeetingEnded, ServerStopping (it ended meanwhile); NotInRoom (to come in is not wanted any
        more)."""
        with self.hold():
            if isinstance(self.beside, Breakouts):
                await self.beside.look_up(arrival.principal)
            elif not self._members.of(arrival.principal):
                await self.beside.admit(arrival.principal)
            role = self._role_of(arrival.principal)
            await self.waiting_room.look_up(arrival.principal, role)
            self.waiting_room.must_be_admitted(arrival.principal, role)
            if isinstance(self.beside, Breakouts):
                name = self.standing.name_of(arrival.principal)
                await self.beside.seat(arrival.principal, name, leads=role.leads)
            await asyncio.gather(
                self._link.wait(self._limits.router_patience), self._look_at_board()
            )
            async with self.chat.quiet():
                last, reader = arrival.last_message_id, arrival.principal.id
                history = await self._late.read(last, reader)
                behind = NOTHING_READ
                if self.room.settings.history is ReadableHistory.JOINED and not role.leads:
                    behind = await self._late.begin(reader)
                self._must_go_on()
                # Meanwhile somebody may have put them out, or locked it.
                role = self._role_of(arrival.principal)
                self.waiting_room.must_be_admitted(arrival.principal, role)
                place = find_place(arrival, role, self._members, self._most)
                if not place.resumed:
                    place.participant.reads_behind = behind
                    place.participant.username = self.standing.name_of(arrival.principal)
                behind = place.participant.reads_behind
                self._take(place, arrival)
                if history is None:
                    self._late.owe(place.participant.id, last, reader)
                    history = Page([], has_more=False)
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
                    history=history.behind(behind, back=last is None),
                )

    async def must_let_in(self, principal: Principal) -> None:
        """Raises Forbidden, MustAsk, Removed, Blocked: somebody may not come in by themself."""
        role = self._role_of(principal)
        await self.waiting_room.look_up(principal, role)
        self.waiting_room.must_be_admitted(principal, role)

    def leave(self, participant: Participant, reason: LeftReason = LeftReason.LEFT) -> None:
        """Somebody goes. Nothing happens if they are gone already."""
        participant.stop_waiting()
        if not self._members.remove(participant):
            return
        self.handover.left(participant.id)
        if reason is LeftReason.REMOVED:
            self.waiting_room.expelled(participant.principal.id)
        self._tell(ParticipantDisconnected(participant.id))
        self.media.remove(participant.id)
        self._link.forget(participant.id)
        self._late.forget(participant.id)
        self._tell(ParticipantLeft(participant.id, reason))
        self._resound(companions.left(participant.id, self._members))
        self.guard()
        self._mode.left(participant.id)
        self._tell_parent()
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
        Raises NotInRoom, Forbidden."""
        self.require_inside(participant)
        for name, value in flags.items():
            if value is True and name in TO_SHOW:
                self.must_permit(participant, TO_SHOW[name])
        for name, value in flags.items():
            if value is False:
                participant.held.discard(name)
            if name not in participant.held:
                setattr(participant, name, value)
        self._tell(ParticipantUpdated(participant.info()), besides=participant.id)

    def set_hand(self, participant: Participant, *, raised: bool) -> None:
        """Somebody's hand goes up or down. Raises NotInRoom."""
        self.require_inside(participant)
        if raise_hand(participant, self._members) if raised else lower(participant):
            self._tell(ParticipantUpdated(participant.info()))

    def set_spotlight(self, participant_id: ParticipantId | None) -> None:
        """Show one large to all, or nobody any more. Raises UnknownParticipant."""
        on = None if participant_id is None else self._members.get(participant_id)
        if on is None and participant_id is not None:
            raise UnknownParticipant
        for changed in spotlight.put(on, self._members):
            self._tell(ParticipantUpdated(changed.info()))

    def set_companion(self, participant: Participant, beside: ParticipantId | None) -> None:
        """Somebody goes on without sound in the same physical room as another, or with their own.
        Raises NotInRoom, UnknownParticipant."""
        self.require_inside(participant)
        other = None if beside is None else self.other(participant, beside)
        self._resound(companions.accompany(participant, other, self._members))

    def _resound(self, changed: list[Participant]) -> None:
        for one in changed:
            self._tell(ParticipantUpdated(one.info()))
        if changed:
            self.enforcement.apply(changed, self.room.settings)
            self.guard()

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

    def other(self, participant: Participant, other_id: ParticipantId) -> Participant:
        """Find another person inside. Raises UnknownParticipant."""
        other = self._members.get(other_id)
        if other is None or other.principal.id == participant.principal.id:
            raise UnknownParticipant
        return other

    def require_inside(self, participant: Participant) -> None:
        """Raises NotInRoom when the participant is no longer here."""
        self._members.require(participant)

    def permits(self, participant: Participant, permission: Permission) -> bool:
        """Return whether somebody may do that here."""
        return may(participant.role, permission, self.room.settings, participant.without)

    def must_permit(self, participant: Participant, permission: Permission) -> None:
        """Raises Forbidden, or the kind of it that says why somebody may not do that here."""
        if permission is Permission.MICROPHONE and participant.companion_of is not None:
            raise WithoutSound
        must_have(participant.role, permission, self.room.settings, participant.without)

    def change(self, room: Room) -> None:
        """The room has another name, or other settings: tell those inside."""
        before, self.room = self.room, room
        # Who led took that back: they need not wait for the next meeting.
        self.standing.removed -= before.blocked - room.blocked
        if (before.name, before.host_id, before.settings) != (
            room.name,
            room.host_id,
            room.settings,
        ):
            self._tell(RoomChanged(room))
        if any(getattr(before.settings, name) != getattr(room.settings, name) for name in RULES):
            self.enforcement.apply(self._members, room.settings)
            self.guard()
        if before.settings != room.settings:
            self.waiting_room.keep()
            self.waiting_room.look_again()

    def find(self, participant_id: ParticipantId) -> Participant:
        """Find the participant of that id. Raises UnknownParticipant."""
        found = self._members.get(participant_id)
        if found is None:
            raise UnknownParticipant
        return found

    def people(self) -> list[Participant]:
        """List all who are inside."""
        return list(self._members)

    def set_role(self, participant: Participant, role: Role) -> None:
        """Somebody inside has another role."""
        participant.role = role
        self._tell(ParticipantUpdated(participant.info()))
        self.guard()
        if role.leads:
            self._tell_knocks(participant)

    def guard(self) -> None:
        """Have media of two pass the server while one of them may not send everything, or is a
        bot."""
        if len(self._members) <= 2:
            needs = set(TO_SHOW.values())
            self._mode.guard(
                any(
                    one.bot or not self.permits(one, need)
                    for one in self._members
                    for need in needs
                )
            )

    def tell(self, event: RoomEvent, *, to: ParticipantId | None = None) -> None:
        """Tell one of those inside, or all."""
        self._tell(event, to=to)

    def tell_led(
        self,
        action: Action,
        by: Participant,
        target: Participant | None = None,
        role: Role | None = None,
    ) -> None:
        """Tell all what somebody who leads the meeting did."""
        self._tell(
            Led(
                action=action,
                by_id=by.id,
                by_name=by.username,
                participant_id=target.id if target else None,
                username=target.username if target else None,
                role=role,
            )
        )

    def close(self, why: MeetError) -> None:
        """Put everybody out, and let nobody in any more."""
        self._ended = why
        if isinstance(why, RoomElsewhere):
            self.moving.leave()
        self._tell(RoomEnded(why.code, str(why)))
        self._forget_people()
        self._close_if_empty()

    @asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        """While the room is given away: nobody comes in, and nothing of it is changed. Raises
        RoomNotFound, TimeoutError."""
        with self.hold():
            async with self.handover.still():
                # Who is gone from here by then would not hear of it.
                self.reactions.tell()
                self.drawings.tell_gathered()
                yield

    def take_up(self, saved: Saved) -> None:
        """Go on with a room of another server, whose people are about to come back; that it is one
        was looked at before."""
        loop = asyncio.get_running_loop()
        for participant in self.handover.restore(saved, self.room):
            participant.removal = loop.call_later(
                self._limits.resume_timeout, self.leave, participant, LeftReason.LOST
            )
        self._tell(RoomTaken([one.info() for one in self._members]))
        self._mode.restore(saved["mode"])
        self._link.seek()
        self._close_if_empty()

    def catch_up(self, missed: Saved) -> None:
        """Take in what came about while the room was on its way here. Raises InvalidRequest."""
        left, heard = load_missed(missed)
        for participant_id in left:
            participant = self._members.get(participant_id)
            # Who is back already did not go for good.
            if participant is not None and participant.removal is not None:
                self.leave(participant)
        for notice in heard:
            self.handover.heard(notice)

    def depart(self) -> None:
        """The room goes on elsewhere: forget its people, who still send here for a while."""
        self.moving.leave()
        self._ended = RoomElsewhere()
        self._forget_people()
        self._end(self.media.linger)

    def _beside(
        self, store: BreakoutStore, publish: Callable[[BreakoutNotice], None]
    ) -> Breakouts | BreakoutRoom:
        """The room's breakouts, or what makes it one."""

        def put_out(user_id: UserId) -> None:
            for one in self._members.among([user_id]):
                self.standing.put_out(one.principal)
                self._tell(RoomEnded("removed", "You were removed from the meeting."), to=one.id)
                self.leave(one, LeftReason.REMOVED)

        def end(why: MeetError) -> None:
            if self._ended is None:
                self.close(why)

        if self.room.parent_id is not None:
            return BreakoutRoom(
                self.room,
                self.room.parent_id,
                store,
                publish,
                self.standing,
                people=lambda: self._members,
                tell=lambda event, to: self._tell(event, to=to),
                put_out=put_out,
                close=end,
            )
        return Breakouts(
            lambda: self.room,
            store,
            publish,
            people=lambda: self._members,
            standing=self.standing,
            tell=lambda event, to: self._tell(event, to=to),
            put_out=put_out,
            block=lambda user_id: self.record.expel(self.room, user_id, block=True),
            end=lambda: end(MeetingEnded()),
            on_idle=self._close_if_empty,
        )

    def breakouts_of(self, participant: Participant) -> ShownBreakouts | None:
        """What somebody sees of the room's breakouts, if it has any."""
        return self.beside.shown_to(participant) if isinstance(self.beside, Breakouts) else None

    @property
    def breakout_time(self) -> BreakoutTime | None:
        """When it closes, if it is a breakout."""
        return self.beside.time if isinstance(self.beside, BreakoutRoom) else None

    def _tell_parent(self) -> None:
        if isinstance(self.beside, BreakoutRoom):
            self.beside.tell_who_is_here()

    def _tell_late(self, to: ParticipantId, message: Message) -> None:
        participant = self._members.get(to)
        if participant is not None:
            for shown in readable([message], participant.reads_behind):
                self._tell(ChatDelivered(shown), to=to)

    def _take(self, place: Place, arrival: Arrival) -> None:
        """Give somebody the place that was found for them."""
        participant = place.participant
        for older in place.replaces:
            self._tell(REPLACED, to=older.id)
            self.leave(older, LeftReason.REPLACED)
        if not place.resumed:
            # Of those who are left.
            participant.companion_of = companions.with_sound(
                self._members, arrival.principal, arrival.companion_of
            )
        participant.same_host = arrival.same_host
        stopped = keep_to(participant, arrival, self.room.settings, again=place.resumed)
        if place.resumed:
            participant.come_back()
            self._tell(ParticipantUpdated(participant.info()), besides=participant.id)
        else:
            self._tell(ParticipantJoined(participant.info()))
            self._members.add(participant)
            self.guard()
            self._mode.joined(participant.id)
            self._tell_parent()
        self._tell(ParticipantConnected(participant.id, arrival.socket_id))
        # Who was here before has to know of nothing, too.
        self.drawings.show(participant.id, always=arrival.resume is not None)
        if stopped:
            self._tell(MediaStopped(stopped), to=participant.id)
        self.waiting_room.came(arrival.principal)
        if participant.role.leads:
            self.waiting_room.look_again()
            # Who comes back may have been told of some who wait no longer.
            if arrival.resume is not None or len(self.waiting_room):
                self._tell_knocks(participant)
        if place.resumed:
            self.media.repeat_demand(participant.id)

    def _must_go_on(self) -> None:
        """Raises MeetError: nobody is let in any more, here at least."""
        if self._ended is not None:
            raise self._ended
        self.moving.must_stay()

    def _role_of(self, principal: Principal) -> Role:
        """The role of somebody who comes. Raises Forbidden, Removed, Blocked."""
        self.standing.must_be_free_to_come(principal, self.room)
        role = self.standing.role_of(principal, self.room)
        must_have(role, Permission.JOIN)
        return role

    def _tell(
        self,
        event: RoomEvent,
        *,
        to: ParticipantId | None = None,
        besides: ParticipantId | None = None,
    ) -> None:
        self._observers.tell(self.room, event, to=to, besides=besides)
        match event:
            case ParticipantUpdated(participant=info) if not info.screen:
                self.drawings.end(info.id)
            case ParticipantLeft():
                self.drawings.end(event.participant_id)

    def _tell_of_board(self, event: BoardOpened | BoardClosed) -> None:
        self._tell(event)
        if isinstance(event, BoardOpened):
            self.drawings.show_board()

    async def _look_at_board(self) -> None:
        """Load it, or let who opens it try again."""
        with suppress(Unavailable):
            await self.board.load()

    def _tell_of_chat(self, event: ChatEvent) -> None:
        """Tell all, or those alone for whom the message is; of what was said before somebody came
        who reads nothing of before, they are told nothing."""
        message = event.message
        if isinstance(event, ChatDelivered):
            for participant in self._members:
                # They came while nobody could say what was said before.
                if participant.reads_behind == NOT_YET:
                    participant.reads_behind = MessageId(message.id - 1)
        between = message.between
        for_all = between is None and all(
            shown_behind(event, one.reads_behind) is event for one in self._members
        )
        if for_all:
            self._tell(event)
            return
        for participant in list(self._members if between is None else self._members.among(between)):
            shown = shown_behind(event, participant.reads_behind)
            if shown is not None:
                self._tell(shown, to=participant.id)

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

    async def knock(self, principal: Principal, socket_id: str) -> Knock | None:
        """Somebody asks to come in; None: they need not ask any more. Raises Forbidden,
        TooManyRequests, WaitingRoomFull; ServerStopping, RoomDeleted (it ended meanwhile)."""
        with self.hold():
            role = self._role_of(principal)
            await self.waiting_room.look_up(principal, role)
            self._must_go_on()
            asked = self.waiting_room.knock(principal, role, socket_id)
            if asked is not None:
                self._tell(Knocked(asked))
            return asked

    @property
    def is_led(self) -> bool:
        """Whether somebody is inside who leads the meeting."""
        return any(one.role.leads for one in self._members)

    def withdraw(self, knock: Knock) -> None:
        """Somebody does not wait to be let in any more."""
        self.waiting_room.withdraw(knock)
        self._close_if_empty()

    def _on_knocks(self) -> None:
        self._knocks.ask()
        if not len(self.waiting_room):
            # Who was let in is about to join.
            loop = asyncio.get_running_loop()
            loop.call_later(self._limits.resume_timeout, self._close_if_empty)

    def _tell_of_knocks(self) -> None:
        for participant in self._members:
            if self.permits(participant, Permission.ADMIT):
                self._tell_knocks(participant)

    def _tell_knocks(self, participant: Participant) -> None:
        waiting = self.waiting_room
        self._tell(KnocksChanged(waiting.first(), len(waiting)), to=participant.id)

    @property
    def _most(self) -> int:
        """People inside at most."""
        limit = self.room.settings.limit
        most = self._limits.room_limit
        return most if limit is None else min(limit, most)

    def _close_if_empty(self) -> None:
        busy = self._ended is None and isinstance(self.beside, Breakouts) and self.beside.is_busy
        if not (self._members or self._holds or len(self.waiting_room) or busy or self._closed):
            if not self._goes_on_elsewhere:
                self.waiting_room.over()
            self._end(self.media.close)

    @property
    def _goes_on_elsewhere(self) -> bool:
        """Whether only this server's part in the meeting is over."""
        return isinstance(self._ended, ServerStopping)

    def _forget_people(self) -> None:
        for participant in self._members:
            participant.stop_waiting()
            self._tell(ParticipantDisconnected(participant.id))
        self._members.clear()
        self._tell_parent()
        self._mode.close()
        self.waiting_room.close()

    def _end(self, end_media: Callable[[], None]) -> None:
        self._closed = True
        self._knocks.close()
        self.reactions.close()
        self.drawings.close()
        self.board.end(goes_on=self._goes_on_elsewhere)
        self.polls.close()
        self.beside.stop()
        self._mode.close()
        self._link.close()
        self._late.close()
        end_media()
        self._on_empty(self)
