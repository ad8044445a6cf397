"""What people notice when their call is moved to another worker."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bench.bot import bots
from bench.report import Row
from bench.standstill import standstill
from bench.switch_rows import AFTER, BEFORE, begin, end, longest, talking
from support.here import Here, serving_here
from support.people import gathering
from support.person import Person

RUNS = 6
PICTURE = 300.0
VOICE = 100.0
"""Milliseconds that nothing may be missing for."""


async def _rows(here: Here, two: list[Person]) -> list[Row]:
    await begin(*two)
    await asyncio.sleep(BEFORE)
    still = await end(*two)
    gaps = []
    with standstill() as machine:
        for _ in range(RUNS):
            await begin(*two)
            await here.move()
            await asyncio.sleep(AFTER)
            gaps += await end(*two)
    name = "moved to another worker, longest gap in a"
    return [
        longest("before, longest gap in a picture", [gap.camera for gap in still], None),
        longest("before, longest gap in a voice", [gap.sound for gap in still], None),
        longest(f"{name} picture", [gap.camera for gap in gaps], PICTURE),
        longest(f"{name} voice", [gap.sound for gap in gaps], VOICE),
        Row("meanwhile, the machine stood still", machine.longest, "ms", note="at the longest"),
    ]


async def _found() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as media:
        async with serving_here(Path(folder)) as here, gathering(Path(media)) as people:
            two = [
                (await people.arrive(here.url, name, script=talking(number)))[0]
                for number, name in enumerate(("anna", "ben"))
            ]
            code = await two[0].new_meeting()
            for person in two:
                await person.join(code)
            # Silent and without a browser: the processors are for the two who are measured.
            async with bots(here, 1) as (carl,):
                await carl.join(code, media=False)
                await carl.ready()
                for person in two:
                    await person.in_mode("sfu")
                await asyncio.sleep(AFTER)
                return await _rows(here, two)


def rows() -> list[Row]:
    """The longest gaps of all moves."""
    return asyncio.run(_found())
