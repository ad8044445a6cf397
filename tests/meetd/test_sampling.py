"""Samples are taken of what there is, minute by minute, and stand in the way of nothing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import ClientSession

from meetd import sampling as its
from meetd.commands.users import set_admin
from meetd.db.pool import database
from meetd.db.samples import Sample, Samples
from meetd.errors import Unavailable
from meetd.media.pool import WorkerPool
from meetd.rooms.timelines import Timelines
from meetd.sampling import Meter, sampling
from support.backend import Backend, Client, backend, settings
from support.postgres import Postgres
from support.waiting import PATIENCE


class Worker(SimpleNamespace):
    """What a meter reads of a worker."""


def worker(pid: int, cpu_seconds: float, consumers: int = 0) -> Worker:
    return Worker(
        worker=SimpleNamespace(pid=pid),
        cpu_seconds=cpu_seconds,
        consumers=consumers,
        egress=SimpleNamespace(bits_per_second=250_000 * consumers),
    )


def meter(workers: list[Worker], losses: list[tuple[int, int]]) -> Meter:
    timelines = SimpleNamespace(losses=lambda: losses)
    return Meter(
        lambda: [("p2p", 2), ("sfu", 5)],
        cast("WorkerPool", workers),
        cast("Timelines", timelines),
    )


def test_a_sample_is_of_the_time_since_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = {"monotonic": 100.0, "process_time": 3.0}
    stopped = SimpleNamespace(
        monotonic=lambda: clock["monotonic"], process_time=lambda: clock["process_time"]
    )
    monkeypatch.setattr(its, "time", stopped)
    workers, losses = [worker(1, 50.0, 4), worker(2, 7.0, 6)], [(4, 1), (0, 1)]
    measured = meter(workers, losses)
    clock.update(monotonic=160.0, process_time=9.0)
    # One has used half a core, the other died, and another came in its place.
    workers[:] = [worker(1, 80.0, 4), worker(3, 6.0, 6)]
    one = measured.take(at := datetime.now(UTC))
    assert one == Sample(at, 7, 2, 10, 2500, 10.0, 60.0, 50.0, 2, 2.0, 1.0)
    losses.clear()
    clock.update(monotonic=220.0)
    one = measured.take(at)
    assert (one.server_cpu, one.workers_cpu, one.measured, one.loss_down) == (0.0, 0.0, 0, 0.0)


@pytest.mark.asyncio
async def test_without_a_database_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: asyncio.Queue[Any] = asyncio.Queue()
    refusals = [Unavailable()]

    class Table:
        async def add(self, node: str, one: Sample) -> None:
            if refusals:
                raise refusals.pop()
            kept.put_nowait((node, one.at.second, one.at.microsecond))

    # A minute that is over at once.
    monkeypatch.setattr(its, "MINUTE", 0.01)
    async with sampling(cast("Samples", Table()), "ada", meter([], [])):
        async with asyncio.timeout(PATIENCE):
            assert await kept.get() == ("ada", 0, 0)
    assert refusals == []


@pytest.mark.asyncio
async def test_plots_show_several_servers_each_and_all_together(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await postgres.migrated()
    # Minutes of the clock that are over at once: of each, the first sample counts.
    monkeypatch.setattr(its, "MINUTE", 0.2)
    folders = {name: tmp_path / name for name in ("a", "b")}
    for folder in folders.values():
        folder.mkdir()
    async with (
        backend(settings(folders["a"], url, node="a")) as a,
        backend(settings(folders["b"], url, node="b")) as b,
        database(url, 1) as db,
    ):
        admin = await a.account()
        await set_admin(a.settings, admin.name, admin=True)
        for server, rooms in ((a, (2, 1)), (b, (1,))):
            for people in rooms:
                await _meet(server, people)
        # Those of before are of this minute too.
        await db.execute("DELETE FROM samples")
        # A minute of both, whenever the next one begins.
        async with asyncio.timeout(PATIENCE):
            while (at := await db.fetchval(OF_BOTH)) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        async with ClientSession() as http:
            for server in (a, b):
                told = {name: await _plotted(http, server, admin, name) for name in ("", "a", "b")}
                assert {tuple(one["servers"]) for one in told.values()} == {("a", "b")}
                last = {
                    name: next(i for i in one["items"] if datetime.fromisoformat(i["at"]) == at)
                    for name, one in told.items()
                }
                counted = {name: (one["people"], one["rooms"]) for name, one in last.items()}
                assert counted == {"": (4, 3), "a": (3, 2), "b": (1, 1)}
                # One processor's share is no sum: it is the busiest one's.
                assert last[""]["serverCpu"] == max(last["a"]["serverCpu"], last["b"]["serverCpu"])
                sums = {name: one["workersCpu"] for name, one in last.items()}
                assert abs(sums[""] - sums["a"] - sums["b"]) <= 1


OF_BOTH = """SELECT at FROM samples GROUP BY at HAVING count(DISTINCT node) = 2
    ORDER BY at DESC LIMIT 1"""


async def _meet(server: Backend, people: int) -> None:
    """A room with so many people."""
    first, *others = [await server.client() for _ in range(people)]
    code = await first.new_room()
    for one in (first, *others):
        await one.join(code)


async def _plotted(http: ClientSession, server: Backend, admin: Client, of: str) -> dict[str, Any]:
    """What a server tells of one, or of all."""
    query = {"hours": "1"} | ({"server": of} if of else {})
    async with http.get(
        f"{server.url}/api/v1/admin/samples", params=query, headers=admin.signed_in
    ) as answer:
        assert answer.status == 200, await answer.text()
        told: dict[str, Any] = await answer.json()
        return told
