"""Plans of breakout rooms: everybody is in one at most, in any order of what is done."""

from __future__ import annotations

import json
import random
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetd.errors import InvalidRequest
from meetd.model import RoomId, UserId
from meetd.rooms.breakout_plan import MOST_PEOPLE, Plan, PlannedRoom
from meetd.rooms.permissions import Role

PEOPLE = [UserId(UUID(int=number)) for number in range(12)]


def plan_of(rooms: int) -> Plan:
    return Plan([PlannedRoom(f"Room {number}") for number in range(rooms)])


@given(
    rooms=st.integers(1, 6),
    deeds=st.lists(
        st.one_of(
            st.tuples(st.just("assign"), st.sampled_from(PEOPLE), st.integers(0, 8) | st.none()),
            st.tuples(st.just("deal"), st.sets(st.sampled_from(PEOPLE)), st.integers()),
            st.tuples(st.just("forget"), st.sampled_from(PEOPLE), st.none()),
            st.tuples(st.just("open"), st.none(), st.none()),
            st.tuples(st.just("close"), st.none(), st.none()),
            st.tuples(st.just("save"), st.none(), st.none()),
        )
    ),
)
def test_everybody_is_in_one_room_at_most(
    rooms: int, deeds: list[tuple[str, object, object]]
) -> None:
    plan, expected = plan_of(rooms), dict[UserId, int | None]()
    for deed, whom, what in deeds:
        match deed, whom, what:
            case "assign", UUID(), int() | None:
                if what is not None and what >= rooms:
                    with pytest.raises(InvalidRequest):
                        plan.assign(UserId(whom), "x", what)
                else:
                    plan.assign(UserId(whom), "x", what)
                    expected[UserId(whom)] = what
            case "deal", set(), int():
                people = sorted(whom)
                plan.deal([(one, "x") for one in people], random.Random(what))
                sizes = Counter(plan.seat_of(one) for one in people)
                assert None not in sizes
                assert (
                    max(sizes.values(), default=0)
                    - min((sizes[place] for place in range(rooms)), default=0)
                    <= 1
                )
                expected |= {one: plan.seat_of(one) for one in people}
            case "forget", UUID(), _:
                plan.forget(UserId(whom))
                expected.pop(UserId(whom), None)
            case "open", _, _:
                made = [(RoomId(UUID(int=n)), f"code-{n}") for n in range(rooms)]
                plan.opened(made, 1.0)
            case "close", _, _:
                plan.closed()
            case _:
                plan = Plan.load(json.loads(json.dumps(plan.save())))
        assert {one: plan.seat_of(one) for one in plan.seats} == expected
        for one in PEOPLE:
            room = plan.room_of(one)
            assert sum(room is each for each in plan.rooms) == (expected.get(one) is not None)
            assert room is None or (room.code is not None) is plan.is_open


def test_what_is_saved_is_what_was() -> None:
    plan = plan_of(2)
    plan.assign(PEOPLE[0], "anna", 1)
    plan.assign(PEOPLE[1], "ben", None)
    plan.roles[PEOPLE[1]] = Role.VIEWER
    plan.opened([(RoomId(UUID(int=1)), "a"), (RoomId(UUID(int=2)), "b")], 5.5)
    assert Plan.load(json.loads(json.dumps(plan.save()))) == plan


def test_it_knows_so_many_people() -> None:
    plan = plan_of(1)
    for number in range(MOST_PEOPLE):
        plan.assign(UserId(UUID(int=number)), "x", 0)
    plan.assign(UserId(UUID(int=0)), "x", None)
    with pytest.raises(InvalidRequest):
        plan.assign(UserId(UUID(int=MOST_PEOPLE)), "x", 0)
