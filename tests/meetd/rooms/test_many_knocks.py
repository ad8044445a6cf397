"""Many who ask to come in, and one who asks without an end: who leads is told what they need."""

from __future__ import annotations

import pytest

from meetd.errors import TooManyRequests
from meetd.rooms import moderation
from meetd.rooms.events import KnocksChanged
from meetd.rooms.live_room import KNOCKS_GATHERING
from meetd.rooms.waiting_room import ASKS, SHOWN
from support.model_room import ModelRoom, user_id

HOST, CROWD = "ada", [f"guest {number}" for number in range(150)]


def locked_room() -> ModelRoom:
    model = ModelRoom([HOST, *CROWD])
    model.host_id = user_id(HOST)
    host = model.clients[HOST]
    model.join(host)
    assert model.room is not None
    assert host.participant is not None
    model.settle(moderation.set_rules(model.room, host.participant, {"locked": True}))
    return model


def lists(model: ModelRoom) -> list[KnocksChanged]:
    return [one for one in model.clients[HOST].inbox if isinstance(one, KnocksChanged)]


def test_a_crowd_at_the_door_is_told_of_together() -> None:
    model = locked_room()
    for name in CROWD:
        model.ask(model.clients[name])
    model.clock.advance(KNOCKS_GATHERING)
    told = lists(model)
    # The first at once, the others as one.
    assert [(len(one.knocks), one.count) for one in told] == [(1, 1), (SHOWN, len(CROWD))]
    for name in CROWD:
        model.withdraw(model.clients[name])
    model.clock.advance(2 * KNOCKS_GATHERING)
    assert lists(model)[-1].count == 0
    assert len(lists(model)) <= 4
    model.close()


def test_one_person_asks_so_often_and_no_more() -> None:
    model = locked_room()
    one, other = [model.clients[name] for name in CROWD[:2]]
    for _ in range(int(ASKS)):
        model.ask(one)
        model.withdraw(one)
    with pytest.raises(TooManyRequests):
        model.ask(one)
    model.ask(other)
    model.withdraw(other)
    model.close()
