"""A live room: who is in it, and what each of them may do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from meetd import metrics
from meetd.auth.principal import Principal
from meetd.errors import (
    JoinedElsewhere,
    MediaUnavailable,
    MeetError,
    NotInRoom,
    RoomNotFound,
    StaleEpoch,
    UnknownParticipant,
)
from meetd.log import Seldom, get_logger
from meetd.media.events import DominantSpeakerChanged, MediaEvent, ProducerClosed, RouterLost
from meetd.media.pool import WorkerPool
from meetd.media.room_media import RoomMedia
from meetd.model import Message, MessageId, ParticipantId, Room
from meetd.rooms.chat import Chat, Page
from meetd.rooms.events import (
    REPLACED,
    ChatDelivered,
    LeftReason,
    ModeSettled,
    ModeState,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantUpdated,
    RoomEnded,
    Signal,
)
from meetd.rooms.limits import RoomLimits
from meetd.rooms.mode import Decided, Decision, Mode, ModeMachine
from meetd.rooms.notifier import Notifier
from meetd.rooms.participant import Limit, Participant, ParticipantInfo, VideoCodec
from meetd.rooms.permissions import Permission, must_have, role_of

log = get_logger(__name__)

_NO_WAY, _PATH_FAILED = Seldom(), Seldom()
SESSION_RETRY = 1.0
"""Seconds between two tries to get a router."""


@dataclass(frozen=True, slots=True)
class Resume:
    """The participant somebody was before the connection broke, and the proof."""

    participant_id: ParticipantId
    token: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The room as somebody finds it on coming in."""

    participant: Participant
    resumed: bool
    others: list[ParticipantInfo]
    mode: ModeState
    said: Page


class LiveRoom:
    """One room while somebody is in it. `on_empty` is called when nobody is any more."""

    def __init__(
        self,
        room: Room,
        *,
        policy: RoomLimits,
        workers: WorkerPool,
        chat: Callable[[Callable[[Message], None]], Chat],
        notifier: Notifier,
        on_empty: Callable[[LiveRoom], None],
    ) -> None:
        self.room = room
        self.chat = chat(self._deliver)
        self._policy = policy
        self._workers = workers
        self._notifier = notifier
        self._on_empty = on_empty
        self._participants: dict[ParticipantId, Participant] = {}
        self._joining = 0
        self._mode = ModeMachine(policy.p2p_timeout, policy.return_delay)
        self._alarm: asyncio.TimerHandle | None = None
        self._session: RoomMedia | None = None
        self._had_session = False
        self._finding_session: asyncio.Task[None] | None = None
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
        return len(self._participants)

    @property
    def session(self) -> RoomMedia:
        """The room's router. Raises MediaUnavailable while no worker can be had."""
        if self._session is None:
            raise MediaUnavailable
        return self._session

    async def join(
        self,
        principal: Principal,
        connection: str,
        *,
        wanted: Callable[[], bool] = lambda: True,
        microphone: bool,
        camera: bool,
        screen: bool = False,
        decodes: tuple[VideoCodec, ...] = (VideoCodec.VP8,),
        take_over: bool = False,
        resume: Resume | None = None,
        last_message_id: MessageId | None = None,
    ) -> Joined:
        """Let somebody in, or back in. With `take_over`, their other window goes.

        Raises JoinedElsewhere, RoomFull; RoomDeleted, ServerStopping (it ended meanwhile);
        NotInRoom (to come in is not `wanted` any more).
        """
        role = role_of(principal, self.room)
        must_have(role, Permission.JOIN)
        self._joining += 1
        try:
            await self._find_session()
            async with self.chat.quiet():
                if last_message_id is None:
                    page = await self.chat.before(None)
                else:
                    page = await self.chat.since(last_message_id)
                self._must_be_open()
                participant = self._resumed(principal, resume)
                resumed = participant is not None
                if participant is None:
                    if not wanted():
                        raise NotInRoom
                    self._end_elsewhere(principal, take_over=take_over)
                    participant = Participant(
                        principal,
                        role,
                        microphone=microphone,
                        camera=camera,
                        screen=screen,
                        decodes=decodes,
                    )
                    self._admit(participant)
                else:
                    participant.microphone, participant.camera, participant.screen = (
                        microphone,
                        camera,
                        screen,
                    )
                    participant.connected = True
                    self._notifier.tell_all(
                        self.room.id, ParticipantUpdated(participant.view()), besides=participant.id
                    )
                self._notifier.attach(connection, participant.id, self.room.id)
                if resumed and self._session is not None:
                    self._session.repeat_demand(participant.id)
                return Joined(
                    participant=participant,
                    resumed=resumed,
                    others=[p.view() for p in self._participants.values() if p is not participant],
                    mode=self._mode_state(participant.id),
                    said=page,
                )
        finally:
            self._joining -= 1
            self._close_if_empty()

    def leave(self, participant: Participant, reason: LeftReason = LeftReason.LEFT) -> None:
        """Somebody goes. Nothing happens if they are gone already."""
        participant.stop_waiting()
        if self._participants.pop(participant.id, None) is None:
            return
        self._notifier.detach(participant.id)
        if self._session is not None:
            self._session.remove(participant.id)
        self._notifier.tell_all(self.room.id, ParticipantLeft(participant.id, reason))
        self._carry_out(self._mode.left(participant.id, self._now()))
        self._close_if_empty()

    def connection_lost(self, participant: Participant, *, patience: float) -> None:
        """A connection broke: wait some seconds for it to come back, then let them go."""
        if participant.id not in self._participants:
            return
        participant.connected = False
        self._notifier.detach(participant.id)
        self._notifier.tell_all(self.room.id, ParticipantUpdated(participant.view()))
        participant.stop_waiting()
        loop = asyncio.get_running_loop()
        participant.removal = loop.call_later(patience, self.leave, participant, LeftReason.LOST)

    def set_media(self, participant: Participant, **said: bool | Limit | None) -> None:
        """Somebody's microphone, camera or screen goes on or off, or is `limited` by something.
        Raises NotInRoom."""
        self.must_hold(participant)
        for name, value in said.items():
            setattr(participant, name, value)
        self._notifier.tell_all(
            self.room.id, ParticipantUpdated(participant.view()), besides=participant.id
        )

    def prove_sfu(self, participant: Participant, *, works: bool) -> None:
        """Somebody tried the way to the room's worker. Raises NotInRoom."""
        self.must_hold(participant)
        if participant.group_ready is works:
            return
        if not works and (times := _NO_WAY.due()) is not None:
            log.warning(
                "no way to the worker: group calls fail",
                room=self.room.code,
                participant=participant.id,
                times=times,
            )
        metrics.SFU_PROOFS.labels("yes" if works else "no").inc()
        participant.group_ready = works
        self._notifier.tell_all(self.room.id, ParticipantUpdated(participant.view()))

    def signal(
        self, participant: Participant, epoch: int, to: ParticipantId, payload: dict[str, Any]
    ) -> None:
        """Pass on what one browser says to another. Raises StaleEpoch, UnknownParticipant."""
        self.must_hold(participant)
        if not self._mode.is_direct(epoch, participant.id):
            raise StaleEpoch
        if to not in self._participants or to == participant.id:
            raise UnknownParticipant
        if not self._mode.is_direct(epoch, to):
            raise StaleEpoch
        self._notifier.tell(to, Signal(epoch, participant.id, payload))

    def ready(self, participant: Participant, epoch: int) -> None:
        """Somebody has the whole new path."""
        self.must_hold(participant)
        self._carry_out(self._mode.ready(participant.id, epoch))

    def failed(self, participant: Participant, epoch: int, reason: str) -> None:
        """Somebody could not build the new path."""
        self.must_hold(participant)
        metrics.PATH_FAILURES.labels(self._mode.mode.value).inc()
        if (times := _PATH_FAILED.due()) is not None:
            log.warning(
                "media path failed",
                room=self.room.code,
                participant=participant.id,
                mode=self._mode.mode.value,
                reason=reason,
                times=times,
            )
        self._carry_out(self._mode.failed(epoch, self._now()))

    def must_hold(self, participant: Participant) -> None:
        """Raises NotInRoom when the participant is no longer here."""
        if participant.id not in self._participants:
            raise NotInRoom

    def tell_others(self, participant: Participant, event: Any) -> None:
        """Tell everybody but the one who caused it."""
        self._notifier.tell_all(self.room.id, event, besides=participant.id)

    def close(self, why: MeetError) -> None:
        """Put everybody out, and let nobody in any more."""
        self._ended = why
        self._notifier.tell_all(self.room.id, RoomEnded(why.code, str(why)))
        for participant in list(self._participants.values()):
            participant.stop_waiting()
            self._notifier.detach(participant.id)
        self._participants.clear()
        self._close_if_empty()

    def _resumed(self, principal: Principal, resume: Resume | None) -> Participant | None:
        if resume is None:
            return None
        participant = self._participants.get(resume.participant_id)
        if participant is None or not participant.is_resumed_by(principal, resume.token):
            return None
        participant.stop_waiting()
        return participant

    def _end_elsewhere(self, principal: Principal, *, take_over: bool) -> None:
        """Nobody is in a room twice: who comes again replaces a window that lost its connection."""
        for participant in list(self._participants.values()):
            if participant.principal.id != principal.id:
                continue
            if participant.connected and not take_over:
                raise JoinedElsewhere
            self._notifier.tell(participant.id, REPLACED)
            self.leave(participant, LeftReason.REPLACED)

    def _admit(self, participant: Participant) -> None:
        self._policy.must_have_place(len(self._participants))
        self._notifier.tell_all(self.room.id, ParticipantJoined(participant.view()))
        self._participants[participant.id] = participant
        self._carry_out(self._mode.joined(participant.id, self._now()))

    def _must_be_open(self) -> None:
        if self._ended is not None:
            raise self._ended
        if self._closed:
            raise RoomNotFound

    def _deliver(self, message: Message) -> None:
        self._notifier.tell_all(self.room.id, ChatDelivered(message))

    def _mode_state(self, participant_id: ParticipantId) -> ModeState:
        session = self._session
        return ModeState(
            mode=self._mode.mode,
            epoch=self._mode.epoch,
            reason=self._mode.reason,
            router_id=session.router_id if session else None,
            router_rtp_capabilities=session.rtp_capabilities if session else None,
            producers=session.producers(besides=participant_id) if session else [],
            settled=self._mode.settled,
            dominant=session.dominant if session and self._mode.mode is Mode.SFU else None,
        )

    def _tell_mode(self) -> None:
        for participant_id in self._participants:
            self._notifier.tell(participant_id, self._mode_state(participant_id))

    def _carry_out(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            if isinstance(decision, Decided):
                metrics.MODE_CHANGES.labels(decision.mode.value, decision.reason.value).inc()
                self._tell_mode()
            else:
                self._notifier.tell_all(self.room.id, ModeSettled(decision.epoch))
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._mode.deadline is not None and self._participants:
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_at(self._mode.deadline, self._wake)

    def _wake(self) -> None:
        self._alarm = None
        self._carry_out(self._mode.tick(self._now()))

    async def _find_session(self) -> None:
        """Give the room a router, if it has none and one can be had at once."""
        if self._session is None and self._finding_session is None:
            self._finding_session = asyncio.create_task(self._new_session())
        if self._finding_session is not None:
            await asyncio.wait({self._finding_session}, timeout=self._policy.session_patience)

    async def _new_session(self) -> None:
        try:
            session = await self._opened_session()
        finally:
            self._finding_session = None
        if self._closed:
            session.close()
            return
        self._session = session
        again, self._had_session = self._had_session, True
        if self._participants:
            on_router = self._mode.worker_died if again else self._mode.router_ready
            decisions = on_router(self._now())
            if decisions:
                self._carry_out(decisions)
            else:
                self._tell_mode()

    async def _opened_session(self) -> RoomMedia:
        """A router, however long it takes: a room that has people needs one."""
        while True:
            try:
                return await self._workers.open_session(self._on_media)
            except Exception:
                log.exception("no router for the room", room=self.room.code)
            await asyncio.sleep(SESSION_RETRY)

    def _on_media(self, event: MediaEvent) -> None:
        match event:
            case RouterLost():
                self._session = None
                if not self._closed and self._finding_session is None:
                    self._finding_session = asyncio.create_task(self._new_session())
            case ProducerClosed():
                self._notifier.tell_all(self.room.id, event, besides=event.participant_id)
            case DominantSpeakerChanged():
                if self._mode.mode is Mode.SFU:
                    self._notifier.tell_all(self.room.id, event)
            case _:
                self._notifier.tell(event.participant_id, event)

    def _close_if_empty(self) -> None:
        if self._participants or self._joining or self._closed:
            return
        self._closed = True
        if self._alarm is not None:
            self._alarm.cancel()
        if self._finding_session is not None:
            self._finding_session.cancel()
        if self._session is not None:
            self._session.close()
            self._session = None
        self._on_empty(self)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
