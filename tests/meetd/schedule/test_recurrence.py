"""The times of meetings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetd.model import Schedule
from meetd.schedule.recurrence import fits, is_zone, next_time, next_times

MONDAY = datetime(2026, 3, 23, 10, 0)  # noqa: DTZ001 - by the clock on the wall.


def weekly(rule: str | None = "FREQ=WEEKLY;BYDAY=MO", zone: str = "Europe/Berlin") -> Schedule:
    return Schedule(MONDAY, zone, 45, rule)


def test_a_time_stays_where_the_clock_on_the_wall_shows_it() -> None:
    # Summer begins there on the Sunday between.
    found = next_times(weekly(), datetime(2026, 3, 1, tzinfo=UTC), 2)
    assert [moment.isoformat() for moment in found] == [
        "2026-03-23T09:00:00+00:00",
        "2026-03-30T08:00:00+00:00",
    ]


def test_a_meeting_that_has_begun_is_the_next_until_it_is_over() -> None:
    once = weekly(None)
    began = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
    assert next_time(once, began - timedelta(days=400)) == began
    assert next_time(once, began + timedelta(minutes=44)) == began
    assert next_time(once, began + timedelta(minutes=45)) is None


def test_one_that_repeats_is_over_after_its_last_time() -> None:
    before = datetime(2026, 1, 1, tzinfo=UTC)
    counted = weekly("FREQ=DAILY;COUNT=3")
    assert len(next_times(counted, before, 9)) == 3
    assert next_time(counted, datetime(2026, 3, 25, 9, 45, tzinfo=UTC)) is None
    # The last day counts whole, by the clock of the place.
    ended = weekly("FREQ=DAILY;UNTIL=20260325")
    assert len(next_times(ended, before, 9)) == 3
    exact = weekly("FREQ=DAILY;UNTIL=20260325T085959Z")
    assert len(next_times(exact, before, 9)) == 2


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=MO",
        "FREQ=MONTHLY;BYDAY=4MO",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-4;COUNT=10",
        "FREQ=MONTHLY;BYMONTHDAY=23",
        "FREQ=YEARLY;UNTIL=20300101T000000Z",
    ],
)
def test_rules_that_people_use(rule: str) -> None:
    assert fits(weekly(rule)), rule


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "DAILY",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=2",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=1001",
        "FREQ=DAILY;COUNT=2;UNTIL=20260401",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;X-OWN=1",
        "FREQ=DAILY;UNTIL=20260231",
        "FREQ=DAILY;UNTIL=20250101",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=MONTHLY;BYMONTHDAY=24",
        "FREQ=DAILY\nDTSTART:20260101T000000",
        "RRULE:FREQ=DAILY",
        "FREQ=DAILY;" + "BYDAY=MO," * 40,
    ],
)
def test_rules_that_are_none_or_leave_out_the_first_time(rule: str) -> None:
    assert not fits(weekly(rule)), rule


@given(st.text(st.sampled_from("FREQ=DAILYWKMONTHSUCI;,0123456789-BPZ"), max_size=60))
def test_any_text_is_looked_at_without_harm(rule: str) -> None:
    assert fits(weekly(rule)) in {True, False}


def test_zones_are_those_of_the_database() -> None:
    assert is_zone("Europe/Berlin")
    assert is_zone("UTC")
    for wrong in ("", "Berlin", "europe/berlin ", "../etc/passwd", "posixrules", "Europe/"):
        assert not is_zone(wrong), wrong
