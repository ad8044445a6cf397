"""Drawing and pointing on what somebody presents, by pointer and by keys alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, expect

from support.browser import PATIENCE
from support.people import People
from support.person import Person, meet
from support.service import Service
from support.texts import text

SMALL_PHONE = (360, 640)
WHERE = """(path) => {
    // Where it is on the page, as a share of the picture, which is in the middle of its tile.
    const video = path.closest("[data-testid=tile]").querySelector("video");
    const place = video.getBoundingClientRect();
    const scale = Math.min(place.width / video.videoWidth, place.height / video.videoHeight);
    const [width, height] = [video.videoWidth * scale, video.videoHeight * scale];
    const left = place.left + (place.width - width) / 2;
    const top = place.top + (place.height - height) / 2;
    const box = path.getBoundingClientRect();
    return [
        (box.left - left) / width, (box.top - top) / height,
        (box.right - left) / width, (box.bottom - top) / height,
    ];
}"""


POINTED = """() => {
    // A laser goes by itself: who looks now and then may miss it.
    window.pointed = "";
    new MutationObserver(() => {
        window.pointed += document.querySelector("[data-stroke=laser]")?.textContent ?? "";
    }).observe(document.body, { childList: true, subtree: true });
}"""


def screen(person: Person, presenter: Person) -> Locator:
    """The presentation, as one of them sees it."""
    own = '[data-testid="tile"][data-local="true"][data-source="screen"]'
    return person.call.locator(own) if person is presenter else person.tile(presenter, "screen")


def strokes(person: Person, presenter: Person, kind: str = "pen") -> Locator:
    return screen(person, presenter).locator(f"[data-stroke={kind}]")


async def begin(person: Person, presenter: Person) -> None:
    await screen(person, presenter).hover()
    name = text("draw.startOwn") if person is presenter else None
    button = screen(person, presenter).get_by_role(
        "button", name=name or f"Draw on the screen of {presenter.name}"
    )
    await button.click()
    await expect(tools(person)).to_be_visible()


def tools(person: Person) -> Locator:
    return person.call.get_by_role("toolbar", name=text("draw.tools"))


def tool(person: Person, name: str) -> Locator:
    return tools(person).get_by_role("button", name=text(f"draw.{name}"), exact=True)


async def drag(person: Person, presenter: Person, *shares: tuple[float, float]) -> None:
    """Press at the first place of the picture, go through the others, and let go."""
    box = await screen(person, presenter).locator("video").first.bounding_box()
    assert box is not None
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in shares]
    mouse = person.page.mouse
    await mouse.move(*places[0])
    await mouse.down()
    for place in places[1:]:
        await mouse.move(*place, steps=6)
    await mouse.up()


async def lies_at(
    person: Person, presenter: Person, kind: str, expected: tuple[float, ...]
) -> None:
    """Wait until a stroke is there as a whole: it comes piece by piece."""
    found: list[float] = []
    try:
        async with asyncio.timeout(PATIENCE / 1000):
            while found != pytest.approx(expected, abs=0.015):
                await asyncio.sleep(0.05)
                found = await strokes(person, presenter, kind).evaluate(WHERE)
    except TimeoutError:
        raise AssertionError(f"{person} sees it at {found}, not at {expected}") from None


async def test_what_is_drawn_is_at_the_same_place_for_everybody(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    cy = await people.visit(service.url, "cy", size=SMALL_PHONE)
    await cy.enrol(service.url)
    code = await meet(ada, ben, mode="p2p")
    await ada.press(text("call.present"))
    await ben.sees(ada, "screen")
    await begin(ben, ada)
    await drag(ben, ada, (0.4, 0.4), (0.6, 0.5), (0.5, 0.6))
    await expect(strokes(ada, ada)).to_have_count(1)

    # Who comes later sees it, and the call goes another way from then on.
    await cy.join(code)
    for person in (ada, ben, cy):
        await person.in_mode("sfu")
    await expect(strokes(cy, ada)).to_have_count(1)
    await cy.sees(ada, "screen")
    # Who pins it sees the same at the same place of it, and draws where everybody sees it.
    before = tuple(await strokes(ben, ada).evaluate(WHERE))
    await screen(ben, ada).hover()
    await screen(ben, ada).get_by_role("button", name=f"Pin {ada.name}", exact=True).click()
    await expect(
        screen(ben, ada).get_by_role("button", name=f"Unpin {ada.name}", exact=True)
    ).to_be_attached()
    await lies_at(ben, ada, "pen", before)
    await tool(ben, "names.arrow").click()
    await drag(ben, ada, (0.3, 0.3), (0.45, 0.35))
    await expect(strokes(cy, ada, "arrow")).to_have_count(1)
    await ben.page.screenshot(path=tmp_path / "drawing.png")
    for kind in ("pen", "arrow"):
        # Of who drew it there is nothing to wait for.
        drawn = await strokes(ben, ada, kind).evaluate(WHERE)
        for person in (ada, cy):
            await lies_at(person, ada, kind, tuple(drawn))
    await ada.page.screenshot(path=tmp_path / "presenter.png")
    await cy.page.screenshot(path=tmp_path / "phone.png")

    # A phone points, and draws.
    await begin(cy, ada)
    await tool(cy, "names.laser").click()
    await ben.page.evaluate(POINTED)
    await drag(cy, ada, (0.4, 0.4), (0.5, 0.5))
    await ben.page.wait_for_function("name => window.pointed.includes(name)", arg=cy.name)
    await cy.page.screenshot(path=tmp_path / "phone-tools.png")
    await expect(strokes(ben, ada, "laser")).to_have_count(0)

    # Each takes back their own; who presents takes all away, and may forbid it.
    await tool(ben, "undo").click()
    await expect(strokes(cy, ada, "arrow")).to_have_count(0)
    await begin(ada, ada)
    await ada.page.screenshot(path=tmp_path / "presenter-tools.png")
    await tool(ada, "clear").click()
    for person in (ada, ben, cy):
        await expect(strokes(person, ada)).to_have_count(0)
    await tool(ada, "othersMay").click()
    for person in (ben, cy):
        await expect(tools(person)).not_to_be_attached()
    await drag(ada, ada, (0.2, 0.2), (0.3, 0.3))
    await expect(strokes(ben, ada)).to_have_count(1)
    await ada.press(text("call.stopPresenting"))
    await expect(screen(ben, ada)).not_to_be_attached()
    await ada.press(text("call.present"))
    await ben.sees(ada, "screen")
    await begin(ben, ada)
    await expect(strokes(ben, ada)).to_have_count(0)


async def test_all_of_it_by_keys_alone(people: People, service: Service, tmp_path: Path) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    await meet(ada, ben, mode="p2p")
    await ada.press(text("call.present"))
    await ben.sees(ada, "screen")
    page = ben.page
    button = screen(ben, ada).get_by_role("button", name=f"Draw on the screen of {ada.name}")
    await button.press("Enter")
    surface = ben.call.get_by_role("application", name=text("draw.surface"))
    await expect(surface).to_be_focused()
    # The space bar draws, and does not open the microphone.
    await ben.press(text("devices.turnOff.microphone"))
    await surface.focus()
    await page.keyboard.press("Space")
    for _ in range(4):
        await page.keyboard.press("Shift+ArrowRight")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Space")
    await expect(strokes(ada, ada)).to_have_count(1)
    await lies_at(ada, ada, "pen", (0.5, 0.5, 0.7, 0.52))
    await expect(ben.button(text("devices.turnOn.microphone"))).to_be_visible()
    # A text, where the pointer is by now.
    await tool(ben, "names.text").press("Enter")
    await expect(surface).to_be_focused()
    await page.keyboard.press("Enter")
    field = ben.call.get_by_role("textbox", name=text("draw.words"))
    await expect(field).to_be_focused()
    await page.keyboard.type("Look here")
    await page.screenshot(path=tmp_path / "writing.png")
    await page.keyboard.press("Enter")
    await expect(screen(ada, ada).locator("svg text")).to_have_text("Look here")
    await page.screenshot(path=tmp_path / "keys.png")
    assert (await Axe().run(page)).response["violations"] == []
    await page.keyboard.press("Control+KeyZ")
    await expect(screen(ada, ada).locator("svg text")).to_have_count(0)
    await page.keyboard.press("Control+KeyZ")
    await expect(strokes(ada, ada)).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(tools(ben)).not_to_be_attached()
    await expect(button).to_be_focused()
