"""Timelines of those who are in meetings: how they came in, and how their media fared. They are
written beside what happens, and never in its way."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from meetd.errors import RoomElsewhere, ServerStopping
from meetd.model import ParticipantId, Room, RoomId
from meetd.rooms.events import (
    AddressSeen,
    LeftReason,
    ModeChanged,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantUpdated,
    PathFailed,
    ReachabilityReported,
    RoomEnded,
    RoomEvent,
    RoomTaken,
)
from meetd.rooms.mode import Mode
from meetd.rooms.participant import Limit, ParticipantInfo
from meetd.rooms.quality_report import QualityFigures, QualityReported, ReportedKind
from meetd.rooms.write_behind import WriteBehind
from meetd.token_bucket import TokenBucket

MOST_ROOMS = 20_000
"""Rooms of which it is known who is in them."""
GATHERING = 1.0
"""Seconds for which entries are gathered."""
ENTRIES_RATE, ENTRIES_BURST = 0.5, 60.0
"""Entries of one participant, per second and at once: of more, the rest is not kept."""
FRESH = 120.0
"""Seconds for which figures are worth showing."""


class SeenKind(StrEnum):
    """Something that the server saw itself. What has no value has 0."""

    JOINED = "joined"
    LEFT = "left"
    LOST = "lost"
    """They did not come back."""
    REMOVED = "removed"
    REPLACED = "replaced"
    """They came in elsewhere."""
    AWAY = "away"
    """Milliseconds for which the server did not reach them."""
    DIRECT = "direct"
    """Media of the meeting travels directly from now on, between two."""
    THROUGH_SERVER = "throughServer"
    """Media of the meeting travels through the server from now on."""
    MOVED = "moved"
    """The meeting goes on on another server."""
    ENDED = "ended"
    PATH_FAILED = "pathFailed"
    UNREACHABLE = "unreachable"
    """Media finds no way to the server from there."""
    LIMITED_PROCESSOR = "limitedProcessor"
    LIMITED_NETWORK = "limitedNetwork"
    UNLIMITED = "unlimited"
    MICROPHONE_ON = "microphoneOn"
    MICROPHONE_OFF = "microphoneOff"
    CAMERA_ON = "cameraOn"
    CAMERA_OFF = "cameraOff"
    SCREEN_ON = "screenOn"
    SCREEN_OFF = "screenOff"
    ADDRESS = "address"
    """They reach the service from the address beside it."""


_LEFT = {
    LeftReason.LEFT: SeenKind.LEFT,
    LeftReason.LOST: SeenKind.LOST,
    LeftReason.REMOVED: SeenKind.REMOVED,
    LeftReason.REPLACED: SeenKind.REPLACED,
}
_LIMITED = {
    None: SeenKind.UNLIMITED,
    Limit.PROCESSOR: SeenKind.LIMITED_PROCESSOR,
    Limit.NETWORK: SeenKind.LIMITED_NETWORK,
}
_MODES = {Mode.P2P: SeenKind.DIRECT, Mode.SFU: SeenKind.THROUGH_SERVER}
_SWITCHES = (
    ("microphone", SeenKind.MICROPHONE_OFF, SeenKind.MICROPHONE_ON),
    ("camera", SeenKind.CAMERA_OFF, SeenKind.CAMERA_ON),
    ("screen", SeenKind.SCREEN_OFF, SeenKind.SCREEN_ON),
)
_GOES_ON = {RoomElsewhere.code, ServerStopping.code}
"""Ends of a room here after which its people are still in it."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened to somebody in a meeting, or to all of it."""

    room_id: RoomId
    who: ParticipantInfo | None
    """None: the meeting."""
    at: datetime
    kind: SeenKind | ReportedKind
    value: int
    address: str | None = None


class TimelineStore(Protocol):
    """Where timelines are kept."""

    async def add(self, entries: Sequence[TimelineEntry]) -> None:
        """Store entries in their order, but those of rooms that are gone. Raises Unavailable."""


@dataclass(slots=True)
class _Seen:
    """Somebody inside, as they were told of last."""

    who: ParticipantInfo
    allowed: TokenBucket = field(default_factory=lambda: TokenBucket(ENTRIES_RATE, ENTRIES_BURST))
    """Entries that their page causes."""
    address: str | None = None
    away_since: datetime | None = None
    figures: QualityFigures | None = None
    figures_at: float = 0.0


class Timelines:
    """An observer of rooms that stores what it sees, in its own time."""

    def __init__(self, store: TimelineStore) -> None:
        self._rooms: OrderedDict[RoomId, dict[ParticipantId, _Seen]] = OrderedDict()
        self._waiting = WriteBehind[TimelineEntry](
            store.add, gathering=GATHERING, lost="entries of timelines are lost"
        )

    def figures(self, room_id: RoomId, participant_id: ParticipantId) -> QualityFigures | None:
        """How somebody's media fares who is in a room that is live here, as far as is known."""
        seen = self._rooms.get(room_id, {}).get(participant_id)
        if seen is None or time.monotonic() - seen.figures_at > FRESH:
            return None
        return seen.figures

    def losses(self) -> list[tuple[int, int]]:
        """What is lost on the ways to and from those who are in rooms that are live here, in
        percent, as far as their pages have said lately."""
        fresh = time.monotonic() - FRESH
        return [
            (seen.figures.loss_down, seen.figures.loss_up)
            for people in self._rooms.values()
            for seen in people.values()
            if seen.figures is not None and seen.figures_at >= fresh
        ]

    def observe(
        self,
        room: Room,
        event: RoomEvent,
        *,
        to: ParticipantId | None,
        besides: ParticipantId | None,
    ) -> None:
        """See RoomObserver."""
        match event:
            case ParticipantUpdated(participant=who):
                self._changed(room.id, who)
            case QualityReported():
                self._reported(room.id, event)
            case AddressSeen():
                self._reached(room.id, event)
            case ParticipantJoined(participant=who):
                self._add(room.id, self._know(room.id, who), SeenKind.JOINED)
            case ParticipantLeft():
                self._left(room.id, event)
            case ModeChanged():
                self._add(room.id, None, _MODES[event.mode])
            case PathFailed() | ReachabilityReported(reachable=False):
                failed = isinstance(event, PathFailed)
                kind = SeenKind.PATH_FAILED if failed else SeenKind.UNREACHABLE
                if (seen := self._rooms.get(room.id, {}).get(event.participant_id)) is not None:
                    self._add_allowed(room.id, seen, kind)
            case RoomTaken():
                self._taken(room.id, event)
            case RoomEnded() if to is None:
                self._rooms.pop(room.id, None)
                if event.code not in _GOES_ON:
                    self._add(room.id, None, SeenKind.ENDED)
            case _:
                pass

    async def stop(self) -> None:
        """Store what was not stored yet, as far as that is quick."""
        await self._waiting.stop()

    def _know(self, room_id: RoomId, who: ParticipantInfo) -> _Seen:
        people = self._rooms.get(room_id)
        if people is None:
            people = self._rooms[room_id] = {}
            if len(self._rooms) > MOST_ROOMS:
                self._rooms.popitem(last=False)
        seen = people[who.id] = _Seen(who)
        return seen

    def _taken(self, room_id: RoomId, event: RoomTaken) -> None:
        self._rooms.pop(room_id, None)
        for who in event.participants:
            self._know(room_id, who)
        self._add(room_id, None, SeenKind.MOVED)

    def _left(self, room_id: RoomId, event: ParticipantLeft) -> None:
        people = self._rooms.get(room_id, {})
        seen = people.pop(event.participant_id, None)
        if seen is not None:
            self._add(room_id, seen, _LEFT[event.reason])
        if not people:
            self._rooms.pop(room_id, None)

    def _changed(self, room_id: RoomId, who: ParticipantInfo) -> None:
        """Somebody is otherwise than before: keep what may be why they were not seen or heard."""
        seen = self._rooms.get(room_id, {}).get(who.id)
        if seen is None:
            self._know(room_id, who)
            return
        before, seen.who = seen.who, who
        for name, off, on in _SWITCHES:
            if (is_on := getattr(who, name)) is not getattr(before, name):
                self._add_allowed(room_id, seen, on if is_on else off)
        if who.limited is not before.limited:
            self._add_allowed(room_id, seen, _LIMITED[who.limited])
        if not who.connected and before.connected:
            seen.away_since = datetime.now(UTC)
        elif who.connected and seen.away_since is not None:
            since, seen.away_since = seen.away_since, None
            gone = datetime.now(UTC) - since
            self._add(room_id, seen, SeenKind.AWAY, gone // timedelta(milliseconds=1), gone)

    def _reported(self, room_id: RoomId, report: QualityReported) -> None:
        seen = self._rooms.get(room_id, {}).get(report.participant_id)
        if seen is None:
            return
        if report.figures is not None:
            seen.figures, seen.figures_at = report.figures, time.monotonic()
        for moment in report.moments:
            ago = timedelta(milliseconds=moment.ago)
            self._add_allowed(room_id, seen, moment.kind, moment.value, ago)

    def _reached(self, room_id: RoomId, event: AddressSeen) -> None:
        seen = self._rooms.get(room_id, {}).get(event.participant_id)
        if seen is not None and seen.address != event.address:
            seen.address = event.address
            self._add(room_id, seen, SeenKind.ADDRESS, address=event.address)

    def _add_allowed(
        self,
        room_id: RoomId,
        seen: _Seen,
        kind: SeenKind | ReportedKind,
        value: int = 0,
        ago: timedelta = timedelta(),
    ) -> None:
        """Keep what a page caused, unless it causes too much."""
        if seen.allowed.left >= 1:
            seen.allowed.take()
            self._add(room_id, seen, kind, value, ago)

    def _add(
        self,
        room_id: RoomId,
        seen: _Seen | None,
        kind: SeenKind | ReportedKind,
        value: int = 0,
        ago: timedelta = timedelta(),
        address: str | None = None,
    ) -> None:
        who, at = None if seen is None else seen.who, datetime.now(UTC) - ago
        self._waiting.add(TimelineEntry(room_id, who, at, kind, value, address))


@asynccontextmanager
async def keeping_timelines(store: TimelineStore) -> AsyncIterator[Timelines]:
    """Timelines that are stored to the end."""
    kept = Timelines(store)
    try:
        yield kept
    finally:
        await kept.stop()
