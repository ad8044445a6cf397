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
from meetd.rooms.breakout_plan import MOST_EXPECTED, MOST_PEOPLE, Others, Plan, PlannedRoom
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
    plan.others, plan.seconds = Others.RANDOM, 600
    plan.expect("zoe", 1)
    plan.expect("ada@example.org", 0)
    plan.meet(PEOPLE[2], "ada", ["ada@example.org"])
    plan.fill([(PEOPLE[3], "cy")], random.Random(0))
    plan.opened([(RoomId(UUID(int=1)), "a"), (RoomId(UUID(int=2)), "b")], 5.5)
    again = Plan.load(json.loads(json.dumps(plan.save())))
    assert again == plan
    # In their order.
    assert list(again.expected) == ["zoe", "ada@example.org"]


@pytest.mark.parametrize(("choice", "others"), [(True, Others.CHOOSE), (False, Others.STAY)])
def test_what_a_server_of_before_saved_is_read(choice: bool, others: Others) -> None:
    saved = {"rooms": [], "choice": choice, "seats": {}, "roles": {}, "ends_at": None}
    plan = Plan.load(saved)
    assert plan == Plan([], others)
    # And reads what this one saves.
    assert plan.save()["choice"] is choice


def test_who_is_expected_has_their_seat_once_they_come() -> None:
    plan = plan_of(2)
    for name in ("Ada@example.org", "Cy  of  Paris", "zoe"):
        plan.expect(name, 1)
    assert plan.awaited(1) == ["Ada@example.org", "Cy  of  Paris", "zoe"]
    assert not plan.meet(PEOPLE[0], "ben", ["ben", "ben@example.org"])
    assert plan.meet(PEOPLE[0], "ada", ["ada", "ada@example.org"])
    assert plan.meet(PEOPLE[1], "Cy of Paris", ["cy of paris"])
    assert (plan.seat_of(PEOPLE[0]), plan.seat_of(PEOPLE[1])) == (1, 1)
    assert plan.awaited(1) == ["zoe"]
    # Put elsewhere meanwhile, they stay there, and are expected there next time.
    plan.assign(PEOPLE[0], "ada", 0)
    plan.keep(PEOPLE[0])
    assert not plan.meet(PEOPLE[0], "ada", ["ada@example.org"])
    assert plan.expected["Ada@example.org"] == 0
    plan.assign(PEOPLE[1], "Cy of Paris", None)
    plan.keep(PEOPLE[1])
    assert list(plan.expected) == ["Ada@example.org", "zoe"]
    plan.expect("zoe", None)
    assert plan.awaited(1) == []


def test_chance_fills_the_smallest_rooms_for_one_time() -> None:
    plan = plan_of(3)
    plan.assign(PEOPLE[0], "x", 0)
    plan.assign(PEOPLE[1], "x", None)
    plan.expect("late", 0)
    people = [(one, "x") for one in PEOPLE[:6]]
    assert plan.fill(people, random.Random(1))
    # Two are in the first, or will be; who was put into the main room stays there.
    assert sorted(str(plan.seat_of(one)) for one in PEOPLE[2:6]) == ["1", "1", "2", "2"]
    assert plan.seat_of(PEOPLE[1]) is None
    assert not plan.fill(people, random.Random(1))
    plan.assign(PEOPLE[2], "x", 0)
    plan.opened([(RoomId(UUID(int=n)), f"code-{n}") for n in range(3)], 1.0)
    plan.closed()
    assert set(plan.seats) == {PEOPLE[0], PEOPLE[1], PEOPLE[2]}


def test_people_go_with_their_room_as_others_are_taken_away() -> None:
    plan = Plan([PlannedRoom(name) for name in ("Red", "Green", "Blue", "Green")])
    for place, one in enumerate(PEOPLE[:4]):
        plan.assign(one, "x", place)
    plan.expect("ada", 2)
    plan.expect("ben", 0)
    fewer = plan.named(["Green", "Blue", "Green"])
    assert [fewer.seat_of(one) for one in PEOPLE[:4]] == [None, 0, 1, 2]
    assert fewer.expected == {"ada": 1}
    # Another name for each is no other room.
    renamed = fewer.named(["One", "Two", "Three"])
    assert [renamed.seat_of(one) for one in PEOPLE[1:4]] == [0, 1, 2]
    assert renamed.named([]).seats == {}


def test_so_many_are_expected() -> None:
    plan = plan_of(1)
    for number in range(MOST_EXPECTED):
        plan.expect(f"person-{number}", 0)
    plan.expect("person-0", 0)
    for name, room in (("more", 0), ("person-1", 1)):
        with pytest.raises(InvalidRequest):
            plan.expect(name, room)


def test_it_knows_so_many_people() -> None:
    plan = plan_of(1)
    for number in range(MOST_PEOPLE):
        plan.assign(UserId(UUID(int=number)), "x", 0)
    plan.assign(UserId(UUID(int=0)), "x", None)
    with pytest.raises(InvalidRequest):
        plan.assign(UserId(UUID(int=MOST_PEOPLE)), "x", 0)
