"""Several nodes: where things go among many, and how long a killed one is missed."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from bench.report import Row, percentile
from bench.simulation import Simulation
from meetd.db.embedded import embedded_postgres
from meetd.db.migrate import migrate
from support.node_people import New, Person, at, making_people
from support.nodes import Nodes, nodes

SIZES = ((100, 100_000), (1_000, 1_000_000))
RUNS = 3
CROWD = 5
PINGS = 300


def placement() -> list[Row]:
    """Simulated, with the code that decides: see the simulation for what is assumed."""
    rows: list[Row] = []
    for count, people in SIZES:
        out = asyncio.run(Simulation(count, people).run(count // 100, count // 20))
        name = f"{people:,} people on {count:,} nodes"
        redis = sum(out.redis.values()) / out.lasted
        written = (out.postgres["heartbeats"] + out.postgres["leases renewed"]) / out.lasted
        joins = out.postgres["statements of joins"] + out.postgres["claims"]
        rows += [
            Row(f"{name}, load of the fullest over the mean", out.imbalance, "×"),
            Row(f"{name}, rooms cut by a node in 100 that dies", out.cut, "rooms"),
            Row(
                f"{name}, rooms that a node in 20 gives away",
                out.moved,
                "rooms",
                note=f"{out.stuck} had to be tried again",
            ),
            Row(f"{name}, routers borrowed", out.borrowed, "routers"),
            Row(f"{name}, people without a place", 100 * out.overfull / people, "%", 1),
            Row(f"{name}, Redis", redis, "/s"),
            Row(f"{name}, PostgreSQL, rows written to keep rooms", written, "/s"),
            Row(f"{name}, PostgreSQL, statements of joins", joins / out.lasted, "/s"),
            Row(
                f"{name}, a decision",
                1e6 * out.seconds / max(1, out.decisions),
                "µs",
                2000,
                note=f"of {out.decisions:,}",
            ),
        ]
    return rows


def rows() -> list[Row]:
    """Both."""
    return placement() + asyncio.run(_real())


async def _real() -> list[Row]:
    """Two nodes on this host, with all that they need."""
    with tempfile.TemporaryDirectory() as folder:
        async with embedded_postgres(Path(folder)) as url:
            await migrate(url)
            where = Path(folder) / "nodes"
            where.mkdir()
            async with nodes(where, url) as two, making_people(two.url) as new:
                return [*await _hop(two, new), await _succession(two, new)]


async def _hop(two: Nodes, new: New) -> list[Row]:
    """What it costs that a socket is with the other node, which a load balancer saves that hashes
    the code of the room."""
    here, there = await new(), await new()
    code = await here.new_room()
    await here.come(code, at(two.a))
    await there.come(code, at(two.b))
    direct, passed = [], []
    for _ in range(PINGS):
        direct.append(await _ping(here))
        passed.append(await _ping(there))
    for person in (here, there):
        await person.go()
    return [
        Row(
            f"{name}, {share}",
            1000 * (percentile(passed, at_) - percentile(direct, at_)),
            "ms",
            bar,
            note=f"{1000 * percentile(direct, at_):.1f} without",
        )
        for name in ("a request that is passed on to another node, longer by",)
        for share, at_, bar in (("median", 0.5, 3.0), ("p99", 0.99, None))
    ]


async def _ping(person: Person) -> float:
    began = time.perf_counter()
    await person.do("ping")
    return time.perf_counter() - began


async def _succession(two: Nodes, new: New) -> Row:
    """The owner is killed, and all are back with the other node."""
    took = []
    for _ in range(RUNS):
        people = [await new() for _ in range(CROWD)]
        code = await people[0].new_room()
        for person in people:
            await person.come(code)
        owner = two.owner()
        owner.kill()
        began = time.perf_counter()
        await asyncio.gather(*(person.come_back() for person in people))
        took.append(time.perf_counter() - began)
        await asyncio.to_thread(owner.start)
        for person in people:
            await person.go()
    return Row(
        f"a node killed with a room of {CROWD}, until all are back",
        statistics.median(took),
        "s",
        10,
        note=f"{max(took):.1f} at the longest",
    )
