"""Large rooms: the roster in pages, and what becomes of people told together."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from meetd.model import ParticipantId, Room
from meetd.rooms import live_room
from meetd.rooms.admission import Joined, Resume
from meetd.rooms.events import RoomEvent
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant, ParticipantInfo
from meetd.signaling.frame import Message
from meetd.signaling.outbox import Outbox
from meetd.wire.rendering import Rendered, renderer
from support.model_room import ModelClient, ModelRoom

LARGE, FIRST, PAGE = 3, 2, 2
"""Sizes with which a handful of people is a large room."""
NAMES = [f"p{number}" for number in range(8)]
described = renderer(ParticipantInfo)


class Page:
    """What a browser knows of a room: pages that it read, and differences."""

    def __init__(self) -> None:
        self.known: dict[str, Rendered] = {}
        self.cursor: ParticipantId | None = None
        self.unmet: set[str] = set()

    def enter(self, joined: Joined) -> None:
        """Come in, or back in: of who was known it shows later whether they are still there."""
        self.unmet = set(self.known)
        self.cursor = joined.others_cursor
        self._meet([described(info) for info in joined.others])
        self._finish()

    def read(self, room: LiveRoom) -> None:
        """Ask for the next page."""
        if self.cursor is None:
            return
        page = room.roster(self.cursor, PAGE)
        self.cursor = page.next_cursor
        self._meet([described(info) for info in page.participants])
        self._finish()

    def hear(self, name: str, data: dict[str, Any]) -> None:
        """Believe what one is told."""
        match name:
            case "participant:joined" | "participant:updated":
                self._meet([data["participant"]])
            case "participant:left":
                self.known.pop(data["participantId"], None)
            case "participants:changed":
                self._meet(data["participants"])
                for left in data["left"]:
                    self.known.pop(left["participantId"], None)

    def _meet(self, participants: list[Rendered]) -> None:
        for participant in participants:
            self.known[participant["id"]] = participant
            self.unmet.discard(participant["id"])

    def _finish(self) -> None:
        if self.cursor is None:
            for id_ in self.unmet:
                self.known.pop(id_, None)
            self.unmet = set()


class LargeRoom(ModelRoom):
    """A room whose people are told over sockets."""

    def __init__(self) -> None:
        self.outbox = Outbox(self, large=LARGE)  # type: ignore[arg-type]
        self.pages = {name: Page() for name in NAMES}
        self.told: list[str] = []
        super().__init__(NAMES)

    def observe(self, room: Room, event: RoomEvent, **options: Any) -> None:
        """See RoomObserver."""
        super().observe(room, event, **options)
        self.outbox.observe(room, event, **options)

    def tell(self, sid: str, message: Message) -> None:
        """As the server's sockets do."""
        name, data = json.loads(message.data[1:])
        self.told.append(name)
        for client in self.clients.values():
            if client.connection == sid:
                self.pages[client.name].hear(name, data)

    async def disconnect(self, sid: str) -> None:
        """As the server's sockets do."""

    async def _join(self, client: ModelClient, connection: str, resume: Resume | None) -> Joined:
        with patch.multiple(live_room, SMALL_ROOM=FIRST, FIRST_PAGE=FIRST):
            joined = await super()._join(client, connection, resume)
        self.pages[client.name].enter(joined)
        return joined

    def forget(self, name: str) -> None:
        """Somebody is out, and knows nobody."""
        self.pages[name] = Page()


class Rosters(RuleBasedStateMachine):
    """Whatever becomes of people, and whenever pages are read: all know who is there."""

    names = st.sampled_from(NAMES)

    @initialize()
    def begin(self) -> None:
        self.house = LargeRoom()

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.settle()
            self.house.close()

    @rule(name=names)
    def join(self, name: str) -> None:
        client = self.house.clients[name]
        if client.connection is None:
            if client.participant is None or not self.is_inside(client.participant):
                self.house.forget(name)
                client.forget()
            self.house.join(client)

    @rule(name=names)
    def leave(self, name: str) -> None:
        self.house.leave(self.house.clients[name])
        self.house.forget(name)

    @rule(name=names)
    def lose(self, name: str) -> None:
        if self.house.clients[name].connection is not None:
            self.house.lose(self.house.clients[name])

    @rule(name=names, on=st.booleans())
    def turn(self, name: str, on: bool) -> None:
        participant = self.house.clients[name].participant
        room = self.house.room
        if room is not None and participant is not None and self.is_inside(participant):
            self.house.do(lambda: room.set_media(participant, microphone=on))

    @rule(name=names)
    def read(self, name: str) -> None:
        room = self.house.room
        if room is not None and self.house.clients[name].connection is not None:
            self.house.do(lambda: self.house.pages[name].read(room))

    @rule(seconds=st.sampled_from([0.05, 0.5, 25.0]))
    def wait(self, seconds: float) -> None:
        self.house.clock.advance(seconds)

    def is_inside(self, participant: Participant) -> bool:
        room = self.house.room
        return room is not None and participant in list(room._members)

    @invariant()
    def nobody_is_known_twice(self) -> None:
        if hasattr(self, "house"):
            for page in self.house.pages.values():
                assert all(id_ == its["id"] for id_, its in page.known.items())

    def settle(self) -> None:
        """Read to the end, hear to the end: that is the room."""
        room = self.house.room
        if room is None:
            return
        for name in NAMES:
            while self.house.pages[name].cursor is not None and self.house.clients[name].connection:
                self.read(name)
        self.house.clock.advance(1)
        inside = {its.id: described(its.info()) for its in room._members}
        for client in self.house.clients.values():
            if client.connection is not None and client.participant is not None:
                own = client.participant.id
                known = {
                    i: its for i, its in self.house.pages[client.name].known.items() if i != own
                }
                assert known == {i: its for i, its in inside.items() if i != own}


TestRosters = Rosters.TestCase
TestRosters.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_in_a_large_room_people_are_told_of_together() -> None:
    house = LargeRoom()
    for name in NAMES[:5]:
        house.join(house.clients[name])
    house.clock.advance(1)
    house.told.clear()
    for name in NAMES[5:]:
        house.join(house.clients[name])
    house.clock.advance(1)
    # A join takes half a second of the model's time, and so may have a telling of its own.
    assert set(house.told) <= {"participants:changed", "mode", "mode:settled"}
    for page in house.pages.values():
        assert len(page.known) >= len(NAMES) - 1 or page.cursor is not None
    house.close()


def test_in_a_small_room_each_is_told_of_at_once() -> None:
    house = LargeRoom()
    anna, ben = (house.clients[name] for name in NAMES[:2])
    house.join(anna)
    house.join(ben)
    house.leave(ben)
    assert [name for name in house.told if name.startswith("participant")] == [
        "participant:joined",
        "participant:left",
    ]
    house.close()
