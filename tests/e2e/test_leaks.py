"""People who come and go for some minutes, and workers that die, leave nothing behind."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path

import psutil

from support.leftovers import LEFTOVERS, Leftovers
from support.people import People
from support.person import Person
from support.service import Service, serving
from support.waiting import until

WARM_UP = 3
"""Rounds after which everything that is made once was made, also in a new worker."""
ROUNDS = 5
"""Rounds of one worker's life that are compared."""
DEATHS = 3
SERVER_GROWTH = 12 * 2**20
"""Bytes that the server may have grown by: allocators keep some."""
WORKER_GROWTH = 4 * 2**20
PAGE_GROWTH = 3 * 2**20
NODES = 150
"""Nodes and listeners that a browser may not have collected yet."""


async def test_people_who_come_and_go_leave_nothing_behind(people: People, tmp_path: Path) -> None:
    with serving(tmp_path, workers="2") as service:
        everybody = await people.arrive(
            service.url, "ada", "ben", "cy", script=LEFTOVERS.read_text()
        )
        ada = everybody[0]
        page = await Leftovers.of(ada)
        code = await ada.new_meeting()
        for person in everybody:
            await person.page.goto("/")

        async def rounds(count: int, *, dies: bool = False) -> None:
            for _ in range(count):
                await _round(service, everybody, code, dies=dies)
                await _is_empty(service)

        await rounds(1, dies=True)
        await rounds(WARM_UP)
        server, workers, held = _server(service), _workers(service), await page.held()
        await rounds(ROUNDS)
        _no_more(_workers(service), workers)
        await rounds(DEATHS, dies=True)
        # As old as those were that were measured first.
        await rounds(WARM_UP)

        after = _server(service)
        assert after["tasks"] <= server["tasks"] + 2
        assert after["files"] <= server["files"] + 2
        assert after["memory"] <= server["memory"] + SERVER_GROWTH
        last = _workers(service)
        assert len(last) == 2
        assert max(last.values()) <= max(workers.values()) + WORKER_GROWTH
        await page.at_most(
            dict.fromkeys(("connections", "contexts", "tracks", "videos"), 0.0)
            | {name: held[name] for name in ("intervals", "timeouts")}
            | {name: held[name] + NODES for name in ("Nodes", "JSEventListeners")}
            | {"JSHeapUsedSize": held["JSHeapUsedSize"] + PAGE_GROWTH}
        )


def _no_more(now: dict[int, int], before: dict[int, int]) -> None:
    """The same workers have not grown."""
    assert now.keys() == before.keys()
    for pid, size in now.items():
        assert size <= before[pid] + WORKER_GROWTH


async def _round(service: Service, everybody: Sequence[Person], code: str, *, dies: bool) -> None:
    """Two talk, a third comes, somebody presents, perhaps the worker dies, and all leave."""
    ada, ben, cy = everybody
    await _come(ada, code)
    await _come(ben, code)
    for person in (ada, ben):
        await person.in_mode("p2p")
    await _come(cy, code)
    for person in everybody:
        await person.in_mode("sfu")
    await ada.press("Present screen")
    await ben.sees(ada, "screen")
    if dies:
        deaths = service.metric("meetd_worker_deaths_total")
        for worker in _processes(service):
            worker.send_signal(signal.SIGKILL)
        await until(lambda: service.metric("meetd_worker_deaths_total") == deaths + 2)
        await ben.sees(ada, "screen")
    await cy.sees(ben)
    await cy.leave()
    for person in (ada, ben):
        await person.in_mode("p2p")
    await ben.leave()
    await ada.leave()
    for person in everybody:
        # Not by loading it: the page stays the same one.
        await person.page.get_by_role("link", name="Back home").click()
        await person.at_home()


async def _come(person: Person, code: str) -> None:
    await person.page.get_by_label("Meeting code or link").fill(code)
    await person.page.get_by_role("button", name="Join", exact=True).click()
    await person.join_now()


async def _is_empty(service: Service) -> None:
    await until(lambda: service.metric("meetd_workers") == 2)
    for name in ("rooms", "participants", "sockets", "transports", "producers", "consumers"):
        await until(lambda name=name: service.metric(f"meetd_{name}") == 0)  # type: ignore[misc]
    await until(lambda: service.metric("meetd_worker_routers") == 0)


def _server(service: Service) -> dict[str, float]:
    process = psutil.Process(service.pid)
    return {
        "tasks": service.metric("meetd_tasks"),
        "files": process.num_fds(),
        "memory": process.memory_full_info().uss,
    }


def _workers(service: Service) -> dict[int, int]:
    """Bytes of each, by its process id."""
    return {process.pid: process.memory_full_info().uss for process in _processes(service)}


def _processes(service: Service) -> list[psutil.Process]:
    children = psutil.Process(service.pid).children()
    return [child for child in children if child.name().startswith("mediasoup")]
