"""People who come and go for some minutes, and workers that die, leave nothing behind."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path

import psutil
from playwright.async_api import CDPSession

from support.people import People
from support.person import Person
from support.service import Service, serving
from support.waiting import until

LEFTOVERS = Path(__file__).parents[1] / "support" / "leftovers.js"
WARM_UP = 3
"""Rounds after which everything that is made once was made."""
ROUNDS = 10
SERVER_GROWTH = 12 * 2**20
"""Bytes that the server may have grown by: allocators keep some."""
WORKER_GROWTH = 4 * 2**20
PAGE_GROWTH = 3 * 2**20
NODES = 150
"""Nodes and listeners that a browser may not have collected yet."""


async def test_people_who_come_and_go_leave_nothing_behind(people: People, tmp_path: Path) -> None:
    with serving(tmp_path, workers="2") as service:
        script = LEFTOVERS.read_text()
        ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy", script=script)
        page = await ada.page.context.new_cdp_session(ada.page)
        await page.send("Performance.enable")
        code = await ada.new_meeting()
        for person in (ada, ben, cy):
            await person.page.goto("/")
        before: tuple[dict[str, float], dict[str, float], dict[str, float]] | None = None
        for number in range(WARM_UP + ROUNDS):
            await _round(service, (ada, ben, cy), code, dies=number % 3 == 0)
            await _is_empty(service)
            if number == WARM_UP - 1:
                before = _server(service), _workers(service), await _page(page, ada)
        assert before is not None
        server, workers, held = _server(service), _workers(service), await _page(page, ada)

        assert server["tasks"] <= before[0]["tasks"] + 2
        assert server["files"] <= before[0]["files"] + 2
        assert server["memory"] <= before[0]["memory"] + SERVER_GROWTH
        assert workers["count"] == before[1]["count"] == 2
        assert workers["largest"] <= before[1]["largest"] + WORKER_GROWTH
        for name in ("connections", "contexts", "tracks", "videos"):
            assert held[name] == 0, (name, held)
        assert held["timers"] <= before[2]["timers"]
        for name in ("Nodes", "JSEventListeners"):
            assert held[name] <= before[2][name] + NODES, (name, before[2], held)
        assert held["JSHeapUsedSize"] <= before[2]["JSHeapUsedSize"] + PAGE_GROWTH


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


def _workers(service: Service) -> dict[str, float]:
    sizes = [process.memory_full_info().uss for process in _processes(service)]
    return {"count": len(sizes), "largest": max(sizes)}


def _processes(service: Service) -> list[psutil.Process]:
    children = psutil.Process(service.pid).children()
    return [child for child in children if child.name().startswith("mediasoup")]


async def _page(page: CDPSession, person: Person) -> dict[str, float]:
    """What the page holds while it shows nothing but home."""
    held: dict[str, float] = await person.page.evaluate("() => __leftovers()")
    for _ in range(3):
        await page.send("HeapProfiler.collectGarbage")
    answer = await page.send("Performance.getMetrics")
    return held | {metric["name"]: metric["value"] for metric in answer["metrics"]}
