"""The parts by which those who run the service see how meetings fare, and note what they do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from meetd.config import Settings
from meetd.db.admin_log import AdminLog
from meetd.db.pool import Database
from meetd.db.rooms import Rooms
from meetd.db.samples import Samples
from meetd.db.timelines import TimelineTable
from meetd.rooms.timelines import Timelines, keeping_timelines


@dataclass(frozen=True, slots=True)
class Oversight:
    """All of them."""

    timelines: Timelines
    """An observer of rooms."""
    kept: TimelineTable
    log: AdminLog
    rooms: Rooms
    samples: Samples


@asynccontextmanager
async def oversight(settings: Settings, database: Database) -> AsyncIterator[Oversight]:
    """Run them while inside."""
    retention = timedelta(days=settings.retention)
    kept, log = TimelineTable(database, retention), AdminLog(database, retention)
    async with keeping_timelines(kept) as timelines:
        yield Oversight(timelines, kept, log, Rooms(database), Samples(database))
