"""`meetd status`, `meetd rooms` and `meetd workers`: what servers that run do, for people."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping

from meetd.cluster.control import Report
from meetd.commands.operators import Ordering

LOOK_INTERVAL = 0.5
"""Seconds between two looks whether all workers run."""

Reports = Mapping[str, Report | None]


def status_lines(reports: Reports) -> list[str]:
    """Servers, their workers and how much is on them."""
    lines: list[str] = []
    for name, report in reports.items():
        if report is None:
            lines.append(f"{name} does not answer: is it running, with these settings?")
            continue
        draining = ", draining" if report["draining"] else ""
        lines.append(
            f"{name}  meetd {report['version']}, up {_time(report['uptime'])}{draining}: "
            f"{crowd(report['room_count'], report['people'])}"
        )
        lines += [f"  {line}" for line in _workers(report)]
    return lines or ["No server runs."]


def room_lines(reports: Reports) -> list[str]:
    """Rooms that somebody is in, the largest first."""
    rows = [
        (room["code"], str(room["people"]), room["mode"], name)
        for name, report in reports.items()
        for room in (report["rooms"] if report is not None else ())
    ]
    rows.sort(key=lambda row: (-int(row[1]), row[0]))
    away = [f"{name} does not answer." for name, report in reports.items() if report is None]
    count = sum(report["room_count"] for report in reports.values() if report is not None)
    if len(away) == len(reports):
        return away or ["No server runs."]
    more = [f"and {counted(count - len(rows), 'smaller one')}"] if count > len(rows) else []
    return [*_columns([("room", "people", "media", "server"), *rows]), *more, *away]


def worker_lines(reports: Reports) -> list[str]:
    """Workers of all servers."""
    lines: list[str] = []
    for name, report in reports.items():
        if report is None:
            lines.append(f"{name} does not answer.")
        else:
            wanted = report["workers_wanted"]
            verb = "is" if wanted == 1 else "are"
            lines += [f"{name}: {counted(wanted, 'worker')} {verb} to run", *_workers(report)]
    return lines or ["No server runs."]


async def resize(
    operator: Ordering, name: str, count: int, limit: float, say: Callable[[str], None]
) -> bool:
    """Change the number of workers, and wait until they run and the others are gone: False where
    that was not so in `limit` seconds. Raises NotFound, InvalidRequest, and what Redis does."""
    await operator.resize(name, count)
    until, said = time.monotonic() + limit, ""
    while True:
        report = (await operator.reports()).get(name)
        states = [str(w["state"]) for w in report["workers"]] if report is not None else []
        if states == ["runs"] * count:
            workers = counted(count, "worker")
            say(f"{name} has {workers}, until it starts anew: then MEETD_WORKERS holds.")
            return True
        emptying = states.count("emptying")
        news = f"{len(states) - emptying} run, {emptying} are being emptied"
        if news != said:
            say(said := news)
        if time.monotonic() > until:
            say(f"{name} goes on with that; its log says what keeps it.")
            return False
        await asyncio.sleep(LOOK_INTERVAL)


def _workers(report: Report) -> list[str]:
    rows = [
        (
            str(w["index"]),
            f"{w['cpu']:.0%}",
            f"{w['egress'] / 1e6:.1f} Mbit/s",
            str(w["routers"]),
            str(w["carried"]),
            str(w["state"]),
        )
        for w in report["workers"]
    ]
    return _columns([("worker", "cpu", "sends", "rooms", "streams", "state"), *rows])


def _columns(rows: Iterable[tuple[str, ...]]) -> list[str]:
    kept = list(rows)
    wide = [max(map(len, column)) for column in zip(*kept, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()
        for row in kept
    ]


def crowd(rooms: int, people: int) -> str:
    """How many there are, in words."""
    return f"{counted(rooms, 'room')}, {counted(people, 'person', 'people')}"


def counted(count: int, one: str, many: str = "") -> str:
    """So many of them, in words."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def _time(seconds: float) -> str:
    minutes, hours = int(seconds) // 60 % 60, int(seconds) // 3600
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {int(seconds) % 60} s"
