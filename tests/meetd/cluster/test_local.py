"""One server alone: its bus."""

from __future__ import annotations

from uuid import uuid4

from meetd.cluster.bus import RoomDeleted, SessionEnded, SessionRenewed
from meetd.cluster.local import LocalBus
from meetd.model import RoomId, SessionId


def test_a_notice_has_arrived_when_it_is_published() -> None:
    bus = LocalBus()
    told: list[object] = []
    bus.subscribe(SessionEnded, lambda notice: told.append(("first", notice)))
    bus.subscribe(SessionEnded, lambda notice: told.append(("second", notice)))
    ended = SessionEnded(SessionId(uuid4()))
    bus.publish(ended)
    assert told == [("first", ended), ("second", ended)]


def test_who_subscribed_to_one_kind_hears_of_no_other() -> None:
    bus = LocalBus()
    told: list[object] = []
    bus.subscribe(RoomDeleted, told.append)
    bus.publish(SessionRenewed(SessionId(uuid4())))
    assert told == []
    deleted = RoomDeleted(RoomId(uuid4()))
    bus.publish(deleted)
    assert told == [deleted]


def test_who_cannot_take_a_notice_keeps_it_from_nobody() -> None:
    bus = LocalBus()
    told: list[object] = []

    def fails(_notice: RoomDeleted) -> None:
        raise ZeroDivisionError

    bus.subscribe(RoomDeleted, fails)
    bus.subscribe(RoomDeleted, told.append)
    bus.publish(RoomDeleted(RoomId(uuid4())))
    assert len(told) == 1
