"""A rule by which a meeting repeats (RFC 5545, section 3.3.10): read, and unrolled one period after
another, from any of them on. So what a rule costs is bounded, whatever it says: one that names no
time at all is not looked for until the end of the calendar, and one that began long ago is not gone
through day by day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count as numbers_from
from typing import Final
from zoneinfo import ZoneInfo

MAX_RULE = 200
"""Characters in a rule."""
MAX_COUNT = 1000
"""Times that a rule with a number of them may name."""
END = date(2400, 1, 1)
"""No rule names a time from this day on."""
_LAST_YEAR, _FIRST_YEAR = END.year, 1970
"""Years of an UNTIL that are told apart."""
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_INTERVAL = r"[1-9]\d?"
_WEEKDAYS = rf"({'|'.join(_WEEK)})"
_ORDINAL = rf"([+-]?[1-5])?{_WEEKDAYS}"
_MONTHDAY = r"(-?([1-9]|[12]\d|3[01]))"
_PARTS: Final = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": _INTERVAL,
    "COUNT": r"[1-9]\d{0,3}",
    "UNTIL": r"[0-9]{8}(T[0-9]{6}Z)?",
    "BYDAY": rf"{_ORDINAL}(,{_ORDINAL}){{0,6}}",
    "BYMONTHDAY": rf"{_MONTHDAY}(,{_MONTHDAY}){{0,30}}",
    "BYSETPOS": "-?[1-5]",
    "WKST": _WEEKDAYS,
}
_PATTERNS: Final = {name: re.compile(part, re.ASCII) for name, part in _PARTS.items()}


def parts_of(rule: str) -> dict[str, str] | None:
    """A rule's parts by their names; None where it is none that people use for meetings."""
    if len(rule) > MAX_RULE:
        return None
    pairs = [part.partition("=")[::2] for part in rule.split(";")]
    parts = dict(pairs)
    if len(parts) != len(pairs) or "FREQ" not in parts:
        return None
    if not all(name in _PATTERNS and _PATTERNS[name].fullmatch(value) for name, value in pairs):
        return None
    if ("COUNT" in parts and "UNTIL" in parts) or int(parts.get("COUNT", 1)) > MAX_COUNT:
        return None
    if parts["FREQ"] in {"DAILY", "WEEKLY"} and re.search(r"\d", parts.get("BYDAY", "")):
        return None
    return parts


def until_of(parts: Mapping[str, str], zone: ZoneInfo) -> datetime | None:
    """The moment after which a rule names no times, in UTC, where it says one. Raises ValueError:
    it says a day that there is not."""
    said = parts.get("UNTIL")
    if said is None:
        return None
    if said.endswith("Z"):
        moment = datetime.strptime(said, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    else:
        day = datetime.strptime(said, "%Y%m%d").date()  # noqa: DTZ007
        moment = datetime.combine(day, time.max, zone)
    # The ends of the calendar are in no zone but one.
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        year = _FIRST_YEAR if moment.year < _FIRST_YEAR else _LAST_YEAR
        return datetime(year, 1, 1, tzinfo=UTC)
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Rule:
    """One that is unrolled by the clock on the wall."""

    freq: str
    begins: datetime
    """Its first time, without a zone."""
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    """By the clock on the wall too."""
    by_day: tuple[tuple[int, int], ...] = ()
    """Days of the week, Monday is 0, each with which of them in the period; 0: all."""
    by_month_day: tuple[int, ...] = ()
    position: int | None = None
    """The one alone that is this one of each period, from 1 on or, from its end, from -1."""
    week_begins: int = 0

    @staticmethod
    def read(rule: str, begins: datetime, zone: ZoneInfo) -> Rule | None:
        """Read one that repeats a time; None where it is none."""
        parts = parts_of(rule)
        if parts is None:
            return None
        try:
            until = until_of(parts, zone)
        except ValueError:
            return None
        position = parts.get("BYSETPOS")
        return Rule(
            parts["FREQ"],
            begins,
            interval=int(parts.get("INTERVAL", 1)),
            count=int(parts["COUNT"]) if "COUNT" in parts else None,
            until=None if until is None else until.astimezone(zone).replace(tzinfo=None),
            by_day=tuple(map(_day, filter(None, parts.get("BYDAY", "").split(",")))),
            by_month_day=tuple(map(int, filter(None, parts.get("BYMONTHDAY", "").split(",")))),
            position=None if position is None else int(position),
            week_begins=_WEEK.index(parts.get("WKST", "MO")),
        )

    def names_its_first(self) -> bool:
        """Return whether its first time is one of its times."""
        first = next((day for day in self._days(0) if day >= self.begins.date()), None)
        return first == self.begins.date() and (self.until is None or self.begins <= self.until)

    def times(self, earliest: datetime) -> Iterator[datetime]:
        """Its times in their order, of those before a moment perhaps some."""
        left = self.count
        # Those that are counted are gone through from the first on.
        for period in numbers_from(0 if left is not None else self._period_of(earliest.date())):
            first = self._first_day(period)
            if first >= END or (self.until is not None and first > self.until.date()):
                return
            for day in self._days(period):
                moment = datetime.combine(day, self.begins.time())
                if moment < self.begins:
                    continue
                if self.until is not None and moment > self.until:
                    return
                yield moment
                left = None if left is None else left - 1
                if left == 0:
                    return

    def _period_of(self, day: date) -> int:
        """The number of a period that begins not after a day, unless that is before the first."""
        first = self._first_day(0)
        match self.freq:
            case "DAILY":
                passed = (day - first).days
            case "WEEKLY":
                passed = (day - first).days // 7
            case "MONTHLY":
                passed = (day.year - first.year) * 12 + day.month - first.month
            case _:
                passed = day.year - first.year
        return max(0, passed // self.interval)

    def _first_day(self, period: int) -> date:
        """The first day of a period, of which 0 is the one with its first time."""
        begins, passed = self.begins.date(), period * self.interval
        match self.freq:
            case "DAILY":
                return begins + timedelta(days=passed)
            case "WEEKLY":
                back = (begins.weekday() - self.week_begins) % 7
                return begins + timedelta(days=7 * passed - back)
            case "MONTHLY":
                months = begins.month - 1 + passed
                return date(begins.year + months // 12, months % 12 + 1, 1)
            case _:
                return date(begins.year + passed, 1, 1)

    def _days(self, period: int) -> list[date]:
        """The days in a period on which it has a time."""
        found = [day for day in self._in_period(self._first_day(period)) if self._has(day)]
        if self.position is None:
            return found
        at = self.position - 1 if self.position > 0 else self.position
        return [found[at]] if -len(found) <= at < len(found) else []

    def _in_period(self, first: date) -> Iterator[date]:
        match self.freq:
            case "DAILY":
                length = 1
            case "WEEKLY":
                length = 7
            case "MONTHLY":
                length = monthrange(first.year, first.month)[1]
            case _:
                length = date(first.year, 12, 31).timetuple().tm_yday
        return (first + timedelta(days=number) for number in range(length))

    def _has(self, day: date) -> bool:
        if not self.by_day and not self.by_month_day:
            return self._is_like_the_first(day)
        days_in_month = monthrange(day.year, day.month)[1]
        if self.by_month_day and not (
            day.day in self.by_month_day or day.day - days_in_month - 1 in self.by_month_day
        ):
            return False
        return not self.by_day or any(
            day.weekday() == weekday and (which == 0 or which in self._places(day, days_in_month))
            for which, weekday in self.by_day
        )

    def _is_like_the_first(self, day: date) -> bool:
        begins = self.begins.date()
        match self.freq:
            case "DAILY":
                return True
            case "WEEKLY":
                return day.weekday() == begins.weekday()
            case "MONTHLY":
                return day.day == begins.day
            case _:
                return (day.month, day.day) == (begins.month, begins.day)

    def _places(self, day: date, days_in_month: int) -> tuple[int, int]:
        """Which of its weekday a day is in its period, from both ends."""
        if self.freq == "MONTHLY":
            at, length = day.day, days_in_month
        else:
            at = day.timetuple().tm_yday
            length = date(day.year, 12, 31).timetuple().tm_yday
        return (at - 1) // 7 + 1, -((length - at) // 7 + 1)


def _day(said: str) -> tuple[int, int]:
    return int(said[:-2] or 0), _WEEK.index(said[-2:])
