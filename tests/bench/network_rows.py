"""Calls over bad networks: how long one that was cut needs to come back, and what loss does."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import expect

from bench.report import Row
from bench.switch_rows import Gaps, begin, end, longest, talking
from support.crowd import look_away
from support.network import Network, network
from support.people import gathering
from support.person import Person

RUNS = 2
CUT = 10.0
"""Seconds without a network."""
AFTER = 5.0
"""Seconds that are watched when all is said to be back."""
LOST = 0.1
SETTLING = 5.0
WATCHED = 20.0


def rows() -> list[Row]:
    """The same in both modes."""
    return asyncio.run(_rows())


async def _rows() -> list[Row]:
    found: list[Row] = []
    for mode in ("P2P", "SFU"):
        async with _two(third=mode == "SFU") as (net, two):
            cuts = [await _cut(net, two) for _ in range(RUNS)]
            cut = f"{mode}, back after {CUT:.0f} s without a network"
            found += [
                longest(f"{cut}, pictures", [pictures for pictures, _ in cuts], 5, "s", 1),
                longest(f"{cut}, voices", [voices for _, voices in cuts], 5, "s", 1),
            ]
            gaps = await _losing(net, two)
            loss = f"{mode}, {LOST:.0%} lost each way"
            found += [
                longest(f"{loss}, longest gap in a picture", [gap.camera for gap in gaps], 1000),
                longest(f"{loss}, longest gap in a voice", [gap.sound for gap in gaps], 200),
                Row(f"{loss}, pictures a second", min(gap.fps for gap in gaps), "fps",
                    bar=15, above=True, note="20 are sent"),
            ]  # fmt: skip
    return found


@contextlib.asynccontextmanager
async def _two(*, third: bool) -> AsyncIterator[tuple[Network, list[Person]]]:
    """Two whose pages are measured, directly or beside a third who shows and says nothing."""
    with tempfile.TemporaryDirectory() as folder, network(Path(folder)) as net:
        async with gathering(Path(folder)) as people:
            two = [
                (await net.arrive(people, name, script=talking(number)))[0]
                for number, name in enumerate(("anna", "ben"))
            ]
            everybody = [*two]
            if third:
                everybody += await net.arrive(people, "carl")
            code = await two[0].new_meeting()
            for person in everybody:
                await person.join(code)
            for silent in everybody[2:]:
                # A picture of fewer frames would be taken for one that lost some.
                for source in ("microphone", "camera"):
                    await silent.press(f"Turn off {source}")
                await look_away(silent)
            for person in everybody:
                await person.in_mode("sfu" if third else "p2p")
            yield net, two


async def _cut(net: Network, two: list[Person]) -> tuple[float, float]:
    """Seconds from the network's return to the last picture's and to the last voice's."""
    line = net.line(two[1])
    await asyncio.sleep(SETTLING)
    await begin(*two)
    line.unplug()
    await asyncio.sleep(CUT)
    line.plug()
    mended = time.time()
    for person in two:
        await expect(person.call).to_have_attribute("data-state", "connected")
    for person, other in zip(two, reversed(two), strict=True):
        await person.watches(other)
    await asyncio.sleep(AFTER)
    gaps = await end(*two)
    if min(min(gap.camera, gap.sound) for gap in gaps) < 900 * CUT:
        raise RuntimeError("something came by while the network was cut")
    return max(gap.cameraEnd for gap in gaps) - mended, max(gap.soundEnd for gap in gaps) - mended


async def _losing(net: Network, two: list[Person]) -> list[Gaps]:
    net.line(two[1]).lose(LOST)
    await asyncio.sleep(SETTLING)
    await begin(*two)
    await asyncio.sleep(WATCHED)
    gaps = await end(*two)
    net.mend()
    return gaps
