"""What two people notice when a third comes and goes."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from pathlib import Path
from typing import Literal

from playwright.async_api import expect

from bench.bot import bots
from bench.call_rows import painted
from bench.report import Row
from support.people import gathering
from support.person import Person
from support.service import Service

CONTINUITY = Path(__file__).with_name("continuity.js")
RUNS = 5
BEFORE = 3.0
AFTER = 4.0
"""Seconds that are watched after the new way is said to be there."""


async def rows(service: Service) -> list[Row]:
    """The longest gaps in the picture and the sound of somebody who was there before.

    The third has no browser: it would take processors from the two whose pages are measured, which
    in a real call are nobody else's."""
    gaps: dict[str, list[dict[str, float]]] = {"P2P to SFU": [], "SFU to P2P": []}
    with tempfile.TemporaryDirectory() as folder:
        async with gathering(Path(folder)) as people, bots(service, 1) as (carl,):
            script = painted(1, ownCamera=True) + CONTINUITY.read_text()
            anna, ben = await people.arrive(service.url, "anna", "ben", script=script)
            code = await anna.new_meeting()
            await anna.join(code)
            await ben.join(code)
            for person in (anna, ben):
                await person.in_mode("p2p")
            for _ in range(RUNS):
                await asyncio.sleep(BEFORE)
                await ben.page.evaluate("() => __continuity.begin()")
                await carl.join(code, media=False)
                await carl.ready()
                gaps["P2P to SFU"].append(await _end(anna, ben, "sfu"))
                await ben.page.evaluate("() => __continuity.begin()")
                await carl.leave()
                gaps["SFU to P2P"].append(await _end(anna, ben, "p2p"))
    return [
        row
        for way, runs in gaps.items()
        for row in (
            _row(f"{way}, longest gap in a picture", [run["picture"] for run in runs], 150),
            _row(f"{way}, longest gap in a voice", [run["sound"] for run in runs], 60),
        )
    ]


def _row(name: str, values: list[float], bar: float) -> Row:
    note = "of " + ", ".join(f"{value:.0f}" for value in sorted(values))
    return Row(name, statistics.median(values), "ms", bar=bar, note=note)


async def _end(anna: Person, ben: Person, mode: Literal["p2p", "sfu"]) -> dict[str, float]:
    for person in (anna, ben):
        await person.in_mode(mode)
    await asyncio.sleep(AFTER)
    await expect(ben.tile(anna).locator("video")).to_have_count(1)
    gaps: dict[str, float] = await ben.page.evaluate("() => __continuity.end()")
    return gaps
