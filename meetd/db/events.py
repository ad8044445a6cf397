"""The tables of events: written to an inbox, numbered, read, and forgotten in the end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from meetd.db.pool import Database
from meetd.errors import Unavailable
from meetd.happening import Event, EventPage, EventType, Happening
from meetd.model import RoomId, UserId

COLUMNS = "seq, type, at, room_id, room_code, host_id, meeting_id, data"
NUMBERED = 1000
"""Events that get their numbers at once."""
FORGOTTEN = 5000
"""Events that are forgotten at once."""


class EventTables:
    """The tables, for one server's process. All raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.writer = uuid4()
        """Another one each time that the server starts."""

    async def record(self, batch: int, happenings: Sequence[Happening]) -> None:
        """Store what this server saw; a batch that is stored already is not stored again."""
        saved = [asdict(one) for one in happenings]
        try:
            await self._database.execute(
                "SELECT record_happenings($1, $2, $3::jsonb)",
                self.writer,
                batch,
                json.dumps(saved, default=str),
            )
        except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as error:
            raise Unavailable from error

    async def number(self) -> tuple[int, int]:
        """Give what is in the inbox its numbers; how many got one now, and the newest."""
        row = await self._database.fetchrow("SELECT * FROM number_events($1)", NUMBERED)
        assert row is not None
        return row["moved"], row["newest"]

    async def end_forsaken(self, *, several: bool, patience: float) -> int:
        """End the meetings whose servers are gone; how many those were."""
        ended: int = await self._database.fetchval(
            "SELECT end_forsaken_meetings($1, $2, $3)",
            self.writer,
            several,
            timedelta(seconds=patience),
        )
        return ended

    async def page(
        self,
        after: int,
        limit: int,
        *,
        host_id: UserId | None = None,
        room_id: RoomId | None = None,
    ) -> EventPage:
        """The first events after one: all, or those of a host's rooms, or of a room."""
        conditions, args = ["e.seq > $1"], list[Any]([after, limit])
        for column, value in (("host_id", host_id), ("room_id", room_id)):
            if value is not None:
                args.append(value)
                conditions.append(f"e.{column} = ${len(args)}")
        rows = await self._database.fetch(
            f"""SELECT h.last, h.forgotten, e.* FROM event_head h LEFT JOIN LATERAL (
                SELECT {COLUMNS} FROM events e WHERE {" AND ".join(conditions)}
                AND e.seq <= h.last ORDER BY e.seq LIMIT $2
            ) e ON true ORDER BY e.seq""",
            *args,
        )
        events = [event(row) for row in rows if row["seq"] is not None]
        newest = events[-1].seq if len(events) == limit else rows[0]["last"]
        return EventPage(events, newest, rows[0]["forgotten"])

    async def head(self) -> int:
        """Find the newest number."""
        newest: int = await self._database.fetchval("SELECT last FROM event_head")
        return newest

    async def forget(self, age: timedelta) -> int:
        """Forget some events that are older; how many."""
        gone: int = await self._database.fetchval("SELECT forget_events($1, $2)", age, FORGOTTEN)
        await self._database.execute(
            "DELETE FROM event_writers WHERE written_at < now() - $1::interval", age
        )
        return gone


def event(row: asyncpg.Record) -> Event:
    """Make an event of its columns."""
    return Event(
        seq=row["seq"],
        type=EventType(row["type"]),
        at=row["at"],
        room_id=row["room_id"],
        room_code=row["room_code"],
        host_id=row["host_id"],
        meeting_id=row["meeting_id"] and UUID(int=row["meeting_id"].int),
        data=json.loads(row["data"]),
    )
