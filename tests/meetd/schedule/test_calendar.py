"""Calendars of meetings."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from meetd.model import Room, RoomId, Schedule, UserId
from meetd.schedule.calendar import Meeting, calendar

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ROOM = Room(
    RoomId(uuid.UUID(int=7)),
    "abc-defg-hij",
    "Stand-up;\r\nATTENDEE:x",
    UserId(uuid.uuid4()),
    NOW,
    NOW,
)


def written(schedule: Schedule) -> Any:
    meeting = Meeting(ROOM, schedule, "https://meet.example.org/abc-defg-hij")
    return Calendar.from_ical(calendar([meeting], NOW))


def test_a_meeting_that_repeats_brings_its_zone_along() -> None:
    local = datetime(2026, 3, 23, 10, 0)  # noqa: DTZ001
    its = written(Schedule(local, "Europe/Berlin", 45, "FREQ=WEEKLY;UNTIL=20260501", sequence=3))
    (event,) = its.walk("VEVENT")
    assert event["UID"] == f"{ROOM.id}@meetd"
    assert event["SEQUENCE"] == 3
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event["DTSTART"].dt.replace(tzinfo=None) == local
    assert event["DURATION"].dt.seconds == 45 * 60
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260501T215959Z"
    assert [zone["TZID"] for zone in its.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_a_name_adds_no_line_of_its_own() -> None:
    local = datetime(2026, 3, 23, 10, 0)  # noqa: DTZ001
    (event,) = written(Schedule(local, "UTC", 45)).walk("VEVENT")
    assert "ATTENDEE" not in event
    assert str(event["SUMMARY"]).startswith("Stand-up;")
