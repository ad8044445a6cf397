"""Reactions: told together, bounded, and kept nowhere."""

from __future__ import annotations

import pytest

from meetd.errors import TooManyRequests
from meetd.model import ParticipantId
from meetd.rooms import reactions
from meetd.rooms.reactions import AT_ONCE, BURST, Reaction, Reactions, Sign
from support.waiting import until

ANNA, BEN = ParticipantId("anna"), ParticipantId("ben")


async def test_those_of_a_moment_are_told_together() -> None:
    told: list[list[Reaction]] = []
    room = Reactions(told.append)
    room.add(ANNA, Sign.HEART)
    room.add(BEN, Sign.PARTY)
    assert told == []
    await until(lambda: bool(told))
    assert told == [[Reaction(ANNA, Sign.HEART), Reaction(BEN, Sign.PARTY)]]
    room.add(BEN, Sign.LAUGH)
    await until(lambda: len(told) == 2)
    assert told[1] == [Reaction(BEN, Sign.LAUGH)]


async def test_one_person_has_a_share_and_the_others_theirs() -> None:
    told: list[list[Reaction]] = []
    room = Reactions(told.append)
    for _ in range(int(BURST)):
        room.add(ANNA, Sign.HEART)
    with pytest.raises(TooManyRequests):
        room.add(ANNA, Sign.HEART)
    room.add(BEN, Sign.HEART)
    await until(lambda: bool(told))
    assert len(told[0]) == BURST + 1


async def test_of_a_crowd_the_newest_are_told() -> None:
    told: list[list[Reaction]] = []
    room = Reactions(told.append)
    people = [ParticipantId(str(number)) for number in range(3 * AT_ONCE)]
    for each in people:
        room.add(each, Sign.APPLAUSE)
    await until(lambda: bool(told))
    assert [reaction.participant_id for reaction in told[0]] == people[-AT_ONCE:]


async def test_a_room_that_is_over_tells_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "GATHERING", 0)
    told: list[list[Reaction]] = []
    over, other = Reactions(told.append), Reactions(told.append)
    over.add(ANNA, Sign.HEART)
    over.close()
    other.add(BEN, Sign.HEART)
    await until(lambda: bool(told))
    assert told == [[Reaction(BEN, Sign.HEART)]]
