"""The times of a meeting, once or again and again, by the clock on the wall of its place.

Rules are those of RFC 5545, section 3.3.10, as far as people use them for meetings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from meetd.model import Schedule
from meetd.schedule.rule import Rule, parts_of, until_of


def is_zone(name: str) -> bool:
    """Return whether that is a zone of the IANA database, such as `Europe/Berlin`."""
    return name in _zones()


def fits(schedule: Schedule) -> bool:
    """Return whether it repeats by a rule that its own first time is one of."""
    if schedule.rule is None:
        return True
    rule = Rule.read(schedule.rule, schedule.starts_at, ZoneInfo(schedule.zone))
    return rule is not None and rule.names_its_first()


def times(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """The times at which it begins, in UTC, from the first on that is not over by a moment."""
    zone, length = ZoneInfo(schedule.zone), timedelta(minutes=schedule.minutes)
    # A day earlier on the wall than it can be: its clock may be set back meanwhile.
    earliest = after.astimezone(zone).replace(tzinfo=None) - length - timedelta(days=1)
    for moment in _local_times(schedule, zone, earliest):
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
    return until_of(parts_of(schedule.rule or "") or {}, ZoneInfo(schedule.zone))


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if not name.startswith("posix"))


def _local_times(schedule: Schedule, zone: ZoneInfo, earliest: datetime) -> Iterable[datetime]:
    """Its times without a zone, of those before a moment perhaps some."""
    if schedule.rule is None:
        return [schedule.starts_at]
    rule = Rule.read(schedule.rule, schedule.starts_at, zone)
    return () if rule is None else rule.times(earliest)
