"""A live room on a clock of the test's own, and clients that follow the protocol, as a model."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import uuid
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from meetd.auth.principal import Principal
from meetd.errors import MeetError, MeetingEnded, ServerStopping
from meetd.media.events import ProducerClosed, ProducerOpened
from meetd.media.tracks import ProducerInfo, TrackSource
from meetd.model import ParticipantId, Room, RoomId, SessionId, UserId
from meetd.rooms.admission import Arrival, Joined, Resume
from meetd.rooms.board_keeper import BoardKeeper
from meetd.rooms.events import (
    KnockAnswered,
    KnocksChanged,
    ModeSettled,
    ModeState,
    ParticipantConnected,
    ParticipantDisconnected,
    ParticipantJoined,
    ParticipantLeft,
    RoomEvent,
)
from meetd.rooms.limits import RoomLimits
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.mode import Mode
from meetd.rooms.observers import Observers
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.rooms.record import RoomRecord
from meetd.rooms.waiting_room import Knock, Outcome
from support.model_boards import ModelBoards
from support.model_breakouts import ModelBreakouts
from support.model_media import ModelMedia
from support.model_messages import ModelMessages
from support.model_polls import ModelPolls
from support.model_rooms import ModelAdmissions, ModelRooms

T = TypeVar("T")

P2P_TIMEOUT = 8.0
RETURN_DELAY = 10.0
PATIENCE = 20.0


def user_id(name: str) -> UserId:
    """The account of that name."""
    return UserId(uuid.uuid5(uuid.NAMESPACE_DNS, name))


class Clock(asyncio.SelectorEventLoop):
    """A loop whose time goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0
        super().__init__()

    def time(self) -> float:
        """The time that timers go by."""
        return self.now

    def idle(self) -> None:
        """Run until nothing is left to do now."""
        for _ in range(10):
            self.run_until_complete(asyncio.sleep(0))

    def advance(self, seconds: float) -> None:
        """Let time go by, and run what becomes due."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + 0.5)
            self.idle()


@dataclass
class ModelClient:
    """What a page has to do so that a call is whole, and nothing else."""

    name: str
    participant: Participant | None = None
    connection: str | None = None
    mode: ModeState | None = None
    settled: bool = False
    others: set[ParticipantId] = field(default_factory=set)
    producers: dict[str, ProducerInfo] = field(default_factory=dict)
    sends_on: str | None = None
    """The router that its camera is sent to."""
    owes_ready: bool = False
    inbox: deque[RoomEvent] = field(default_factory=deque)
    asks_on: str | None = None
    """The connection on which it waits to be let in."""
    knock: Knock | None = None
    outcome: Outcome | None = None
    """What became of that."""
    waiting: int = 0
    """How many wait, as those are told who may let them in."""

    def take(self, event: RoomEvent) -> None:
        """Believe what the server says."""
        match event:
            case ModeState():
                if self.mode is None or event.epoch >= self.mode.epoch:
                    self.adopt(event)
            case ModeSettled():
                if self.mode is not None and event.epoch == self.mode.epoch:
                    self.settled = True
            case ParticipantJoined():
                self.others.add(event.participant.id)
            case ParticipantLeft():
                self.others.discard(event.participant_id)
            case KnocksChanged():
                self.waiting = event.count
            case ProducerOpened():
                self.producers[event.producer.id] = event.producer
            case ProducerClosed():
                self.producers.pop(event.producer_id, None)
            case _:
                pass

    def adopt(self, mode: ModeState) -> None:
        """How media travels from now on."""
        again = self.mode is not None and mode.epoch == self.mode.epoch
        self.settled = mode.settled or (again and self.settled)
        self.mode = mode
        self.producers = {info.id: info for info in mode.producers}
        self.owes_ready = True

    def forget(self) -> None:
        """All is void: the server knows another participant, or none."""
        self.mode = self.participant = self.sends_on = None
        self.others, self.producers = set(), {}
        self.settled = self.owes_ready = False
        self.waiting = 0
        self.inbox.clear()


class ModelRoom:
    """The room, its media, and what is on its way to its clients. It is the room's observer."""

    def __init__(self, names: list[str]) -> None:
        self.clock = Clock()
        self.media = self.do(ModelMedia)
        self.clients = {name: ModelClient(name) for name in names}
        self._reached: dict[ParticipantId, str] = {}
        self._connections = itertools.count(1)
        self.room: LiveRoom | None = None
        self.rooms = ModelRooms()
        self.admissions = ModelAdmissions()
        self.host_id = UserId(uuid.uuid4())

    def settle(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something inside the loop that takes a while, and all that follows at once."""
        try:
            return self.clock.run_until_complete(work)
        finally:
            self.clock.idle()

    @property
    def reached(self) -> set[ParticipantId]:
        """Those who are told what happens."""
        return set(self._reached)

    def do(self, work: Callable[[], T]) -> T:
        """Do something inside the loop, and all that follows at once."""

        async def inside() -> T:
            return work()

        done = self.clock.run_until_complete(inside())
        self.clock.idle()
        return done

    def observe(
        self,
        room: Room,
        event: RoomEvent,
        *,
        to: ParticipantId | None,
        besides: ParticipantId | None,
    ) -> None:
        """See RoomObserver."""
        match event:
            case ParticipantConnected():
                self._reached[event.participant_id] = event.socket_id
            case ParticipantDisconnected():
                self._reached.pop(event.participant_id, None)
            case KnockAnswered():
                for client in self.clients.values():
                    if client.asks_on == event.socket_id:
                        client.asks_on, client.knock, client.outcome = None, None, event.outcome
            case _:
                for participant_id in [to] if to is not None else list(self._reached):
                    if participant_id != besides:
                        self._tell(participant_id, event)

    def _tell(self, participant_id: ParticipantId, event: RoomEvent) -> None:
        connection = self._reached.get(participant_id)
        for client in self.clients.values():
            if connection is not None and client.connection == connection:
                client.inbox.append(event)

    # What clients do

    def join(self, client: ModelClient) -> None:
        """Come in, or back in."""
        client.connection = f"connection {next(self._connections)}"
        client.inbox.clear()
        resume = (
            Resume(client.participant.id, client.participant.resume_token)
            if client.participant
            else None
        )
        joined = self.clock.run_until_complete(self._join(client, client.connection, resume))
        if not joined.resumed:
            said = list(client.inbox)
            client.forget()
            client.inbox.extend(said)
        client.participant = joined.participant
        client.others = {other.id for other in joined.others}
        client.adopt(joined.mode)

    async def _join(self, client: ModelClient, connection: str, resume: Resume | None) -> Joined:
        if self.room is None:
            self.room = self._open()
        principal = Principal(user_id(client.name), client.name, SessionId(uuid.uuid4()))
        arrival = Arrival(principal, connection, microphone=True, camera=True, resume=resume)
        task = asyncio.ensure_future(self.room.join(arrival))
        while not task.done():
            # Nobody waits for a router longer than the room's patience.
            self.clock.now += 0.5
            await asyncio.sleep(0)
        return await task

    def ask(self, client: ModelClient) -> None:
        """Ask to come in, in place of what was asked before. Raises MeetError."""
        if self.room is None:
            self.room = self.do(self._open)
        principal = Principal(user_id(client.name), client.name, SessionId(uuid.uuid4()))
        connection = f"connection {next(self._connections)}"
        knock = self.settle(self.room.knock(principal, connection))
        client.knock, client.outcome = knock, None
        client.asks_on = None if knock is None else connection

    def withdraw(self, client: ModelClient) -> None:
        """Wait no longer."""
        if self.room is not None and client.knock is not None:
            self.do(partial(self.room.withdraw, client.knock))
        client.asks_on = client.knock = None

    def leave(self, client: ModelClient) -> None:
        """Go out."""
        if self.room is not None and client.participant is not None:
            self.do(partial(self.room.leave, client.participant))
        client.connection = None
        client.forget()

    def lose(self, client: ModelClient) -> None:
        """The socket breaks; what is on its way is lost."""
        client.connection = None
        client.inbox.clear()
        if self.room is not None and client.participant is not None:
            self.do(partial(self.room.connection_lost, client.participant, patience=PATIENCE))

    def act(self, client: ModelClient) -> None:
        """Build the newest path, and say that it is there."""
        self.do(partial(self._act, client))

    def _act(self, client: ModelClient) -> None:
        room, participant, mode = self.room, client.participant, client.mode
        if room is None or participant is None or mode is None or client.connection is None:
            return
        with contextlib.suppress(MeetError):
            room.require_inside(participant)
            if mode.mode is Mode.SFU and mode.router_id and client.sends_on != mode.router_id:
                media = self.media.rooms[-1].of(participant.id)
                if media.router_id == mode.router_id:
                    client.sends_on = mode.router_id
                    # Another one would be refused.
                    paused = not room.permits(participant, Permission.CAMERA)
                    media.publishing.send(TrackSource.CAMERA, paused=paused)
            if client.owes_ready:
                client.owes_ready = False
                room.ready(participant, mode.epoch)

    def fail(self, client: ModelClient) -> None:
        """Say that the newest path cannot be built."""
        if self.room is not None and client.participant is not None and client.mode is not None:
            with contextlib.suppress(MeetError):
                self.do(partial(self.room.failed, client.participant, client.mode.epoch, "no way"))

    def move(self) -> None:
        """The room goes on on another server, where nobody is connected yet."""
        if self.room is None:
            return
        saved = json.loads(json.dumps(self.room.handover.save()))

        def move(before: LiveRoom) -> list[Participant]:
            before.depart()
            room = self.room = self._open()
            room.take_up(saved)
            return room.people()

        there = {participant.id: participant for participant in self.do(partial(move, self.room))}
        self._disconnect()
        for client in self.clients.values():
            if client.participant is not None:
                client.participant = there.get(client.participant.id, client.participant)

    def restart(self) -> None:
        """The server ends, and another one knows what is stored alone."""
        if self.room is not None:
            self.do(partial(self.room.close, ServerStopping()))
        self._disconnect()

    def end(self) -> None:
        """The meeting is ended for all."""
        if self.room is not None:
            self.do(partial(self.room.close, MeetingEnded()))
        self._disconnect()

    def _disconnect(self) -> None:
        for client in self.clients.values():
            client.connection = None
            client.inbox.clear()

    def deliver(self, client: ModelClient, count: int) -> None:
        """Let the first messages on their way arrive."""
        for _ in range(min(count, len(client.inbox))):
            client.take(client.inbox.popleft())

    def _open(self) -> LiveRoom:
        now = datetime.now(UTC)
        if not self.rooms.stored:
            new = Room(
                id=RoomId(uuid.uuid4()), code="abc-defg-hij", name="Room", host_id=self.host_id,
                created_at=now, updated_at=now,
            )  # fmt: skip
            self.rooms.stored[new.id] = new
        (room,) = self.rooms.stored.values()
        return LiveRoom(
            room,
            limits=RoomLimits(
                room_limit=100,
                p2p_timeout=P2P_TIMEOUT,
                return_delay=RETURN_DELAY,
                resume_timeout=PATIENCE,
            ),
            media=self.media,
            messages=ModelMessages(),
            record=RoomRecord(self.rooms, self.changed),
            admissions=self.admissions,
            polls=ModelPolls(),
            boards=BoardKeeper(ModelBoards()),
            breakouts=ModelBreakouts(),
            publish=lambda _notice: None,
            allow_message=lambda *_: None,
            observers=Observers(self),
            on_empty=self._forget,
        )

    def changed(self, room: Room) -> None:
        """It has another name, or other settings."""
        if self.room is not None:
            self.room.change(room)

    def _forget(self, room: LiveRoom) -> None:
        if self.room is room:
            self.room = None

    def close(self) -> None:
        """Nothing is left of it."""
        for client in self.clients.values():
            self.leave(client)
        self.clock.idle()
        self.clock.close()
