"""What a running server says of itself to the operator's commands, and what it lets them change."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from importlib.metadata import version

from meetd.cluster.control import MAX_WORKERS, Operator, Report
from meetd.cluster.redis import FAILURES
from meetd.config import Settings, must_have_ports
from meetd.errors import InvalidRequest
from meetd.media.pool import WorkerPool
from meetd.rooms.registry import Registry
from meetd.variables import ConfigError


def report(began: float, registry: Registry, workers: WorkerPool) -> Report:
    """What this server, which began at that time of the monotonic clock, has to do; nobody's name
    is in it."""
    rooms = [
        {"code": live.room.code, "mode": live.mode.value, "people": live.size} for live in registry
    ]
    return {
        "version": version("meetd"),
        "uptime": round(time.monotonic() - began),
        "draining": not registry.accepting,
        "room_count": len(rooms),
        "people": sum(live.size for live in registry),
        "rooms": rooms,
        "workers": [w.report() for w in sorted(workers, key=lambda w: w.index)],
        "workers_wanted": workers.count,
    }


def reporting(
    settings: Settings, own: Callable[[], Report]
) -> Callable[[], Awaitable[Mapping[str, Report | None]]]:
    """Has all servers say what they do, by their names; while Redis is away, this one alone."""
    operator = Operator(settings)

    async def reports() -> Mapping[str, Report | None]:
        if settings.redis_url is not None:
            try:
                return await operator.reports()
            except FAILURES:
                pass
        return {settings.node: own()}

    return reports


def empty(workers: WorkerPool, index: int) -> None:
    """Empty a worker, and start it anew. Raises InvalidRequest, with words for the operator."""
    if not workers.can_empty(index):
        raise InvalidRequest(
            f"Worker {index} cannot be emptied: it is the only one, empties already, or is none."
        )
    workers.empty(index)


def resize(settings: Settings, workers: WorkerPool, count: int) -> None:
    """Have so many workers. Raises InvalidRequest, with words for the operator."""
    if not 1 <= count <= MAX_WORKERS:
        raise InvalidRequest(f"There are from 1 to {MAX_WORKERS} workers.")
    try:
        must_have_ports(replace(settings, workers=count))
    except ConfigError as error:
        raise InvalidRequest(str(error)) from None
    workers.resize(count)
