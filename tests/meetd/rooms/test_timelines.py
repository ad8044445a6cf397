"""Timelines of participants: kept beside the call, bounded, and never in its way."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from meetd.errors import Unavailable
from meetd.model import ParticipantId, Room, RoomId, UserId
from meetd.rooms import timelines, write_behind
from meetd.rooms.events import (
    LeftReason,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantUpdated,
    PathFailed,
    ReachabilityReported,
    RoomEvent,
    RoomTaken,
)
from meetd.rooms.mode import Mode
from meetd.rooms.participant import ParticipantInfo
from meetd.rooms.quality_report import QualityReported, ReportedKind, ReportedMoment
from meetd.rooms.timelines import SeenKind, TimelineEntry, Timelines
from support.waiting import until


class Store:
    """Keeps what it is given, unless it cannot."""

    def __init__(self) -> None:
        self.entries: list[TimelineEntry] = []
        self.broken = False
        self.refused = 0

    async def add(self, entries: Sequence[TimelineEntry]) -> None:
        if self.broken:
            self.refused += 1
            raise Unavailable
        self.entries += entries

    @property
    def kinds(self) -> list[str]:
        return [entry.kind.value for entry in self.entries]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines, "GATHERING", 0.0)
    monkeypatch.setattr(write_behind, "RETRY", 0.0)


def room() -> Room:
    now = datetime.now(UTC)
    return Room(RoomId(uuid4()), "abc-defg-hij", "Standup", UserId(uuid4()), now, now)


def somebody(name: str = "ada") -> ParticipantInfo:
    return ParticipantInfo(user_id=UserId(uuid4()), username=name, microphone=True, camera=True)


def tell(kept: Timelines, where: Room, *events: RoomEvent) -> None:
    for event in events:
        kept.observe(where, event, to=None, besides=None)


def report(who: ParticipantId, *kinds: ReportedKind) -> QualityReported:
    return QualityReported(who, tuple(ReportedMoment(kind, 0, 1) for kind in kinds), None)


async def test_how_long_somebody_was_away_is_kept_at_the_time_they_went() -> None:
    store, where, ada = Store(), room(), somebody()
    kept = Timelines(store)
    tell(kept, where, ParticipantJoined(ada), ParticipantUpdated(replace(ada, connected=False)))
    await until(lambda: store.kinds == ["joined"])
    gone = datetime.now(UTC)
    await asyncio.sleep(0.02)
    tell(kept, where, ParticipantUpdated(ada), ParticipantLeft(ada.id, LeftReason.LOST))
    await until(lambda: store.kinds == ["joined", "away", "lost"])
    away = store.entries[1]
    assert away.value >= 10
    assert away.at <= gone


async def test_a_page_that_reports_on_and_on_fills_nothing_but_its_own_share() -> None:
    store, where, ada, ben = Store(), room(), somebody(), somebody("ben")
    kept = Timelines(store)
    tell(kept, where, ParticipantJoined(ada), ParticipantJoined(ben))
    tell(kept, where, *(report(ada.id, ReportedKind.FROZEN) for _ in range(5000)))
    for camera in [False, True] * 500:
        tell(kept, where, ParticipantUpdated(replace(ada, camera=camera)))
        tell(kept, where, PathFailed(ada.id, Mode.P2P, "stuck"))
        tell(kept, where, ReachabilityReported(ada.id, reachable=False))
    tell(
        kept, where, report(ben.id, ReportedKind.PATH_TCP), ParticipantLeft(ada.id, LeftReason.LEFT)
    )
    await until(lambda: "left" in store.kinds)
    assert len(store.entries) <= timelines.ENTRIES_BURST + 10
    assert "pathTcp" in store.kinds


async def test_while_the_database_is_away_entries_wait_and_the_newest_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(write_behind, "MOST_WAITING", 3)
    store, where = Store(), room()
    store.broken = True
    kept = Timelines(store)
    people = [somebody(f"user{number}") for number in range(5)]
    tell(kept, where, *map(ParticipantJoined, people))
    await until(lambda: store.refused > 1)
    store.broken = False
    await until(lambda: len(store.entries) == 3)
    await kept.stop()
    assert [entry.who and entry.who.username for entry in store.entries] == [
        "user0",
        "user1",
        "user2",
    ]


async def test_of_whom_nothing_is_known_nothing_is_kept() -> None:
    store, where = Store(), room()
    kept = Timelines(store)
    tell(kept, where, report(ParticipantId("x"), ReportedKind.FROZEN))
    tell(kept, where, ParticipantLeft(ParticipantId("x"), LeftReason.LEFT))
    assert kept.figures(where.id, ParticipantId("x")) is None
    # The room goes on here: those inside are known again.
    ada = somebody()
    tell(kept, where, RoomTaken([ada]), report(ada.id, ReportedKind.FROZEN))
    await until(lambda: store.kinds == [SeenKind.MOVED, ReportedKind.FROZEN])


def test_the_page_has_a_sentence_for_every_kind() -> None:
    words = (Path(__file__).parents[3] / "web/src/text/en.ts").read_text(encoding="utf-8")
    _, _, ours = words.partition("timelines: {")
    ours, _, _ = ours.partition("return lines[kind]")
    named = set(re.findall(r"^ +(\w+):", ours, re.MULTILINE))
    assert {kind.value for kind in (*SeenKind, *ReportedKind)} <= named
