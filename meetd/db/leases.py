"""The tables of nodes and of leases: which servers there are, and which one has a room live.

Every moment is one of the database's clock, since no two servers have the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from uuid import UUID

import asyncpg

from meetd.db.pool import Database
from meetd.errors import RoomNotFound
from meetd.model import RoomId

LEASE = 60.0
"""Seconds that a lease lasts: whoever renews it at a third may be without the database for longer
than one takes to restart."""
DEAD_AFTER = 4.0
"""Seconds without a heartbeat after which an owner that does not answer either counts as dead."""


@dataclass(frozen=True, slots=True)
class Node:
    """One server's process, as the others find it."""

    name: str
    url: str
    instance: UUID
    """Another one each time that it starts."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Another node that has a room."""

    instance: UUID
    url: str


def fence(room_id: str, epoch: str) -> str:
    """SQL that is true while nobody took a room over since that epoch, and keeps it so until the
    transaction ends; true without an epoch, where there is one server."""
    return f"""({epoch}::bigint IS NULL OR EXISTS (
        SELECT FROM leases WHERE leases.room_id = {room_id} AND leases.epoch = {epoch} FOR SHARE
    ))"""


class Fenced:
    """A table of what belongs to rooms, whose writers say in which epoch they own the room."""

    def __init__(self, database: Database, epoch: int | None = None) -> None:
        self._database = database
        self._epoch = epoch

    def under(self, epoch: int) -> Self:
        """The same, for who owns a room in that epoch: a former owner writes nothing."""
        return type(self)(self._database, epoch)


class Leases:
    """The tables, for one node."""

    def __init__(self, database: Database, node: Node, clock: str = "clock_timestamp()") -> None:
        """`clock`: the SQL of now. It moves within a transaction, which may wait for a lock."""
        self._database = database
        self._node = node
        self._clock = clock

    async def beat(self) -> bool:
        """Say that this node lives; False where another one that lives has its name."""
        row = await self._database.fetchrow(
            f"""INSERT INTO nodes AS n (name, instance, url, seen_at)
            VALUES ($1, $2, $3, {self._clock})
            ON CONFLICT (name) DO UPDATE SET
                instance = excluded.instance, url = excluded.url, seen_at = excluded.seen_at
            WHERE n.instance = excluded.instance OR n.url = excluded.url
                OR n.seen_at <= {self._clock} - make_interval(secs => $4)
            RETURNING name""",
            self._node.name,
            self._node.instance,
            self._node.url,
            DEAD_AFTER,
        )
        return row is not None

    async def leave(self) -> None:
        """Say that this node is gone."""
        await self._database.execute("DELETE FROM nodes WHERE instance = $1", self._node.instance)

    async def claim(self, room_id: RoomId, *, suspect: bool = False) -> int | Owner:
        """Take a room that nobody has, or whose owner's lease is over: the new epoch, or the owner.

        The successor of an owner at its address takes it too, and where an owner is `suspect`,
        which is to say that it does not answer, whoever finds no heartbeat of it. Raises
        RoomNotFound."""
        while True:
            epoch = await self._take(room_id, suspect)
            if epoch is not None:
                return epoch
            row = await self._database.fetchrow(
                "SELECT holder, url FROM leases WHERE room_id = $1", room_id
            )
            if row is not None:
                return Owner(row["holder"], row["url"])

    async def _take(self, room_id: RoomId, suspect: bool) -> int | None:
        try:
            epoch: int | None = await self._database.fetchval(
                f"""INSERT INTO leases AS l (room_id, holder, url, epoch, expires_at)
                VALUES ($1, $2, $3, 1, {self._clock} + make_interval(secs => $4))
                ON CONFLICT (room_id) DO UPDATE SET
                    holder = excluded.holder, url = excluded.url, epoch = l.epoch + 1,
                    expires_at = {self._clock} + make_interval(secs => $4)
                WHERE l.expires_at <= {self._clock}
                    OR l.holder = excluded.holder
                    OR l.url = excluded.url
                    OR ($5 AND NOT EXISTS (
                        SELECT FROM nodes WHERE nodes.instance = l.holder
                        AND nodes.seen_at > {self._clock} - make_interval(secs => $6)))
                RETURNING epoch""",
                room_id,
                self._node.instance,
                self._node.url,
                LEASE,
                suspect,
                DEAD_AFTER,
            )
        except asyncpg.ForeignKeyViolationError:
            raise RoomNotFound from None
        return epoch

    async def take_over(self, room_id: RoomId, epoch: int) -> int | None:
        """Take a room from the owner of that epoch, who gives it: the new epoch, or None where it
        is somebody else's by now."""
        taken: int | None = await self._database.fetchval(
            f"""UPDATE leases SET holder = $3, url = $4, epoch = epoch + 1,
                expires_at = {self._clock} + make_interval(secs => $5)
            WHERE room_id = $1 AND epoch = $2 AND expires_at > {self._clock}
            RETURNING epoch""",
            room_id,
            epoch,
            self._node.instance,
            self._node.url,
            LEASE,
        )
        return taken

    async def renew(self, epochs: Mapping[RoomId, int]) -> set[RoomId]:
        """Prolong these leases; the rooms whose leases were still this node's, and not over."""
        rows = await self._database.fetch(
            f"""UPDATE leases SET expires_at = {self._clock} + make_interval(secs => $4)
            FROM unnest($1::uuid[], $2::bigint[]) AS own (room_id, epoch)
            WHERE leases.room_id = own.room_id AND leases.epoch = own.epoch
                AND leases.holder = $3 AND leases.expires_at > {self._clock}
            RETURNING leases.room_id""",
            list(epochs),
            list(epochs.values()),
            self._node.instance,
            LEASE,
        )
        return {RoomId(row["room_id"]) for row in rows}

    async def superseded(self, epochs: Mapping[RoomId, int]) -> set[RoomId]:
        """Those of these leases, of whichever node, that are over, or of an older epoch."""
        rows = await self._database.fetch(
            f"""SELECT asked.room_id FROM unnest($1::uuid[], $2::bigint[]) AS asked (room_id, epoch)
            LEFT JOIN leases ON leases.room_id = asked.room_id
            WHERE leases.epoch IS DISTINCT FROM asked.epoch
                OR leases.expires_at <= {self._clock}""",
            list(epochs),
            list(epochs.values()),
        )
        return {RoomId(row["room_id"]) for row in rows}

    async def release(self, room_id: RoomId, epoch: int) -> None:
        """Give a room back. Nothing happens if it is somebody else's by now."""
        await self._database.execute(
            """UPDATE leases SET expires_at = '-infinity'
            WHERE room_id = $1 AND holder = $2 AND epoch = $3""",
            room_id,
            self._node.instance,
            epoch,
        )

    async def owner(self, code: str) -> Owner | None:
        """Find the node that has the room of that code live."""
        row = await self._database.fetchrow(
            f"""SELECT holder, leases.url FROM leases JOIN rooms ON rooms.id = room_id
            WHERE slug = $1 AND expires_at > {self._clock}""",
            code,
        )
        return None if row is None else Owner(row["holder"], row["url"])

    async def url_of(self, instance: UUID) -> str | None:
        """Find where a node is reached, if it is still the process that it was."""
        url: str | None = await self._database.fetchval(
            "SELECT url FROM nodes WHERE instance = $1", instance
        )
        return url
