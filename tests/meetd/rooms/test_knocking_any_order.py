"""Any order of asking, waiting, letting in and locking, of moves to another server, restarts and
ends: nobody is inside who had to ask and was not let in to this meeting, everybody who waits is
known to who leads, and the room ends once nobody is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from meetd.errors import MustAsk, TooManyRequests
from meetd.rooms import moderation
from meetd.rooms.live_room import KNOCKS_GATHERING
from meetd.rooms.participant import Participant
from meetd.rooms.waiting_room import ASKS, Outcome
from support.model_room import ModelClient, ModelRoom, user_id

HOST = "ada"
NAMES = [HOST, "ben", "cy", "dee"]
clients = st.sampled_from(NAMES)


class Knocking(RuleBasedStateMachine):
    """A room with a real waiting room, and a model of who need not ask any more."""

    def __init__(self) -> None:
        super().__init__()
        self.model = ModelRoom(NAMES)
        self.model.host_id = user_id(HOST)
        self.locked = self.waits_for_host = False
        self.let_in: set[str] = set()
        self.stored: set[str] = set()
        """Of these, whom a restart does not forget: while nobody has to ask, nothing is stored."""
        self.denied: set[str] = set()
        self.waiting: set[str] = set()
        self.asked: Counter[str] = Counter()
        self.met = False
        """Whether somebody was inside since a server began with this meeting."""

    def client(self, name: str) -> ModelClient:
        return self.model.clients[name]

    def inside(self, name: str) -> Participant | None:
        room, participant = self.model.room, self.client(name).participant
        if room is None or participant is None or participant not in room.people():
            return None
        return participant

    def must_ask(self, name: str) -> bool:
        led = self.inside(HOST) is not None
        shut = self.locked or (self.waits_for_host and not led)
        return name != HOST and shut and name not in self.let_in

    def look_who_is_there(self) -> None:
        """Who need not wait any more does not; and with the meeting all is over."""
        self.waiting = {name for name in self.waiting if self.must_ask(name)}
        if self.model.room is None:
            self.denied.clear()
            if self.met:
                self.met = False
                self.let_in.clear()
                self.stored.clear()

    @rule(name=clients)
    def comes(self, name: str) -> None:
        client = self.client(name)
        if client.connection is not None or name in self.waiting:
            return
        had_to = self.must_ask(name) and self.inside(name) is None
        try:
            self.model.join(client)
        except MustAsk:
            assert had_to
            client.connection = None
            client.forget()
            self.model.clock.idle()
        else:
            assert not had_to
            self.stored |= {name} if self.waits_for_host and name not in self.let_in else set()
            self.let_in.add(name)
            self.met = True
        self.look_who_is_there()

    @rule(name=clients)
    def asks(self, name: str) -> None:
        client = self.client(name)
        if client.connection is not None or self.inside(name) is not None:
            return
        had_to, again = self.must_ask(name), name in self.waiting
        self.asked[name] += 1
        try:
            self.model.ask(client)
        except TooManyRequests:
            assert had_to
            # Who was denied just now, or asks without an end.
            assert (name in self.denied and not again) or self.asked[name] > ASKS
        else:
            assert (client.knock is not None) is had_to
            assert not (had_to and name in self.denied)
            self.waiting |= {name} if had_to else set()
        self.look_who_is_there()

    @rule(name=clients)
    def waits_no_longer(self, name: str) -> None:
        if name in self.waiting:
            self.waiting.discard(name)
            self.model.withdraw(self.client(name))
            self.look_who_is_there()

    @precondition(lambda self: self.inside(HOST) is not None)
    @rule(name=st.sampled_from(["all", *NAMES]), admit=st.booleans())
    def answers(self, name: str, admit: bool) -> None:
        room = self.model.room
        assert room is not None
        answered = set(self.waiting) if name == "all" else self.waiting & {name}
        knocks = [knock.id for who in answered if (knock := self.client(who).knock) is not None]
        ids = None if name == "all" else knocks
        self.model.settle((moderation.admit if admit else moderation.deny)(room, "Ada", ids))
        for who in answered:
            assert self.client(who).outcome is (Outcome.ADMITTED if admit else Outcome.DENIED)
        self.waiting -= answered
        self.let_in |= answered if admit else set()
        self.stored |= answered if admit else set()
        self.denied |= set() if admit else answered
        self.look_who_is_there()

    @precondition(lambda self: self.inside(HOST) is not None)
    @rule(locked=st.booleans(), waits_for_host=st.booleans())
    def sets_who_asks(self, locked: bool, waits_for_host: bool) -> None:
        room, host = self.model.room, self.inside(HOST)
        assert room is not None
        assert host is not None
        if (self.locked, self.waits_for_host) != (locked, waits_for_host):
            self.stored |= self.let_in
        self.locked, self.waits_for_host = locked, waits_for_host
        rules = {"locked": locked, "wait_for_host": waits_for_host}
        self.model.settle(moderation.set_rules(room, host, rules))
        self.look_who_is_there()

    @rule(name=clients)
    def goes(self, name: str) -> None:
        if self.client(name).connection is not None:
            self.model.leave(self.client(name))
            self.look_who_is_there()

    @rule(name=clients)
    def loses_its_connection(self, name: str) -> None:
        if self.client(name).connection is not None:
            self.model.lose(self.client(name))
            self.look_who_is_there()

    @rule(seconds=st.integers(1, 30))
    def time_goes_by(self, seconds: int) -> None:
        self.model.clock.advance(seconds)
        self.look_who_is_there()

    @rule()
    def goes_on_elsewhere(self) -> None:
        """Who is inside comes back there; who waits asks there, and hears so."""
        if self.model.room is None:
            return
        inside = [name for name in NAMES if self.inside(name) is not None]
        with self.asking_ends():
            self.model.move()
        for name in inside:
            self.model.join(self.client(name))
        self.look_who_is_there()

    @rule()
    def goes_on_after_a_restart(self) -> None:
        """Who was let in comes back to the same meeting; who waits asks again."""
        with self.asking_ends():
            self.model.restart()
        self.met = False
        self.let_in &= self.stored

    @precondition(lambda self: self.inside(HOST) is not None)
    @rule()
    def ends_for_all(self) -> None:
        """Who comes to the next one asks again."""
        with self.asking_ends():
            self.model.end()
        self.look_who_is_there()

    @contextmanager
    def asking_ends(self) -> Iterator[None]:
        waiting, self.waiting = self.waiting, set()
        yield
        for name in waiting:
            assert self.client(name).outcome is Outcome.ENDED
        self.denied.clear()

    @invariant()
    def the_room_knows_who_waits(self) -> None:
        room = self.model.room
        known = set() if room is None else {one.username for one in room.waiting_room.first()}
        assert known == self.waiting
        assert {name for name in NAMES if self.client(name).knock is not None} == self.waiting

    @invariant()
    def who_leads_knows_who_waits(self) -> None:
        host = self.client(HOST)
        if host.connection is not None:
            # It is gathered for a moment.
            self.model.clock.advance(KNOCKS_GATHERING)
            self.model.deliver(host, 1000)
            assert host.waiting == len(self.waiting)

    @invariant()
    def who_waits_is_not_inside(self) -> None:
        for name in self.waiting:
            assert self.inside(name) is None

    @invariant()
    def a_room_is_there_for_somebody(self) -> None:
        """Once those had their time who were let in and are about to come."""
        room = self.model.room
        if room is not None and not room.people() and not self.waiting:
            self.model.clock.advance(25)
            assert self.model.room is None
            self.look_who_is_there()

    def teardown(self) -> None:
        for client in self.model.clients.values():
            self.model.withdraw(client)
        self.model.close()


TestKnocking = Knocking.TestCase
TestKnocking.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
