"""The mode of a room: any order of joins, leaves, failures, late messages and time."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from meetd.model import ParticipantId
from meetd.rooms.mode import SETTLE_LIMIT, Decided, Decision, Mode, ModeMachine, Reason, Settled

A, B, C, D = (ParticipantId(name) for name in "abcd")
P2P_TIMEOUT = 8.0
RETURN_DELAY = 10.0


@pytest.fixture
def machine() -> ModeMachine:
    return ModeMachine(P2P_TIMEOUT, RETURN_DELAY)


def two(machine: ModeMachine, now: float = 0.0) -> int:
    """Two in P2P, settled; the epoch."""
    machine.joined(A, now)
    machine.joined(B, now)
    machine.ready(A, machine.epoch)
    machine.ready(B, machine.epoch)
    return machine.epoch


def test_two_begin_in_p2p_and_settle_when_both_are_ready(machine: ModeMachine) -> None:
    machine.joined(A, 0)
    assert machine.settled
    (decided,) = machine.joined(B, 0)
    assert decided == Decided(Mode.P2P, machine.epoch, Reason.JOINED)
    assert machine.ready(A, machine.epoch) == []
    assert machine.ready(B, machine.epoch) == [Settled(machine.epoch)]
    assert machine.deadline is None


def test_the_third_moves_all_to_the_sfu(machine: ModeMachine) -> None:
    epoch = two(machine)
    assert machine.joined(C, 1) == [Decided(Mode.SFU, epoch + 1, Reason.JOINED)]
    assert machine.deadline == 1 + SETTLE_LIMIT
    assert machine.ready(A, epoch) == []
    assert machine.ready(A, epoch + 1) == []
    assert machine.ready(B, epoch + 1) == []
    assert machine.ready(C, epoch + 1) == [Settled(epoch + 1)]


def test_a_fourth_changes_nothing(machine: ModeMachine) -> None:
    two(machine)
    machine.joined(C, 1)
    assert machine.joined(D, 2) == []


def test_who_never_says_ready_holds_nobody_up_for_long(machine: ModeMachine) -> None:
    epoch = two(machine)
    machine.joined(C, 1)
    assert machine.tick(1 + SETTLE_LIMIT) == [Settled(epoch + 1)]


def test_who_leaves_while_all_wait_is_no_longer_waited_for(machine: ModeMachine) -> None:
    epoch = two(machine)
    machine.joined(C, 1)
    machine.ready(A, epoch + 1)
    machine.ready(B, epoch + 1)
    assert machine.left(C, 2) == [Settled(epoch + 1)]


def test_two_that_stay_alone_return_to_p2p_after_a_quiet_period(machine: ModeMachine) -> None:
    epoch = two(machine)
    machine.joined(C, 1)
    machine.tick(1 + SETTLE_LIMIT)
    machine.left(C, 20)
    assert machine.deadline == 20 + RETURN_DELAY
    assert machine.tick(20 + RETURN_DELAY) == [Decided(Mode.P2P, epoch + 2, Reason.RETURNED)]


def test_somebody_who_comes_in_the_quiet_period_keeps_the_sfu(machine: ModeMachine) -> None:
    two(machine)
    machine.joined(C, 1)
    machine.tick(1 + SETTLE_LIMIT)
    machine.left(C, 20)
    assert machine.joined(D, 25) == []
    assert machine.deadline is None
    assert machine.mode is Mode.SFU


@pytest.mark.parametrize("how", ["reported", "late"])
def test_p2p_that_does_not_connect_falls_back_and_is_not_tried_again(
    machine: ModeMachine, how: str
) -> None:
    machine.joined(A, 0)
    machine.joined(B, 0)
    epoch = machine.epoch
    decisions = machine.failed(epoch, 3) if how == "reported" else machine.tick(P2P_TIMEOUT)
    assert decisions == [Decided(Mode.SFU, epoch + 1, Reason.P2P_FAILED)]
    machine.tick(100)
    assert machine.deadline is None
    assert machine.mode is Mode.SFU


def test_a_failure_of_an_older_epoch_is_dropped(machine: ModeMachine) -> None:
    epoch = two(machine)
    machine.left(B, 1)
    machine.joined(B, 2)
    assert machine.failed(epoch, 3) == []


def test_p2p_that_breaks_in_the_middle_of_a_call_falls_back(machine: ModeMachine) -> None:
    epoch = two(machine)
    assert machine.failed(epoch, 60) == [Decided(Mode.SFU, epoch + 1, Reason.P2P_FAILED)]


def test_a_worker_that_dies_is_nothing_to_two_in_p2p(machine: ModeMachine) -> None:
    two(machine)
    assert machine.worker_died(5) == []


def test_a_worker_that_dies_begins_a_new_epoch_in_the_sfu(machine: ModeMachine) -> None:
    epoch = two(machine)
    machine.joined(C, 1)
    assert machine.worker_died(5) == [Decided(Mode.SFU, epoch + 2, Reason.WORKER_DIED)]


def test_a_first_router_that_comes_late_is_no_death(machine: ModeMachine) -> None:
    two(machine)
    assert machine.router_ready(5) == []
    epoch = machine.epoch
    machine.joined(C, 6)
    assert machine.router_ready(7) == [Decided(Mode.SFU, epoch + 2, Reason.ROUTER_READY)]


def test_two_whose_worker_dies_in_the_quiet_period_still_return(machine: ModeMachine) -> None:
    two(machine)
    machine.joined(C, 1)
    machine.left(C, 2)
    machine.worker_died(3)
    machine.tick(3 + SETTLE_LIMIT)
    assert machine.mode is Mode.P2P


def test_two_of_whom_one_may_not_send_everything_pass_the_server(machine: ModeMachine) -> None:
    epoch = two(machine)
    assert machine.guard(True, 1) == [Decided(Mode.SFU, epoch + 1, Reason.RULES)]
    assert machine.guard(True, 1) == []
    assert not machine.is_direct(epoch, A, B)
    machine.ready(A, epoch + 1)
    machine.ready(B, epoch + 1)
    assert machine.deadline is None
    # A third changes nothing, nor that they are two again.
    machine.joined(C, 2)
    machine.left(C, 3)
    assert (machine.mode, machine.deadline) == (Mode.SFU, None)
    assert machine.guard(False, 4) == []
    assert machine.deadline == 4 + RETURN_DELAY
    assert machine.tick(4 + RETURN_DELAY) == [Decided(Mode.P2P, epoch + 2, Reason.RETURNED)]


def test_who_comes_to_one_who_is_guarded_never_talks_directly(machine: ModeMachine) -> None:
    machine.joined(A, 0)
    machine.guard(True, 0)
    assert machine.mode is Mode.P2P
    (decided,) = machine.joined(B, 1)
    assert decided == Decided(Mode.SFU, machine.epoch, Reason.RULES)
    machine.left(B, 2)
    assert machine.mode is Mode.P2P


class AnyOrder(RuleBasedStateMachine):
    """Whatever happens in whatever order, the room's mode stays one that its people can be in."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = ModeMachine(P2P_TIMEOUT, RETURN_DELAY)
        self.now = 0.0
        self.members: set[ParticipantId] = set()
        self.heard_epoch = self.machine.epoch
        self.heard_mode = self.machine.mode
        self.heard_settled = self.machine.epoch

    def hear(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            if isinstance(decision, Decided):
                assert decision.epoch == self.heard_epoch + 1
                self.heard_epoch = decision.epoch
                self.heard_mode = decision.mode
            else:
                assert decision.epoch == self.heard_epoch
                assert self.heard_settled < decision.epoch
                self.heard_settled = decision.epoch

    @rule(member=st.sampled_from([A, B, C, D]))
    def join(self, member: ParticipantId) -> None:
        self.members.add(member)
        self.hear(self.machine.joined(member, self.now))

    @rule(member=st.sampled_from([A, B, C, D]))
    def leave(self, member: ParticipantId) -> None:
        self.members.discard(member)
        self.hear(self.machine.left(member, self.now))

    @rule(member=st.sampled_from([A, B, C, D]), age=st.integers(0, 2))
    def ready(self, member: ParticipantId, age: int) -> None:
        self.hear(self.machine.ready(member, self.heard_epoch - age))

    @rule(age=st.integers(0, 2))
    def fail(self, age: int) -> None:
        self.hear(self.machine.failed(self.heard_epoch - age, self.now))

    @rule(on=st.booleans())
    def guard(self, on: bool) -> None:
        self.hear(self.machine.guard(on, self.now))

    @rule()
    def worker_dies(self) -> None:
        self.hear(self.machine.worker_died(self.now))

    @precondition(lambda self: self.machine.deadline is not None)
    @rule()
    def time_comes(self) -> None:
        assert self.machine.deadline is not None
        assert self.machine.deadline >= self.now
        self.now = self.machine.deadline
        before = self.machine.deadline
        self.hear(self.machine.tick(self.now))
        assert (
            self.machine.deadline is None
            or self.machine.deadline > before
            or (self.machine.deadline >= self.now)
        )

    @rule(seconds=st.floats(0.1, 5))
    def time_passes(self, seconds: float) -> None:
        deadline = self.machine.deadline
        if deadline is None or self.now + seconds < deadline:
            self.now += seconds

    @invariant()
    def heard_is_true(self) -> None:
        assert self.machine.epoch == self.heard_epoch
        assert self.machine.mode is self.heard_mode
        assert self.machine.settled == (self.heard_settled == self.heard_epoch)

    @invariant()
    def mode_suits_the_count(self) -> None:
        if len(self.members) >= 3:
            assert self.machine.mode is Mode.SFU
        if len(self.members) == 2 and self.machine.guarded:
            assert self.machine.mode is Mode.SFU
        if len(self.members) <= 1:
            assert self.machine.mode is Mode.P2P

    @invariant()
    def never_stuck(self) -> None:
        if not self.machine.settled:
            assert self.machine.deadline is not None

    def teardown(self) -> None:
        """Left in peace, every room comes to rest."""
        for _ in range(10):
            if self.machine.deadline is None:
                break
            self.now = self.machine.deadline
            self.hear(self.machine.tick(self.now))
        assert self.machine.deadline is None
        assert self.machine.settled


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=300, stateful_step_count=40)
