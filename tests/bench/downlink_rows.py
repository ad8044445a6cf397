"""What somebody in a call of thirteen receives, who has nine of the others on screen."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import ViewportSize, expect

from bench.report import Row
from support.crowd import gather
from support.flows import Flow, flow, received, see_in_full, settled, shown, until_flows, videos
from support.people import gathering
from support.person import Person
from support.service import Service

OTHERS, ON_SCREEN = 12, 9
NINE_FIT = (620, 500)
ONE_IN_FULL: ViewportSize = {"width": 900, "height": 700}
CAMERA: dict[str, object] = {"width": 640, "height": 360, "frameRate": 8, "noisy": True}
"""With noise, as real ones: of a still picture every layer takes next to nothing."""
WATCHED = 8.0
"""Seconds."""


async def rows(service: Service) -> list[Row]:
    """Bytes of those on screen and of those who are not, and what the marks cost."""
    with tempfile.TemporaryDirectory() as folder:
        async with gathering(Path(folder)) as people:
            viewer = await people.visit(service.url, "viewer", size=NINE_FIT)
            await viewer.register()
            code = await viewer.new_meeting()
            await gather(people, service.url, code, OTHERS, **CAMERA)
            await viewer.join_now()
            await viewer.in_mode("sfu")
            await expect(viewer.tiles().locator("video")).to_have_count(ON_SCREEN)
            on_screen = await shown(viewer)
            await until_flows(viewer, lambda flows: len(videos(flows)) == OTHERS)
            pictures = videos(await received(viewer))
            away = pictures - on_screen.keys()
            await settled(viewer, away)
            small = await flow(viewer, WATCHED)
            full = OTHERS * await _in_full(viewer, on_screen)
            # Four times the pixels that the cameras have: every tile has its mark.
            await see_in_full(viewer)
            await expect(viewer.tiles().get_by_test_id("quality")).to_have_count(OTHERS)
            scripts = await _scripts(viewer)
    received_small, received_full = _bytes(small), full
    kilobits = ", ".join(
        f"{8 * total / WATCHED / 1000:.0f} kb/s" for total in (received_small, received_full)
    )
    return [
        Row(f"downlink, {ON_SCREEN} of {OTHERS} on screen", 100 * received_small / received_full,
            "% of full", bar=50, note=kilobits),
        Row(f"video of the {len(away)} who are not", sum(small[track].bytes for track in away),
            "bytes", bar=0),
        Row(f"page with {OTHERS} quality marks, our scripts", scripts, "%", bar=20),
    ]  # fmt: skip


def _bytes(flows: dict[str, Flow]) -> int:
    return sum(one.bytes for one in flows.values())


async def _in_full(person: Person, on_screen: dict[str, str]) -> int:
    """Bytes of one camera in its full size."""
    large = person.tiles().first
    whose = await large.get_attribute("data-participant")
    [track] = [track for track, participant in on_screen.items() if participant == whose]
    # Large enough that less than the full size does not do.
    await person.page.set_viewport_size(ONE_IN_FULL)
    await large.get_by_role("button", name="Pin").click()
    await until_flows(person, lambda flows: flows[track].lines == 360)
    full = (await flow(person, WATCHED))[track].bytes
    await large.get_by_role("button", name="Unpin").click()
    return full


async def _scripts(person: Person) -> float:
    """Per cent of the main thread's time."""
    session = await person.page.context.new_cdp_session(person.page)
    await session.send("Performance.enable")

    async def used() -> float:
        """Seconds, so far."""
        metrics = (await session.send("Performance.getMetrics"))["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "ScriptDuration"))

    before = await used()
    await asyncio.sleep(WATCHED)
    return 100 * (await used() - before) / WATCHED
