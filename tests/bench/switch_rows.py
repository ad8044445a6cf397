"""What two people notice when a third comes and goes."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import expect

from bench.bot import Bot, bots
from bench.report import Row
from bench.standstill import Standstill, standstill
from support.painted import painted
from support.people import gathering
from support.person import Mode, Person
from support.service import Service

CONTINUITY = Path(__file__).with_name("continuity.js")
TONES = (400, 1200)
"""Hertz by which the two voices are told apart in a few milliseconds."""
RUNS = 5
BEFORE = 3.0
"""Seconds that are watched while nothing happens: the camera of 20 fps has gaps of its own."""
AFTER = 4.0
"""Seconds that are watched after the new way is said to be there."""
STAYS = (0.1, 0.3, 0.5, 0.8, 1.1)
"""Seconds that the third stays when the call turns back before all have the new way."""
PICTURE = 150.0
VOICE = 60.0
"""Milliseconds that nothing may be missing for."""
SCREEN = 500.0
"""Milliseconds after which a shared screen would be taken for frozen: it moves seldom anyway."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """What was missing on one page."""

    camera: float
    """Milliseconds without a new picture, at the longest, of whoever it was."""
    cameraEnd: float  # noqa: N815 - as the page spells it
    """The wall clock, in seconds, when that was over."""
    screen: float
    screenEnd: float  # noqa: N815
    sound: float
    soundEnd: float  # noqa: N815
    fps: float
    """Pictures a second of whom there were fewest."""


def talking(number: int) -> str:
    """A script for the first or second of two, for whose voice the page of the other listens."""
    # The browser's own camera and screen never wait for the page.
    look = painted(number + 1, tone=TONES[number], ownCamera=True, ownScreen=True)
    return look + CONTINUITY.read_text()


async def begin(*two: Person) -> None:
    """From now on, each page looks out for gaps in what comes from the other."""
    for person, tone in zip(two, reversed(TONES), strict=True):
        await person.page.evaluate("(tone) => __continuity.begin([tone])", tone)


async def end(*two: Person) -> list[Gaps]:
    """What was missing on each page."""
    return [Gaps(**await person.page.evaluate("() => __continuity.end()")) for person in two]


async def rows(service: Service) -> list[Row]:
    """The longest gaps in the pictures and the voices of those who were there before.

    The third is silent and has no browser: it would take processors from the two whose pages are
    measured, which in a real call are nobody else's."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        async with gathering(Path(folder)) as people, bots(service, 1) as (carl,):
            two = [
                (await people.arrive(service.url, name, script=talking(number)))[0]
                for number, name in enumerate(("anna", "ben"))
            ]
            code = await two[0].new_meeting()
            for person in two:
                await person.join(code)
            for person in two:
                await person.in_mode("p2p")
            with standstill() as machine:
                turned = [gap for stay in STAYS for gap in await _turns_back(two, carl, code, stay)]
            found += _rows("P2P to SFU and back at once", turned, screen=False)
            found.append(_stood_still("", machine))
            for screen in (False, True):
                if screen:
                    await two[0].press("Present screen")
                    await two[1].watches(two[0], "screen")
                with standstill() as machine:
                    still, there, back = await _comes_and_goes(two, carl, code)
                found += _rows("Before", still, screen=screen, judged=False)
                for way, gaps in (("P2P to SFU", there), ("SFU to P2P", back)):
                    found += _rows(way, gaps, screen=screen)
                found.append(_stood_still(" with a screen" if screen else "", machine))
    return found


async def _comes_and_goes(
    two: list[Person], third: Bot, code: str
) -> tuple[list[Gaps], list[Gaps], list[Gaps]]:
    """What was missing while nothing happened, on the way to the SFU, and on the way back."""
    still: list[Gaps] = []
    there: list[Gaps] = []
    back: list[Gaps] = []
    for _ in range(RUNS):
        await begin(*two)
        await asyncio.sleep(BEFORE)
        still += await end(*two)
        await begin(*two)
        await third.join(code, media=False)
        await third.ready()
        there += await _switched(two, "sfu")
        await begin(*two)
        await third.leave()
        back += await _switched(two, "p2p")
    return still, there, back


async def _turns_back(two: list[Person], third: Bot, code: str, stay: float) -> list[Gaps]:
    """What was missing while the third came for so many seconds only."""
    await begin(*two)
    await third.join(code, media=False)
    await third.ready()
    await asyncio.sleep(stay)
    await third.leave()
    return await _switched(two, "p2p")


def _stood_still(when: str, machine: Standstill) -> Row:
    what = f"Meanwhile{when}, the machine stood still"
    return Row(what, machine.longest, "ms", note="at the longest")


async def _switched(two: list[Person], mode: Mode) -> list[Gaps]:
    for person in two:
        await person.in_mode(mode)
    await asyncio.sleep(AFTER)
    for person, other in zip(two, reversed(two), strict=True):
        await expect(person.tile(other).locator("video")).to_have_count(1)
    return await end(*two)


def _rows(way: str, gaps: list[Gaps], *, screen: bool, judged: bool = True) -> list[Row]:
    name = f"{way}{' with a screen' if screen else ''}, longest gap in a"
    found = [
        longest(f"{name} picture", [gap.camera for gap in gaps], PICTURE if judged else None),
        longest(f"{name} voice", [gap.sound for gap in gaps], VOICE if judged else None),
    ]
    if screen:
        # The one who shows it does not see it.
        shown = [gap.screen for gap in gaps if gap.screen > 0]
        found.append(longest(f"{name} screen", shown, SCREEN if judged else None))
    return found


def longest(
    name: str, values: list[float], bar: float | None, unit: str = "ms", digits: int = 0
) -> Row:
    """The worst of all runs is what the bar is for."""
    note = f"of {len(values)}, median {statistics.median(values):.{digits}f}"
    return Row(name, max(values), unit, bar=bar, note=note)
