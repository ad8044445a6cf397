"""Rules by which meetings repeat: unrolled as others unroll them, and cheap whatever they say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given
from hypothesis import strategies as st

from meetd.model import Schedule
from meetd.schedule import rule as module
from meetd.schedule.recurrence import fits, next_time, until
from meetd.schedule.rule import Rule

ZONE = ZoneInfo("UTC")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
begins = st.datetimes(datetime(2000, 1, 1), datetime(2150, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0)
)


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    said = [f"FREQ={freq}"]
    if draw(st.booleans()):
        said.append(f"INTERVAL={draw(st.integers(1, 20))}")
    if draw(st.booleans()):
        # Days with a place among them, or days without: not both, which others take for neither.
        placed = freq in {"MONTHLY", "YEARLY"} and draw(st.booleans())
        places = st.sampled_from(["1", "+2", "4", "5", "-1", "-5"]) if placed else st.just("")
        days = draw(st.lists(st.tuples(places, st.sampled_from(DAYS)), min_size=1, max_size=4))
        said.append("BYDAY=" + ",".join("".join(day) for day in days))
    if freq != "WEEKLY" and draw(st.booleans()):
        days_of_month = st.integers(-31, 31).filter(bool)
        said.append("BYMONTHDAY=" + ",".join(map(str, draw(st.lists(days_of_month, min_size=1)))))
    if freq in {"MONTHLY", "YEARLY"} and draw(st.booleans()):
        said.append(f"BYSETPOS={draw(st.sampled_from([1, 2, 5, -1, -2]))}")
    said.append(f"WKST={draw(st.sampled_from(DAYS))}")
    if draw(st.booleans()):
        said.append(f"COUNT={draw(st.integers(1, 30))}")
    return ";".join(said)


@example(datetime(2026, 3, 23, 10), "FREQ=YEARLY;BYDAY=2MO")  # noqa: DTZ001
@example(datetime(2024, 2, 29, 10), "FREQ=YEARLY")  # noqa: DTZ001
@given(begins, rules())
def test_it_names_the_times_that_others_find(first: datetime, said: str) -> None:
    rule = Rule.read(said, first, ZONE)
    if rule is None:  # Longer than rules are.
        assert len(said) > module.MAX_RULE
        return
    # What names none of the next years is nothing to others for minutes.
    end = first + timedelta(days=6 * 365)
    ours = list(takewhile(lambda moment: moment <= end, rule.times(first)))
    # What names no time is nothing that others say soon.
    if any(True for _ in rule.times(first)):
        others = takewhile(lambda moment: moment <= end, rrulestr(said, dtstart=first))
        assert ours == list(others)
    assert rule.names_its_first() is (ours[:1] == [first])
    # From anywhere on it is the same.
    later = first + timedelta(days=500)
    found = takewhile(lambda moment: moment <= end, rule.times(later))
    assert [moment for moment in found if moment >= later] == [m for m in ours if m >= later]


def scheduled(rule: str, begins: datetime, zone: str = "UTC") -> Schedule:
    return Schedule(begins, zone, 30, rule)


LONG_AGO = datetime(2000, 1, 1, 10)  # noqa: DTZ001


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
        "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=-31,31;BYDAY=-1SU;BYSETPOS=-5",
        "FREQ=YEARLY;BYDAY=1MO;BYMONTHDAY=31",
    ],
)
def test_one_that_names_no_time_is_not_looked_for(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others look until the year 9999, which takes seconds to minutes of everybody's time."""
    looks = counted(monkeypatch)
    assert not fits(scheduled(rule, datetime(2026, 2, 2, 10)))  # noqa: DTZ001
    assert len(looks) == 1


@pytest.mark.parametrize("freq", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
def test_the_next_time_is_found_at_once_however_long_ago_it_began(
    freq: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = counted(monkeypatch)
    found = next_time(scheduled(f"FREQ={freq}", LONG_AGO), datetime(2190, 6, 1, tzinfo=UTC))
    assert found is not None
    assert found.year >= 2190
    assert len(looks) < 10


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The periods that are looked at from now on."""
    looks, days = list[int](), Rule._days

    def look(rule: Rule, period: int) -> list[date]:
        looks.append(period)
        return days(rule, period)

    monkeypatch.setattr(Rule, "_days", look)
    return looks


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
@pytest.mark.parametrize("end", ["99991231", "99991231T235959Z", "00010101", "00010101T000000Z"])
def test_the_ends_of_the_calendar_are_in_every_zone(end: str, zone: str) -> None:
    its = scheduled(f"FREQ=DAILY;UNTIL={end}", LONG_AGO, zone)
    assert fits(its) is end.startswith("9")
    last = until(its)
    assert last is not None
    assert (next_time(its, datetime(2026, 1, 1, tzinfo=UTC)) is None) is (last.year < 2000)
