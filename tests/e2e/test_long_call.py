"""Two who stay in a call while others come and go: nothing gathers in it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from meetd import app
from meetd.media.pool import WorkerPool
from meetd.media.pool_worker import PoolWorker
from support.backend import settings
from support.leftovers import LEFTOVERS, Leftovers
from support.people import People
from support.person import Person, meet
from support.ports import free_port
from worker_bridge import provision

WARM_UP = 3
ROUNDS = 8
PATIENCE = 20.0
WORKER_GROWTH = 4 * 2**20
PAGE_GROWTH = 3 * 2**20
NODES = 40
"""Nodes and listeners that come and go by themselves; a tile alone has more for eight guests."""


async def test_a_long_call_gathers_nothing(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _served(tmp_path, monkeypatch) as (url, workers):
        [worker] = workers
        empty = await _counted(worker)
        ada, ben, cy = await people.arrive(url, "ada", "ben", "cy", script=LEFTOVERS.read_text())
        pages = [await Leftovers.of(ada), await Leftovers.of(ben)]
        code = await meet(ada, ben, mode="p2p")
        for _ in range(WARM_UP):
            await _visit(ada, ben, cy, code)
        counted, memory = await _settled(worker), _memory(worker)
        held = [await page.held() for page in pages]
        tasks, files = len(asyncio.all_tasks()), psutil.Process().num_fds()

        for _ in range(ROUNDS):
            await _visit(ada, ben, cy, code)
        await _comes_to(worker, counted)
        assert _memory(worker) <= memory + WORKER_GROWTH
        assert len(asyncio.all_tasks()) <= tasks + 2
        assert psutil.Process().num_fds() <= files + 2
        for page, before in zip(pages, held, strict=True):
            same = ("connections", "contexts", "tracks", "videos", "intervals", "timeouts")
            await page.at_most(
                {name: before[name] for name in same}
                | {name: before[name] + NODES for name in ("Nodes", "JSEventListeners")}
                | {"JSHeapUsedSize": before["JSHeapUsedSize"] + PAGE_GROWTH}
            )

        await ben.leave()
        await ada.leave()
        await _comes_to(worker, empty)


@contextlib.asynccontextmanager
async def _served(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[str, WorkerPool]]:
    """A server in this process, whose workers can be asked."""
    made: list[WorkerPool] = []

    class Known(WorkerPool):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            made.append(self)

    monkeypatch.setattr(app, "WorkerPool", Known)
    port = free_port()
    url = f"http://localhost:{port}"
    async with (
        app.running(settings(folder, public_url=url), provision.install()) as application,
        TestServer(application, port=port),
    ):
        yield url, made[0]


async def _visit(ada: Person, ben: Person, guest: Person, code: str) -> None:
    """A third comes, somebody presents meanwhile, and the third goes."""
    await guest.join(code)
    for person in (ada, ben, guest):
        await person.in_mode("sfu")
    await guest.sees(ada)
    await ben.press("Present screen")
    await ada.sees(ben, "screen")
    await ben.press("Stop presenting")
    await guest.leave()
    for person in (ada, ben):
        await person.in_mode("p2p")
        await expect(person.tiles()).to_have_count(1)


async def _counted(worker: PoolWorker) -> dict[str, int]:
    """How much of each the worker itself says that it holds."""
    dumps = {
        "worker": await worker.worker.dump(),
        "server": await worker.webrtc_server.dump(),
        "rooms": [await handle.router.dump() for handle in worker.routers],
    }
    return dict(_lengths("", dumps))


def _lengths(name: str, value: Any) -> list[tuple[str, int]]:
    """The lengths of all lists inside."""
    if isinstance(value, dict):
        return [found for key in value for found in _lengths(f"{name}.{key}", value[key])]
    if isinstance(value, list):
        inner = [found for each in value for found in _lengths(name, each)]
        return [(name, len(value)), *inner]
    return []


async def _settled(worker: PoolWorker) -> dict[str, int]:
    """What it holds, once that does not change any more."""
    async with asyncio.timeout(PATIENCE):
        while True:
            before = await _counted(worker)
            await asyncio.sleep(2)
            if await _counted(worker) == before:
                return before


async def _comes_to(worker: PoolWorker, before: dict[str, int]) -> None:
    """Wait until the worker holds just as much as then."""
    counted: dict[str, int] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            while (counted := await _counted(worker)) != before:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"the worker held {before}, holds {counted}") from None


def _memory(worker: PoolWorker) -> int:
    return int(psutil.Process(worker.worker.pid).memory_full_info().uss)
