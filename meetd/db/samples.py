"""The table of samples: what each server had to do, minute by minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from meetd.db.pool import Database

MINUTE, COARSE = 60, 600
"""Seconds of a sample as it is taken, and of one that several were thinned to."""
FINE_FOR = timedelta(hours=25)
"""Time after which samples are thinned: a day is shown as it was."""
KEPT_FOR = timedelta(days=7)
MOST_SERVERS = 50
"""Names of servers that are told."""
_COLUMNS = """people, rooms, streams, sends, server_cpu, workers_cpu, busiest_cpu,
    measured, loss_down, loss_up"""
_LOSS = ", ".join(
    f"coalesce(sum({name} * measured) / nullif(sum(measured), 0), 0) AS {name}"
    for name in ("loss_down", "loss_up")
)
# What counts things is as it was at its highest, what is a share as it was on the whole.
_THINNED = f"""max(people) AS people, max(rooms) AS rooms, max(streams) AS streams,
    max(sends) AS sends, avg(server_cpu) AS server_cpu, avg(workers_cpu) AS workers_cpu,
    avg(busiest_cpu) AS busiest_cpu, max(measured) AS measured, {_LOSS}"""
# Of several servers together: all that they had to do, and how busy the busiest was.
_TOGETHER = f"""sum(people)::int AS people, sum(rooms)::int AS rooms, sum(streams)::int AS streams,
    sum(sends)::int AS sends, max(server_cpu) AS server_cpu, sum(workers_cpu) AS workers_cpu,
    max(busiest_cpu) AS busiest_cpu, sum(measured)::int AS measured, {_LOSS}"""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a server had to do in a minute, or several servers in some time."""

    at: datetime
    """When it began."""
    people: int
    rooms: int
    streams: int
    """Voices and pictures that workers send."""
    sends: int
    """What workers send, in kilobits per second."""
    server_cpu: float
    """Percent of a core that the server used, of several the busiest."""
    workers_cpu: float
    """Percent of a core that all workers used together."""
    busiest_cpu: float
    """Percent of a core that the busiest of them used."""
    measured: int
    """People whose pages said what they lose."""
    loss_down: float
    """Percent of packets that were lost on their way to those."""
    loss_up: float
    """Percent of packets that were lost on their way from those."""


class Samples:
    """The samples of all servers, kept for some days."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, node: str, one: Sample) -> None:
        """Store what a server had to do in a minute; the first one of a minute counts."""
        await self._database.execute(
            f"""INSERT INTO samples (node, span, at, {_COLUMNS})
            VALUES ($1, {MINUTE}, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT DO NOTHING""",
            node,
            one.at,
            one.people,
            one.rooms,
            one.streams,
            one.sends,
            one.server_cpu,
            one.workers_cpu,
            one.busiest_cpu,
            one.measured,
            one.loss_down,
            one.loss_up,
        )

    async def between(
        self, begins: datetime, ends: datetime, step: timedelta, node: str | None
    ) -> list[Sample]:
        """What a server had to do, or all together, step by step from the beginning on. Steps of
        which nothing is known are left out."""
        rows = await self._database.fetch(
            f"""SELECT step, {_TOGETHER} FROM (
                SELECT date_bin($3::interval, at, $1::timestamptz) AS step, node, {_THINNED}
                FROM samples
                WHERE at >= $1 AND at < $2 AND ($4::text IS NULL OR node = $4) GROUP BY 1, 2
            ) AS each GROUP BY step ORDER BY step""",
            begins,
            ends,
            step,
            node,
        )
        return [Sample(*row) for row in rows]

    async def servers(self, begins: datetime, ends: datetime) -> list[str]:
        """Names of servers that had something to do then: of many, of those seen last."""
        rows = await self._database.fetch(
            """SELECT node FROM samples WHERE at >= $1 AND at < $2
            GROUP BY node ORDER BY max(at) DESC, node LIMIT $3""",
            begins,
            ends,
            MOST_SERVERS,
        )
        return sorted(row["node"] for row in rows)

    async def purge(self) -> None:
        """Thin what is old, and forget what is older."""
        await self._database.execute(
            f"""WITH old AS (
                DELETE FROM samples WHERE span = {MINUTE}
                AND at < date_bin('{COARSE} seconds', now() - $1::interval, 'epoch')
                RETURNING *
            )
            INSERT INTO samples (node, span, at, {_COLUMNS})
            SELECT node, {COARSE}, date_bin('{COARSE} seconds', at, 'epoch') AS at, {_THINNED}
            FROM old GROUP BY node, 3 ON CONFLICT DO NOTHING""",
            FINE_FOR,
        )
        await self._database.execute(
            "DELETE FROM samples WHERE at < now() - $1::interval", KEPT_FOR
        )
