"""What requests cost is counted for the account, and places are counted as they come and go."""

from __future__ import annotations

import asyncio
import itertools
import time
from functools import partial
from ipaddress import ip_network
from itertools import pairwise
from uuid import uuid4

import pytest

from meetd.client_address import Network
from meetd.errors import TooManyRequests, Unavailable
from meetd.model import UserId
from meetd.signaling import budget as budget_module
from meetd.signaling import limits
from meetd.signaling.budget import Budget, Budgets, Turnstile
from meetd.signaling.gate import Gate, Ticket
from meetd.wire.catalogue.sockets import REQUESTS
from meetd.wire.fields import MAX_IDS
from meetd.wire.limits import ALL, KIB, TOLD

HERE, THERE = ip_network("192.0.2.1"), ip_network("2001:db8::/64")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_what_is_overdrawn_is_waited_for(clock: list[float]) -> None:
    budget = Budget()
    assert budget.spend(limits.BUDGET_BURST) == 0
    assert budget.spend(limits.BUDGET_RATE) == 1
    assert budget.spend(limits.BUDGET_RATE) == 2
    clock[0] += 1
    assert budget.spend(0) == 1
    clock[0] += 1
    assert budget.spend(0) == 0
    assert not budget.full
    clock[0] += 1000
    assert budget.full


def test_sockets_of_an_account_share_it_also_one_after_the_other() -> None:
    budgets, anna = Budgets(), UserId(uuid4())
    budgets.of(anna).spend(limits.BUDGET_BURST)
    assert budgets.of(anna).spend(limits.BUDGET_RATE) == 1
    assert budgets.of(UserId(uuid4())).full


def test_budgets_that_are_full_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meetd.signaling.budget._KEPT", 3)
    budgets, anna = Budgets(), UserId(uuid4())
    budgets.of(anna).spend(1)
    for _ in range(20):
        budgets.of(UserId(uuid4()))
    assert not budgets.of(anna).full
    assert len(budgets._known) <= 4


async def test_one_begins_at_a_time_and_others_run_in_between() -> None:
    turnstile = Turnstile()
    began: list[object] = []

    async def heavy(number: int) -> None:
        await turnstile.enter()
        began.append(number)

    async def light() -> None:
        for _ in range(20):
            await asyncio.sleep(0)
            began.append("light")

    await asyncio.gather(*(heavy(number) for number in range(5)), light())
    heavy_at = [position for position, what in enumerate(began) if what != "light"]
    assert [began[position] for position in heavy_at] == [0, 1, 2, 3, 4]
    assert all(b - a > 1 for a, b in pairwise(heavy_at))


def test_a_place_opens_so_many_and_gets_them_back(clock: list[float]) -> None:
    gate = Gate(lambda: 10_000)
    early = [gate.admit(HERE) for _ in range(limits.MAX_EARLY_PLACE)]
    with pytest.raises(TooManyRequests):
        gate.admit(HERE)
    gate.admit(THERE)
    gate.admit(None)
    early[0].set_early(False)
    gate.admit(HERE)
    with pytest.raises(TooManyRequests):
        gate.admit(HERE)
    early[1].hand_back()
    early[1].hand_back()
    gate.admit(HERE)
    with pytest.raises(TooManyRequests):
        gate.admit(HERE)


def test_a_place_opens_so_many_in_a_while(clock: list[float]) -> None:
    gate = Gate(lambda: 10_000)
    for _ in range(int(limits.ARRIVALS_BURST)):
        gate.admit(HERE).hand_back()
    with pytest.raises(TooManyRequests):
        gate.admit(HERE)
    gate.admit(THERE)
    clock[0] += 1
    for _ in range(int(limits.ARRIVALS_RATE)):
        gate.admit(HERE).hand_back()
    with pytest.raises(TooManyRequests):
        gate.admit(HERE)


def test_an_office_comes_back_three_times_in_a_row() -> None:
    gate = Gate(lambda: 10_000)
    for _ in range(3):
        people = [gate.admit(HERE) for _ in range(200)]
        for person in people:
            person.set_early(False)
        for person in people:
            person.hand_back()


def test_there_are_so_many_in_all_and_a_place_has_half_of_them() -> None:
    gate = Gate(lambda: 8)
    for place in [HERE] * 4 + [THERE] * 2:
        gate.admit(place).set_early(False)
    with pytest.raises(Unavailable):
        gate.admit(None)


def network(site: int, place: int = 0) -> Network:
    return ip_network(f"2001:db9:{site:x}:{place:x}::/64")


def test_a_customer_has_a_part_however_many_places_there_are() -> None:
    gate = Gate(lambda: 10_000)
    for place in range(limits.MAX_EARLY_PLACE * 2):
        gate.admit(network(1, place))
    with pytest.raises(TooManyRequests):
        gate.admit(network(1, 0xFFFF))
    gate.admit(network(2))


def test_a_customer_opens_so_many_in_a_while(clock: list[float]) -> None:
    gate = Gate(lambda: 10_000)
    for place in range(int(limits.ARRIVALS_BURST) * 2):
        gate.admit(network(1, place)).hand_back()
    with pytest.raises(TooManyRequests):
        gate.admit(network(1, 0xFFFF))
    gate.admit(network(2))


def test_what_is_known_of_a_customer_lasts_as_long_as_its_sockets(
    monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    monkeypatch.setattr("meetd.signaling.gate._KEPT", 3)
    gate = Gate(lambda: 10_000)
    for place in range(limits.MAX_EARLY_PLACE * 2):
        gate.admit(network(1, place))
        clock[0] += 60
    with pytest.raises(TooManyRequests):
        gate.admit(network(1, 0xFFFF))


def full_of(gate: Gate, places: list[Network]) -> list[Ticket]:
    """All that there may be, in turns, and each as much as it gets."""
    return [gate.admit(places[number % len(places)]) for number in range(limits.MAX_EARLY)]


@pytest.mark.parametrize("attackers", [5, 50, 1000])
def test_an_office_gets_in_while_others_hold_all_places(attackers: int) -> None:
    gate = Gate(lambda: 10_000)
    held = full_of(gate, [network(number) for number in range(attackers)])
    gone: list[Ticket] = []
    for ticket in held:
        ticket.on_revoked = partial(gone.append, ticket)
    office = [gate.admit(HERE) for _ in range(200)]
    assert not any(ticket.revoked for ticket in office)
    assert gone == [ticket for ticket in held if ticket.revoked]
    assert len(gone) == 200
    with pytest.raises(Unavailable):
        gate.admit(HERE)
    # Whoever is signed in makes room for others, and is in nobody's way.
    for ticket in office:
        ticket.set_early(False)
    for _ in range(200):
        gate.admit(HERE)
    assert len(gone) == 200


def test_those_who_come_back_again_and_again_drive_out_each_other() -> None:
    gate = Gate(lambda: 10_000)
    attackers = [network(number) for number in range(50)]
    full_of(gate, attackers)
    alone = gate.admit(THERE)
    office = []
    for number in range(200):
        office.append(gate.admit(HERE))
        for again in range(5):
            gate.admit(attackers[(number + again) % 50])
    assert not any(ticket.revoked for ticket in [alone, *office])


def test_who_has_most_drives_out_nobody() -> None:
    gate = Gate(lambda: 10_000)
    full_of(gate, [network(number) for number in range(5)])
    with pytest.raises((Unavailable, TooManyRequests)):
        gate.admit(network(1))
    gate.admit(HERE)
    with pytest.raises((Unavailable, TooManyRequests)):
        gate.admit(network(1))


def test_who_was_driven_out_is_counted_no_more() -> None:
    gate = Gate(lambda: 10_000)
    held = full_of(gate, [network(number) for number in range(5)])
    gate.admit(HERE)
    assert held[0].revoked
    held[0].set_early(True)
    held[0].hand_back()
    for ticket in held:
        ticket.hand_back()
    assert (gate._all.open, gate._all.early, len(gate._early)) == (1, 1, 1)


def test_places_that_are_gone_are_forgotten(
    monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    monkeypatch.setattr("meetd.signaling.gate._KEPT", 3)
    gate = Gate(lambda: 10_000)
    gate.admit(HERE)
    for number in range(20):
        gate.admit(ip_network(f"198.51.100.{number}")).hand_back()
        clock[0] += 60
    assert HERE in gate._places
    assert len(gate._places) <= 4


def test_however_many_come_all_are_looked_at_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = 0

    def busy(_budget: Budget) -> bool:
        nonlocal looked
        looked += 1
        return False

    monkeypatch.setattr(Budget, "full", property(busy))
    monkeypatch.setattr(budget_module, "_KEPT", 8)
    budgets = Budgets()
    for _ in range(1000):
        budgets.of(UserId(uuid4()))
    assert looked < 2000


def _opened_from(gate: Gate, place: Network, clock: list[float]) -> int:
    """How many may be opened there, one after the other."""
    for count in itertools.count():
        clock[0] += 1 / limits.ARRIVALS_RATE
        try:
            gate.admit(place).set_early(False)
        except TooManyRequests:
            return count
    raise AssertionError


def test_what_all_are_told_costs_so(clock: list[float]) -> None:
    """As often as a socket may ask, a room of a thousand would keep the server from all else."""
    told = {
        *("sfu:producer:pause", "sfu:producer:resume", "sfu:producer:close", "sfu:transport:close"),
        *("draw:undo", "draw:clear", "draw:allow", "people:role", "people:remove", "people:mute"),
        *("timer:set", "room:rules", "breakouts:say"),
    }
    costs = {one.name: one.limit.cost for one in REQUESTS if one.name in told}
    assert costs == dict.fromkeys(told, ALL.cost)
    often = {"media", "hand", "rename", "companion", "sfu:proof", "spotlight"}
    assert {one.limit for one in REQUESTS if one.name in often} == {TOLD}


def test_each_consumer_that_is_named_costs_something() -> None:
    named = [one for one in REQUESTS if one.name.startswith("sfu:consum")]
    assert len(named) == 7
    for one in named:
        if one.name != "sfu:consumer:keyframe":
            assert MAX_IDS * one.limit.each >= 12 * KIB


def test_a_few_places_do_not_have_all_sockets_together(clock: list[float]) -> None:
    """Each of ten is as many as it may be: whoever comes from elsewhere finds a place."""
    gate = Gate(lambda: 20_000)
    for number in range(10):
        opened = _opened_from(gate, ip_network(f"192.0.2.{number}"), clock)
        assert (opened == limits.MAX_OPEN_PLACE) is (number < 3)
    elsewhere = ip_network("198.51.100.1")
    for _ in range(100):
        gate.admit(elsewhere).set_early(False)
