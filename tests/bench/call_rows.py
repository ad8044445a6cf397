"""Calls in real browsers: how soon, how late, how smooth."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from playwright.async_api import ViewportSize, expect

from bench.bare import Bare, bare
from bench.guests import gather_guests
from bench.report import Row, percentile
from support.painted import painted
from support.people import People, gathering
from support.person import Person
from support.service import Service

MEASURE = Path(__file__).with_name("measure.js")
JOINS = (2, 5, 10)
"""Numbers as which the last one joins."""
TIMES = 20
"""Joins as each of them that are measured."""
ADDED = 1.2
"""Times the bare page's time to the first frame that ours may take."""
SEES_ONESELF = (
    "() => [...document.querySelectorAll('video')].some(({ readyState }) => readyState >= 2)"
)
STEPS = {"socket": "the socket", "transports": "transports", "dtls": "DTLS"}
"""What comes before the first frame, by its mark."""
LISTEN = 20.0
"""Seconds that latency is measured for."""
SPEAKERS = 3
SMALL = {"width": 320, "height": 180, "frameRate": 10}
"""Cameras of those who are not measured."""
TILES = {12: SMALL, 49: {"width": 160, "height": 90, "frameRate": 10}}
"""How many are in the call, and the cameras of all but the one who is measured."""
LARGE: ViewportSize = {"width": 1920, "height": 1080}
"""A window that shows 49 at a time."""
FAKE_CAMERA = ("--use-fake-device-for-media-stream",)
UNLIMITED = ("--disable-frame-rate-limit",)
"""To save power, Chromium makes a page that shows several videos no faster than they are. Without
that limit, 60 a second are the most."""


@contextlib.asynccontextmanager
async def _gathering() -> AsyncIterator[People]:
    with tempfile.TemporaryDirectory() as folder:
        async with gathering(Path(folder)) as people:
            yield people


def measured(number: int, **more: object) -> str:
    """A script that paints, and measures what the page receives."""
    return painted(number, **more) + MEASURE.read_text()


async def latency(service: Service) -> list[Row]:
    """From one person's camera and microphone to another's eyes and ears."""
    found: list[Row] = []
    async with _gathering() as people:
        (anna,) = await people.arrive(
            service.url, "anna", script=measured(1, click=True), devices=()
        )
        (ben,) = await people.arrive(service.url, "ben", script=measured(2), devices=())
        code = await anna.new_meeting()
        await anna.join(code)
        await ben.join(code)
        for person in (anna, ben):
            await person.in_mode("p2p")
        found += await _delays(ben, "P2P", bar=100)
        (carl,) = await people.arrive(service.url, "carl", script=measured(3, **SMALL), devices=())
        await carl.join(code)
        for person in (anna, ben, carl):
            await person.in_mode("sfu")
        found += await _delays(ben, "SFU", bar=None)
    return found


async def _delays(person: Person, mode: str, bar: float | None) -> list[Row]:
    tile = person.tiles("camera").filter(has_text="anna").locator("video")
    await expect(tile).to_have_count(1)
    await asyncio.sleep(2)  # Bandwidth estimation and jitter buffers settle first.
    video: list[float] = await tile.evaluate(f"(v) => __measure.video(v, {LISTEN * 1000})")
    audio: list[float] = await person.page.evaluate(f"() => __measure.clicks({LISTEN * 1000})")
    frames, clicks = f"{len(video)} frames", f"{len(audio)} clicks"
    return [
        Row(f"video latency, {mode}, p50", statistics.median(video), "ms", bar=bar),
        Row(f"video latency, {mode}, p95", percentile(video, 0.95), "ms", note=frames),
        Row(f"audio latency, {mode}, p50", statistics.median(audio), "ms", bar=bar),
        Row(f"audio latency, {mode}, p95", percentile(audio, 0.95), "ms", note=clicks),
    ]


async def joins(service: Service) -> list[Row]:
    """What the last of N waits for after pressing the button, beside a bare page, in turn."""
    found: list[Row] = []
    for size in JOINS:
        async with _gathering() as people, bare() as least:
            # The browser's own camera: painting one would take time from what is measured.
            (late,) = await people.arrive(
                service.url, "late", script=measured(9, ownCamera=True), devices=FAKE_CAMERA
            )
            stage = await people.visit(least.url, "bare", script=painted(0, **SMALL), devices=())
            await least.open(stage.page)
            await least.invite(stage.page, size - 1, speakers=SPEAKERS)
            code = await late.new_meeting()
            if size == 2:
                (host,) = await people.arrive(
                    service.url, "hana", script=painted(0, **SMALL), devices=()
                )
                await host.join(code)
            else:
                await gather_guests(
                    people, service, code, size - 1, script=painted(0, **SMALL), speakers=SPEAKERS
                )
            ours, theirs = [], []
            for _ in range(TIMES):
                ours.append(await _join_once(late, code))
                theirs.append(await _join_bare(late, least, size))
            found += _join_rows(size, ours, theirs)
    return found


def _join_rows(size: int, joins: list[dict[str, float]], bare_frames: list[float]) -> list[Row]:
    frames = [join["frame"] for join in joins]
    median, bare_median = statistics.median(frames), statistics.median(bare_frames)
    worst, bare_worst = percentile(frames, 0.95), percentile(bare_frames, 0.95)
    note = f"of {len(frames)}, median {median:.0f}"
    bare_note = f"of {len(bare_frames)}, median {bare_median:.0f}"
    # On a machine where the least takes as long, it is the bar.
    bar = max(500.0, ADDED * bare_worst)
    name = f"join as number {size}"
    return [
        *(
            Row(f"{name}, until {what}, p50", statistics.median(at), "ms")
            for step, what in STEPS.items()
            # Two have no transports on the way to the first frame.
            if len(at := [join[step] for join in joins if step in join]) == len(joins)
        ),
        Row(f"{name}, until the first frame, p95", worst, "ms", bar=bar, note=note),
        Row(f"{name}, bare page, p95", bare_worst, "ms", note=bare_note),
        Row(f"{name}, times the bare page, median", median / bare_median, "×"),
    ]  # fmt: skip


async def _join_once(person: Person, code: str) -> dict[str, float]:
    await person.page.goto(f"/{code}")
    # Who joins has looked at themself, as the bare page has its camera before the press.
    await person.page.wait_for_function(SEES_ONESELF)
    await person.page.get_by_role("button", name="Join now").click()
    await person.page.wait_for_function("() => performance.getEntriesByName('meetd:frame').length")
    marks: dict[str, float] = await person.page.evaluate("() => __measure.marks()")
    await person.leave()
    return marks


async def _join_bare(person: Person, least: Bare, size: int) -> float:
    await least.open(person.page)
    how = "direct" if size == 2 else "group"
    frame: float = await person.page.evaluate(f"() => __bare.{how}()")
    await person.page.evaluate("() => __hangUp()")
    return frame


async def smoothness(service: Service) -> list[Row]:
    """A call of twelve on one page, and one of as many as a page shows, while three speak."""
    found: list[Row] = []
    for tiles, look in TILES.items():
        found += await _smoothness(service, tiles, look)
    return found


async def _smoothness(service: Service, tiles: int, look: dict[str, int]) -> list[Row]:
    async with _gathering() as people:
        (watcher,) = await people.arrive(
            service.url,
            "watcher",
            script=measured(0, ownCamera=True),
            devices=FAKE_CAMERA,
            switches=UNLIMITED,
        )
        await watcher.page.set_viewport_size(LARGE)
        code = await watcher.new_meeting()
        await gather_guests(
            people, service, code, tiles - 1, script=painted(1, **look), speakers=SPEAKERS
        )
        await watcher.join(code)
        await watcher.in_mode("sfu")
        await asyncio.sleep(5)
        await _past_the_minute()
        shown = await watcher.tiles().locator("video").count()
        session = await watcher.page.context.new_cdp_session(watcher.page)
        await session.send("Performance.enable")
        before = await page_metrics(session)
        seen: dict[str, float] = await watcher.page.evaluate("() => __measure.smoothness(8000)")
        after = await page_metrics(session)
    seconds = seen["seconds"]
    busy = {
        name: 100 * (after[name] - before[name]) / seconds
        for name in ("ScriptDuration", "TaskDuration")
    }
    return [
        Row(f"page with {tiles} tiles, frames a second", seen["fps"], "fps", bar=55, above=True,
            note=f"{shown} pictures, nothing saved"),
        Row(f"page with {tiles} tiles, main thread busy", busy["TaskDuration"], "%"),
        Row(f"page with {tiles} tiles, of that our scripts", busy["ScriptDuration"], "%", bar=20),
        Row(f"page with {tiles} tiles, React renders", seen["commits"], f"in {seconds:.0f} s",
            bar=0),
    ]  # fmt: skip


async def _past_the_minute() -> None:
    """Wait until the page's clock will not change while it is watched."""
    left = 60 - time.time() % 60
    if left < 12:
        await asyncio.sleep(left + 1)


async def page_metrics(session: Any) -> dict[str, float]:
    """What Chromium counts of a page, over its DevTools session."""
    answer = await session.send("Performance.getMetrics")
    return {metric["name"]: metric["value"] for metric in answer["metrics"]}
