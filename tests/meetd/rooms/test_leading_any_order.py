"""Any order of coming, going, roles, rules and removals: there is one host at most, who was put out
is told nothing more, and nobody sends what they may not."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from meetd.cluster.local import LocalBus
from meetd.errors import Blocked, Forbidden, MeetError, Removed
from meetd.media.tracks import TrackSource
from meetd.rooms import leading, moderation
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import RULES, TO_SEND, TO_SHOW, Permission, Role
from meetd.rooms.quotas import Quotas
from meetd.rooms.service import RoomService
from meetd.rooms.visitors import Visitors
from support.model_room import ModelClient, ModelRoom, user_id
from support.model_rooms import ModelAttendance

NAMES = ["ada", "ben", "cy", "dee"]
clients = st.sampled_from(NAMES)
leaders = st.sampled_from(["the host", "the host", *NAMES])
"""Mostly those who may."""


class AnyOrder(RuleBasedStateMachine):
    """A room with real rules, and a model of who may be there as what."""

    def __init__(self) -> None:
        super().__init__()
        self.model = ModelRoom(NAMES)
        self.host = "ada"
        self.model.host_id = user_id(self.host)
        self.removed: set[str] = set()
        self.blocked: set[str] = set()

    def client(self, name: str) -> ModelClient:
        return self.model.clients[name]

    def inside(self, name: str) -> Participant | None:
        name = self.host if name == "the host" else name
        room, participant = self.model.room, self.client(name).participant
        if room is None or participant is None:
            return None
        return participant if participant in room.people() else None

    def forget_the_meeting(self) -> None:
        """Who was removed may come to the next one."""
        if self.model.room is None:
            self.removed.clear()

    @initialize()
    def all_come(self) -> None:
        for name in NAMES:
            self.comes(name)

    @rule(name=clients)
    def comes(self, name: str) -> None:
        if self.client(name).connection is not None:
            return
        try:
            self.model.join(self.client(name))
        except Removed:
            assert name in self.removed - self.blocked
        except Blocked:
            assert name in self.blocked
        else:
            assert name not in self.removed | self.blocked
            return
        self.client(name).connection = None
        self.client(name).forget()
        self.model.clock.idle()
        self.forget_the_meeting()

    @rule(name=clients)
    def goes(self, name: str) -> None:
        if self.client(name).connection is not None:
            self.model.leave(self.client(name))
            self.forget_the_meeting()

    @rule(name=clients)
    def loses_its_connection(self, name: str) -> None:
        if self.client(name).connection is not None:
            self.model.lose(self.client(name))

    @rule(name=clients)
    def hears_and_acts(self, name: str) -> None:
        self.model.deliver(self.client(name), 100)
        self.model.act(self.client(name))

    @rule(by=leaders, to=clients, role=st.sampled_from(Role))
    def gives_a_role(self, by: str, to: str, role: Role) -> None:
        room, leader, other = self.model.room, self.inside(by), self.inside(to)
        if room is None or leader is None or other is None:
            return
        if not room.permits(leader, Permission.MODERATE):
            return
        was, is_host = other.role, leader.role is Role.HOST
        try:
            self.model.settle(leading.change_role(room, leader, other.id, role))
        except Forbidden:
            assert not is_host or other is leader
            assert other.role is was
            return
        assert other.role is role
        if role is Role.HOST and was is not Role.HOST:
            assert is_host
            assert leader.role is Role.COHOST
            self.host = to

    @rule(by=leaders, to=clients, block=st.booleans())
    def removes(self, by: str, to: str, block: bool) -> None:
        room, leader, other = self.model.room, self.inside(by), self.inside(to)
        if room is None or leader is None or other is None:
            return
        if not room.permits(leader, Permission.MODERATE):
            return
        try:
            self.model.settle(moderation.remove(room, leader, other.id, block=block))
        except Forbidden:
            assert to == self.host or other.role is Role.COHOST
            return
        assert to != self.host
        self.removed.add(to)
        self.blocked |= {to} if block else set()
        self.client(to).connection = None
        self.client(to).forget()
        self.forget_the_meeting()

    @rule(name=clients)
    def is_unblocked(self, name: str) -> None:
        """They may come at once, to the meeting that they were put out of too."""
        room = self.model.room
        if room is None or name not in self.blocked:
            return
        service = RoomService(
            self.model.rooms, Visitors(ModelAttendance()), Quotas(), LocalBus(), self.model.changed
        )
        self.model.settle(service.unblock(room.room, user_id(name)))
        self.blocked.discard(name)
        self.removed.discard(name)

    @rule(by=leaders, to=clients, source=st.sampled_from(["microphone", "camera", "screen"]))
    def stops(self, by: str, to: str, source: str) -> None:
        room, leader, other = self.model.room, self.inside(by), self.inside(to)
        if room is None or leader is None or other is None:
            return
        self.model.settle(moderation.stop_source(room, leader, other.id, TrackSource(source)))
        assert getattr(other, source) is False

    @rule(by=leaders, name=st.sampled_from([*RULES, "mute_on_entry"]), on=st.booleans())
    def sets_a_rule(self, by: str, name: str, on: bool) -> None:
        room, leader = self.model.room, self.inside(by)
        if room is not None and leader is not None and leader.role.leads:
            self.model.settle(moderation.set_rules(room, leader, {name: on}))

    @rule(name=clients, source=st.sampled_from(["microphone", "camera", "screen"]))
    def turns_on(self, name: str, source: str) -> None:
        room, participant = self.model.room, self.inside(name)
        if room is None or participant is None:
            return
        allowed = room.permits(participant, TO_SHOW[source])
        try:
            room.set_media(participant, **{source: True})
        except MeetError:
            assert not allowed
        else:
            assert allowed

    @rule(by=leaders)
    def ends(self, by: str) -> None:
        room, leader = self.model.room, self.inside(by)
        if room is not None and leader is not None and leader.role.leads:
            self.model.do(lambda: moderation.end(room, leader))
            for client in self.model.clients.values():
                client.connection = None
                client.forget()
            self.forget_the_meeting()

    @precondition(lambda self: self.removed | self.blocked)
    @rule()
    def those_who_were_put_out_come_again(self) -> None:
        for name in sorted(self.removed | self.blocked):
            self.comes(name)

    @precondition(lambda self: self.removed)
    @rule()
    def moves_to_another_server(self) -> None:
        self.model.move()

    @rule(seconds=st.sampled_from([0.5, 3.0, 25.0]))
    def time_passes(self, seconds: float) -> None:
        self.model.clock.advance(seconds)
        self.forget_the_meeting()

    @invariant()
    def there_is_one_host_at_most_and_it_is_the_right_one(self) -> None:
        if self.model.room is None:
            return
        hosts = [one.username for one in self.model.room.people() if one.role is Role.HOST]
        assert hosts in ([], [self.host])
        inside = [one.username for one in self.model.room.people()]
        assert bool(hosts) is (self.host in inside)

    @invariant()
    def who_was_put_out_is_out_and_told_nothing(self) -> None:
        room = self.model.room
        people = room.people() if room is not None else []
        assert {one.username for one in people}.isdisjoint(self.removed | self.blocked)
        assert self.model.reached <= {one.id for one in people}
        for name in self.removed | self.blocked:
            assert not self.client(name).inbox

    @invariant()
    def nobody_sends_what_they_may_not(self) -> None:
        room = self.model.room
        if room is None:
            return
        for one in room.people():
            for name, permission in TO_SHOW.items():
                assert room.permits(one, permission) or getattr(one, name) is False
        by_id = {one.id: one for one in room.people()}
        for info in room.media.producers():
            owner = by_id[info.participant_id]
            assert info.paused or room.permits(owner, TO_SEND[info.source])

    def teardown(self) -> None:
        """Nothing is left of it."""
        self.model.close()
        assert self.model.room is None


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=40)
