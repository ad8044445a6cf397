"""Samples are taken of what there is, minute by minute, and stand in the way of nothing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from meetd import sampling as its
from meetd.db.samples import Sample, Samples
from meetd.errors import Unavailable
from meetd.media.pool import WorkerPool
from meetd.rooms.timelines import Timelines
from meetd.sampling import Meter, sampling


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
        async with asyncio.timeout(20):
            assert await kept.get() == ("ada", 0, 0)
    assert refusals == []
