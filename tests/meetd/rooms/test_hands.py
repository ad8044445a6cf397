"""Raised hands: the server puts them in order, and everybody is told the same."""

from __future__ import annotations

from uuid import uuid4

from meetd.auth.principal import Principal
from meetd.model import SessionId, UserId
from meetd.rooms.hands import lower, raise_hand
from meetd.rooms.participant import Participant


def somebody(name: str) -> Participant:
    principal = Principal(UserId(uuid4()), name, SessionId(uuid4()))
    return Participant(
        principal=principal,
        user_id=principal.id,
        username=name,
        microphone=True,
        camera=True,
    )


def in_order(people: list[Participant]) -> list[str]:
    up = [(each.hand, each.username) for each in people if each.hand is not None]
    assert len({hand for hand, _ in up}) == len(up)
    return [name for _, name in sorted(up)]


def test_hands_are_up_in_the_order_in_which_they_were_raised() -> None:
    people = [anna, ben, carl, dora] = [somebody(name) for name in ("anna", "ben", "carl", "dora")]
    assert all(each.hand is None for each in people)
    for each in (carl, anna, ben):
        assert raise_hand(each, people)
    assert in_order(people) == ["carl", "anna", "ben"]
    assert not raise_hand(carl, people)
    assert in_order(people) == ["carl", "anna", "ben"]
    assert lower(carl)
    assert not lower(carl)
    assert raise_hand(dora, people)
    assert raise_hand(carl, people)
    assert in_order(people) == ["anna", "ben", "dora", "carl"]


def test_who_was_last_and_lowers_it_gives_the_place_away() -> None:
    people = [anna, ben, carl] = [somebody(name) for name in ("anna", "ben", "carl")]
    for each in (anna, ben):
        raise_hand(each, people)
    lower(ben)
    raise_hand(carl, people)
    raise_hand(ben, people)
    assert in_order(people) == ["anna", "carl", "ben"]
