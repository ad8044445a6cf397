"""The times of a meeting, once or again and again, by the clock on the wall of its place.

Rules are those of RFC 5545, section 3.3.10, as far as people use them for meetings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrule, rrulestr

from meetd.model import Schedule

MAX_RULE = 200
"""Characters in a rule."""
MAX_COUNT = 1000
"""Times that a rule with a number of them may name."""
_INTERVAL = r"[1-9]\d?"
_WEEKDAYS = r"(MO|TU|WE|TH|FR|SA|SU)"
_ORDINAL = rf"([+-]?[1-5])?{_WEEKDAYS}"
_MONTHDAY = r"(-?([1-9]|[12]\d|3[01]))"
_PARTS: Final = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": _INTERVAL,
    "COUNT": r"[1-9]\d{0,3}",
    "UNTIL": r"\d{8}(T\d{6}Z)?",
    "BYDAY": rf"{_ORDINAL}(,{_ORDINAL}){{0,6}}",
    "BYMONTHDAY": rf"{_MONTHDAY}(,{_MONTHDAY}){{0,30}}",
    "BYSETPOS": "-?[1-5]",
    "WKST": _WEEKDAYS,
}
_PATTERNS: Final = {name: re.compile(part) for name, part in _PARTS.items()}


def is_zone(name: str) -> bool:
    """Return whether that is a zone of the IANA database, such as `Europe/Berlin`."""
    return name in _zones()


def fits(schedule: Schedule) -> bool:
    """Return whether it repeats by a rule that its own first time is one of."""
    if schedule.rule is None:
        return True
    parts = _parts(schedule.rule)
    if parts is None or ("COUNT" in parts and "UNTIL" in parts):
        return False
    if int(parts.get("COUNT", 1)) > MAX_COUNT:
        return False
    if parts["FREQ"] in {"DAILY", "WEEKLY"} and re.search(r"\d", parts.get("BYDAY", "")):
        return False
    try:
        return next(iter(_rule(schedule)), None) == schedule.starts_at
    except ValueError:
        return False  # A day that there is not, as in UNTIL=20260231.


def times(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """The times at which it begins, in UTC, from the first on that is not over by a moment."""
    zone, length = ZoneInfo(schedule.zone), timedelta(minutes=schedule.minutes)
    # A day earlier on the wall than it can be: its clock may be set back meanwhile.
    earliest = after.astimezone(zone).replace(tzinfo=None) - length - timedelta(days=1)
    local = [schedule.starts_at] if schedule.rule is None else _rule(schedule)
    for moment in local:
        if moment >= earliest:
            begins = moment.replace(tzinfo=zone).astimezone(UTC)
            if begins + length > after:
                yield begins


def next_time(schedule: Schedule, after: datetime) -> datetime | None:
    """The time at which it begins next, or has begun, in UTC; None when it is over for good."""
    return next(times(schedule, after), None)


def next_times(schedule: Schedule, after: datetime, limit: int) -> list[datetime]:
    """At most so many of its times."""
    return list(islice(times(schedule, after), limit))


def until(schedule: Schedule) -> datetime | None:
    """The moment after which a rule names no times, in UTC, where it says one."""
    said = (_parts(schedule.rule or "") or {}).get("UNTIL")
    if said is None:
        return None
    if said.endswith("Z"):
        return datetime.strptime(said, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    day = datetime.strptime(said, "%Y%m%d").date()  # noqa: DTZ007
    return datetime.combine(day, time.max, ZoneInfo(schedule.zone)).astimezone(UTC)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if not name.startswith("posix"))


def _parts(rule: str) -> dict[str, str] | None:
    """A rule's parts by their names; None where it is none."""
    if len(rule) > MAX_RULE:
        return None
    pairs = [part.partition("=")[::2] for part in rule.split(";")]
    parts = dict(pairs)
    if len(parts) != len(pairs) or "FREQ" not in parts:
        return None
    known = all(name in _PATTERNS and _PATTERNS[name].fullmatch(value) for name, value in pairs)
    return parts if known else None


def _rule(schedule: Schedule) -> rrule:
    """Its times, without a zone."""
    parts = dict(_parts(schedule.rule or "") or {})
    last = until(schedule)
    if last is not None:
        local = last.astimezone(ZoneInfo(schedule.zone)).replace(tzinfo=None)
        parts["UNTIL"] = local.strftime("%Y%m%dT%H%M%S")
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    found = rrulestr(text, dtstart=schedule.starts_at)
    assert isinstance(found, rrule)  # noqa: S101 - one rule, never a set of them.
    return found
