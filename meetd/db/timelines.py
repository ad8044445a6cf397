"""The table of timelines: how those who were in meetings fared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from meetd.db.pool import Database
from meetd.later import LATER
from meetd.model import ParticipantId, RoomId, UserId

PURGED_AT_ONCE = 10_000
"""Entries that are forgotten in one statement."""


class Person(Protocol):
    """Whom an entry is about."""

    @property
    def id(self) -> ParticipantId: ...
    @property
    def user_id(self) -> UserId: ...
    @property
    def username(self) -> str: ...
    @property
    def guest(self) -> bool: ...


class Entry(Protocol):
    """What is stored of something that happened."""

    @property
    def room_id(self) -> RoomId: ...
    @property
    def who(self) -> Person | None: ...
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> int: ...
    @property
    def address(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """Something that happened, as it is stored."""

    id: int
    """Grows, roughly in the order of time."""
    at: datetime
    participant_id: ParticipantId | None
    """None: the meeting."""
    user_id: UUID | None
    name: str | None
    guest: bool
    kind: str
    value: int
    address: str | None = field(default=None, metadata=LATER)
    """From where they reach the service, in a line of that kind alone."""


class TimelineTable:
    """The timelines of all meetings, kept for some days."""

    def __init__(self, database: Database, retention: timedelta) -> None:
        self._database = database
        self._retention = retention

    async def add(self, entries: Sequence[Entry]) -> None:
        """Store entries in their order, but those of rooms that are gone."""
        rows = [
            (
                e.room_id,
                None if e.who is None else e.who.id,
                e.at,
                str(e.kind),
                e.value,
                None if e.who is None else e.who.user_id,
                None if e.who is None else e.who.username,
                e.who is not None and e.who.guest,
                e.address,
            )
            for e in entries
        ]
        await self._database.execute(
            """INSERT INTO timelines
                (room_id, participant_id, at, kind, value, user_id, name, guest, address)
            SELECT e.room_id, e.participant_id, e.at, e.kind, e.value, e.user_id, e.name, e.guest,
                e.address
            FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::bigint[],
                $6::uuid[], $7::text[], $8::boolean[], $9::text[]) WITH ORDINALITY
                AS e (room_id, participant_id, at, kind, value, user_id, name, guest, address,
                    place)
            JOIN rooms ON rooms.id = e.room_id ORDER BY e.place""",
            *(list(column) for column in zip(*rows, strict=True)),
        )

    async def page(
        self, room_id: RoomId, participant_id: str | None, before: int | None, limit: int
    ) -> list[TimelineLine]:
        """The newest lines of a room, or those before one; the newest first. Of one participant,
        with those of the meeting, or of all."""
        rows = await self._database.fetch(
            """SELECT id, at, participant_id, user_id, name, guest, kind, value, address
            FROM timelines
            WHERE room_id = $1 AND ($2::bigint IS NULL OR id < $2)
                AND ($3::text IS NULL OR participant_id IS NULL OR participant_id = $3)
            ORDER BY id DESC LIMIT $4""",
            room_id,
            before,
            participant_id,
            limit,
        )
        return [TimelineLine(*row) for row in rows]

    async def purge(self) -> None:
        """Forget what was kept for long enough."""
        while True:
            gone = await self._database.fetchval(
                """WITH gone AS (DELETE FROM timelines WHERE id IN (
                    SELECT id FROM timelines WHERE at < now() - $1::interval LIMIT $2
                ) RETURNING true) SELECT count(*) FROM gone""",
                self._retention,
                PURGED_AT_ONCE,
            )
            if gone < PURGED_AT_ONCE:
                return
