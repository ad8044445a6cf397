"""Meetings that people lead: who is let in, and a hall that raises hands."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from pathlib import Path

from playwright.async_api import expect

from bench.call_rows import page_metrics
from bench.report import Row, percentile
from support.accounts import accounts
from support.bare_socket import BareSocket
from support.people import People, gathering
from support.person import meet
from support.service import Service, serving
from support.texts import text

ADMITTED = 20
"""Guests who are let in, one after the other."""
HALL = 100
SIGNS_A_SECOND = 50
WATCHED = 8
"""Seconds for which a page is watched, calm and then not."""
PRESS = """(button) => {
    const now = performance.timeOrigin + performance.now();
    button.click();
    return now;
}"""
FIRST_FRAME = "() => performance.getEntriesByName('meetd:frame').length > 0"
AT = "() => performance.timeOrigin + performance.getEntriesByName('meetd:frame')[0].startTime"


def rows() -> list[Row]:
    """Both, with a server of their own."""
    return asyncio.run(_rows())


async def _rows() -> list[Row]:
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), room_limit="200") as service,
    ):
        async with gathering(Path(folder)) as people:
            found = await _admitted(people, service)
        async with gathering(Path(folder)) as people:
            tokens = await accounts(Path(folder) / "data", HALL)
            return found + await _hall(people, service, tokens)


async def _admitted(people: People, service: Service) -> list[Row]:
    """From the host's press to the guest's first picture, in a call of three and the guest."""
    group = await people.arrive(service.url, "ada", "ben", "cy", small=True, together=True)
    ada = group[0]
    code = await meet(*group, mode="sfu")
    mara = await people.visit(service.url, "mara", small=True)
    delays: list[float] = []
    for _ in range(ADMITTED):
        # Another guest each time: who was let in once need not ask again.
        await mara.page.context.clear_cookies()
        await mara.asks_to_join(code)
        pressed: float = await ada.button(text("knocks.admit")).evaluate(PRESS)
        await mara.page.wait_for_function(FIRST_FRAME)
        delays.append(await mara.page.evaluate(AT) - pressed)
        await mara.leave()
        await expect(ada.tiles("camera")).to_have_count(len(group) - 1)
    note = f"of {len(delays)}, median {percentile(delays, 0.5):.0f}"
    return [
        Row("admitted, until the first frame, p95", percentile(delays, 0.95), "ms", 700, note=note)
    ]


async def _hall(people: People, service: Service, tokens: list[str]) -> list[Row]:
    """What a hundred hands and fifty signs a second take of a page's time."""
    [host] = await people.arrive(service.url, "host", small=True)
    code = await host.new_meeting()
    await host.join_now()
    hall = [BareSocket(service.port, token) for token in tokens]
    for one in hall:
        await one.open()
        await one.ask("join", code=code, microphone=False, camera=False)
    await asyncio.sleep(3)  # Who came has been shown.
    session = await host.page.context.new_cdp_session(host.page)
    await session.send("Performance.enable")
    busy: list[float] = []
    for lively in (False, True):
        before = await page_metrics(session)
        if lively:
            await asyncio.gather(*(one.ask("hand", raised=True) for one in hall))
            await _signs(hall)
        else:
            await asyncio.sleep(WATCHED)
        after = await page_metrics(session)
        seconds = after["Timestamp"] - before["Timestamp"]
        busy.append(100 * (after["TaskDuration"] - before["TaskDuration"]) / seconds)
    for one in hall:
        one.close()
    calm, loud = busy
    name = f"{HALL} hands and {SIGNS_A_SECOND} signs a second, of the page's time"
    return [Row(name, loud - calm, "%", 5, note=f"{calm:.1f} % without them")]


async def _signs(hall: list[BareSocket]) -> None:
    loop, turn = asyncio.get_running_loop(), itertools.cycle(hall)
    begin = loop.time()
    for number in range(WATCHED * SIGNS_A_SECOND):
        await asyncio.sleep(max(0.0, begin + number / SIGNS_A_SECOND - loop.time()))
        await next(turn).ask("react", sign="applause")
