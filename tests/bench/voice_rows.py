"""How long voices wait on the way: with a microphone from a file, beside a bare page.

What a page paints and sounds by itself is late already when it is captured. So this asks what a
way adds: the jitter buffer, and half of the way there and back, as the browser counts them."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from pathlib import Path

from playwright.async_api import Page

from bench.bare import bare
from bench.bot import Bot, bots
from bench.report import Row
from support.people import People, gathering
from support.service import Service

COUNT = Path(__file__).with_name("voices.js")
BAR = 150.0
"""Milliseconds between two."""
ADDED = 1.2
"""Times what a bare page takes."""
SETTLING = 5.0
ROUNDS, EACH = 5, 3.0
"""Looks at each page in turn, and the seconds that each looks back on."""


async def rows(service: Service) -> list[Row]:
    """Of two, and of two with a third through a worker who says nothing."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        async with gathering(Path(folder)) as people, bots(service, 1) as (third,):
            for mode in ("P2P", "SFU"):
                found += await _compared(people, service, mode, third)
    return found


async def _compared(people: People, service: Service, mode: str, third: Bot) -> list[Row]:
    script = COUNT.read_text()
    async with bare() as least:
        ours = [
            (await people.arrive(service.url, name, script=script))[0] for name in ("anna", "ben")
        ]
        theirs = [await people.visit(least.url, "bare", script=script) for _ in range(2)]
        code = await ours[0].new_meeting()
        for person in ours:
            await person.join(code)
        if mode == "SFU":
            await third.join(code, media=False)
            await third.ready()
        for person in ours:
            await person.in_mode("sfu" if mode == "SFU" else "p2p")
        how = "direct()" if mode == "P2P" else "group({ follows: true })"
        for person in theirs:
            await least.open(person.page)
            await person.page.evaluate(f"() => void __bare.{how}")
        pages = [[person.page for person in two] for two in (ours, theirs)]
        await asyncio.sleep(SETTLING)
        held: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            for of, two in zip(held, pages, strict=True):
                of += [await _held(page) for page in two]
        for person in (*ours, *theirs):
            await person.page.context.close()
        if mode == "SFU":
            await third.leave()
    mine, bares = (statistics.median(of) for of in held)
    note = f"bare page {bares:.0f} ms"
    return [
        Row(f"voice, {mode}, in the jitter buffer and on the way, p50", mine, "ms",
            bar=BAR if mode == "P2P" else None, note=note),
        Row(f"voice, {mode}, times the bare page", mine / bares, "×", bar=ADDED, note=note),
    ]  # fmt: skip


async def _held(page: Page) -> float:
    """Milliseconds, over the next seconds."""
    held: float = await page.evaluate("(duration) => __voices.held(duration)", EACH * 1000)
    return held
