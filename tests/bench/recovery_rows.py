"""How long a call is without pictures when something dies."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from pathlib import Path

import psutil

from bench.report import Row
from bench.switch_rows import CONTINUITY, longest
from support.painted import painted
from support.people import gathering
from support.person import Person
from support.service import Service

RUNS = 3
CROWD = 5
WATCHED = 6.0
"""Seconds after which all pictures should be back long ago."""
HOLDS = 10.0
"""Seconds for which a connection has to hold, or pages take the next restart for the same trouble
and wait longer."""
TOGETHER = {"width": 320, "height": 180, "frameRate": 10}
"""Cameras that five pages on a small machine can send and show."""


async def rows(service: Service) -> list[Row]:
    """A worker that is killed, and a server that is started again."""
    killed: list[float] = []
    restarted: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with gathering(Path(folder)) as people:
            crowd: list[Person] = []
            for number in range(CROWD):
                script = painted(number, **TOGETHER) + CONTINUITY.read_text()
                crowd += await people.arrive(
                    service.url, f"friend{number}", script=script, devices=(), together=True
                )
            code = await crowd[0].new_meeting()
            for person in crowd:
                await person.page.set_viewport_size({"width": 480, "height": 400})
                await person.join(code)
            for person in crowd:
                await person.in_mode("sfu")
            await asyncio.sleep(3)
            for _ in range(RUNS):
                worker = await _busiest_worker(service)
                await _begin(crowd)
                died = time.time()
                os.kill(worker, signal.SIGKILL)
                killed.append(await _back(crowd) - died)
            for _ in range(RUNS):
                await asyncio.sleep(HOLDS)
                await _begin(crowd)
                await asyncio.to_thread(service.stop)
                await asyncio.to_thread(service.start)
                ready = time.time()
                restarted.append(await _back(crowd) - ready)
    return [
        longest(f"worker killed in a call of {CROWD}, until all see all", killed, 2, "s", 1),
        longest(f"server back in a call of {CROWD}, until all see all", restarted, 5, "s", 1),
    ]


async def _begin(crowd: list[Person]) -> None:
    for person in crowd:
        await person.page.evaluate("() => __continuity.begin()")


async def _back(crowd: list[Person]) -> float:
    """The wall clock at which the last of all had the last picture back."""
    await asyncio.sleep(WATCHED)
    gaps = [await person.page.evaluate("() => __continuity.end()") for person in crowd]
    return max(float(gap["cameraEnd"]) for gap in gaps)


async def _busiest_worker(service: Service) -> int:
    """The process that carries the call."""

    def used() -> dict[int, float]:
        children = psutil.Process(service.pid).children()
        workers = [child for child in children if child.name().startswith("mediasoup")]
        return {worker.pid: sum(worker.cpu_times()[:2]) for worker in workers}

    before = used()
    await asyncio.sleep(1)
    after = used()
    return max(before, key=lambda pid: after[pid] - before[pid])
