"""Calendars of meetings, as other programs read them (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vRecur

from meetd.model import Room, Schedule
from meetd.schedule.recurrence import until

YEARS = 5
"""Before and after this one of which a calendar says when clocks change."""
_PRODUCT = "-//meetd//meetings//EN"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that has a time, and the address that leads to it."""

    room: Room
    schedule: Schedule
    url: str


def calendar(meetings: Iterable[Meeting], now: datetime) -> bytes:
    """Write the calendar of some meetings, with the rules of the zones that they are in."""
    its = Calendar()
    its.add("prodid", _PRODUCT)
    its.add("version", "2.0")
    its.add("method", "PUBLISH")
    listed = list(meetings)
    for meeting in listed:
        its.add_component(_event(meeting, now))
    for zone in sorted({meeting.schedule.zone for meeting in listed}):
        if zone != "UTC":
            its.add_component(_timezone(zone, now.year))
    written: bytes = its.to_ical()
    return written


@lru_cache(maxsize=1024)
def _timezone(zone: str, year: int) -> Timezone:
    """The rules of a zone around a year: those who read it know the zone's own, mostly. Each takes
    16 ms to find and 6 KB to keep, and there are six hundred."""
    return Timezone.from_tzid(
        zone, first_date=date(year - YEARS, 1, 1), last_date=date(year + YEARS, 1, 1)
    )


def _event(meeting: Meeting, now: datetime) -> Event:
    room, schedule = meeting.room, meeting.schedule
    event = Event()
    event.add("uid", f"{room.id}@meetd")
    event.add("sequence", schedule.sequence)
    event.add("dtstamp", now)
    begins = schedule.starts_at.replace(tzinfo=ZoneInfo(schedule.zone))
    event.add("dtstart", begins)
    event.add("duration", timedelta(minutes=schedule.minutes))
    event.add("summary", room.name)
    event.add("location", meeting.url)
    event.add("url", meeting.url)
    event.add("description", meeting.url)
    if schedule.rule is not None:
        event.add("rrule", _recurrence(schedule))
    return event


def _recurrence(schedule: Schedule) -> vRecur:
    recurrence: vRecur = vRecur.from_ical(schedule.rule or "")
    last = until(schedule)
    if last is not None:
        # In UTC, since its first time names a zone (section 3.3.10).
        recurrence["UNTIL"] = [last]
    return recurrence
