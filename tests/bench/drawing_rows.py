"""Drawing on a presented screen: from the pointer of one to the page of another."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Locator, expect

from bench.report import Row, percentile
from support.people import gathering
from support.person import Person, meet
from support.service import Service
from support.texts import text

STROKES = 200
"""Drawn one after the other, each of some points."""
SEES = """(tile) => {
    window.seen = [];
    const drawing = () => tile.querySelectorAll("[data-stroke=pen]").length;
    new MutationObserver(() => {
        // When it is about to be on the screen.
        requestAnimationFrame(() => {
            const now = performance.timeOrigin + performance.now();
            while (window.seen.length < drawing()) window.seen.push(now);
        });
    }).observe(tile, { childList: true, subtree: true });
}"""
DRAWS = """async (surface, count) => {
    const { left, top, width, height } = surface.getBoundingClientRect();
    const point = (type, x, y) => surface.dispatchEvent(new PointerEvent(type, {
        bubbles: true, pointerId: 1, pointerType: "pen", button: 0,
        clientX: left + width * x, clientY: top + height * y,
    }));
    // Events that a page makes itself capture nothing.
    surface.setPointerCapture = () => undefined;
    const began = [];
    for (let number = 0; number < count; number++) {
        const [x, y] = [0.2 + 0.5 * Math.random(), 0.3 + 0.3 * Math.random()];
        began.push(performance.timeOrigin + performance.now());
        point("pointerdown", x, y);
        for (let step = 1; step <= 5; step++) {
            await new Promise((resolve) => setTimeout(resolve, 16));
            point("pointermove", x + step / 50, y + step / 100);
        }
        point("pointerup", x, y);
        await new Promise((resolve) => setTimeout(resolve, 40));
    }
    return began;
}"""


async def rows(service: Service) -> list[Row]:
    """Two see what a third draws on the screen of one of them."""
    with tempfile.TemporaryDirectory() as folder:
        async with gathering(Path(folder)) as people:
            ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy", small=True)
            await meet(ada, ben, cy, mode="sfu")
            await ada.press(text("call.present"))
            own = ada.call.locator('[data-local="true"][data-source="screen"]')
            delays = await _delays(ada, ben, [own, cy.tile(ada, "screen")])
    note = f"{len(delays)} strokes, median {percentile(delays, 0.5):.0f}"
    return [
        Row(
            "drawn stroke, until another sees it, p95",
            percentile(delays, 0.95),
            "ms",
            60,
            note=note,
        )
    ]


async def _delays(presenter: Person, draws: Person, seen_on: list[Locator]) -> list[float]:
    tile = draws.tile(presenter, "screen")
    await tile.hover()
    await tile.get_by_role("button", name=f"Draw on the screen of {presenter.name}").click()
    for other in seen_on:
        await other.evaluate(SEES)
    surface = tile.get_by_role("application", name=text("draw.surface"))
    await asyncio.sleep(2)  # What begins with a presentation is over.
    began: list[float] = await surface.evaluate(DRAWS, STROKES)
    delays: list[float] = []
    for other in seen_on:
        await expect(other.locator("[data-stroke=pen]")).to_have_count(STROKES)
        seen: list[float] = await other.evaluate("() => window.seen")
        delays += [at - begin for begin, at in zip(began, seen, strict=True)]
    return delays
