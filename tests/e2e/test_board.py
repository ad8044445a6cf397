"""The room's board: seen by all, kept with the room, and saved as a picture."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from pathlib import Path

import av
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, expect

from support.browser import PATIENCE
from support.people import People
from support.person import Person, meet
from support.service import serving
from support.texts import text

SMALL_PHONE = (360, 640)
SVG = "{http://www.w3.org/2000/svg}"
BOX = """path => {
    const { x, y, width, height } = path.getBBox();
    return [x, y, width, height];
}"""
LINE = ((0.3, 0.3), (0.5, 0.6))
WHITE = (255, 255, 255)


def board(person: Person) -> Locator:
    return person.call.locator('[data-testid="tile"][data-source="board"]')


def strokes(person: Person, kind: str = "pen") -> Locator:
    return board(person).locator(f"[data-stroke={kind}]")


def tool(person: Person, name: str) -> Locator:
    tools = person.call.get_by_role("toolbar", name=text("draw.tools"))
    return tools.get_by_role("button", name=text(f"draw.{name}"), exact=True)


async def choose(person: Person, item: str) -> None:
    """Choose what is behind More, a menu or a phone's sheet."""
    await person.press(text("actions.more"))
    more = person.page.get_by_role("menuitem", name=item)
    await more.or_(person.page.get_by_role("dialog").get_by_role("button", name=item)).click()


async def places(person: Person) -> list[tuple[float, float]]:
    """The line's places on the page: the paper is in the middle of its tile, 16 to 9."""
    box = await board(person).bounding_box()
    assert box is not None
    width = min(box["width"], box["height"] * 16 / 9)
    left = box["x"] + (box["width"] - width) / 2
    top = box["y"] + (box["height"] - width * 9 / 16) / 2
    return [(left + x * width, top + y * width * 9 / 16) for x, y in LINE]


async def draw_line(person: Person) -> None:
    start, end = await places(person)
    mouse = person.page.mouse
    await mouse.move(*start)
    await mouse.down()
    await mouse.move(*end, steps=6)
    await mouse.up()


async def line_of(person: Person) -> list[float]:
    """Where a stroke is on the paper, in thousandths of its width."""
    return list(await strokes(person).first.evaluate(BOX))


async def sees_line(person: Person) -> None:
    """Wait for it as a whole: it comes piece by piece."""
    found: list[float] = []
    expected = pytest.approx([300, 168.75, 200, 168.75], abs=15)
    try:
        async with asyncio.timeout(PATIENCE / 1000):
            while found != expected:
                await asyncio.sleep(0.05)
                found = await line_of(person)
    except TimeoutError:
        raise AssertionError(f"{person} sees it at {found}") from None


async def saved(person: Person, item: str, folder: Path) -> Path:
    await board(person).hover()
    await board(person).get_by_role("button", name=text("board.save")).click()
    async with person.page.expect_download() as download:
        await person.page.get_by_role("menuitem", name=text(f"board.saveAs.{item}")).click()
    value = await download.value
    assert value.suggested_filename.endswith(f" board.{item}")
    path = folder / f"board.{item}"
    await value.save_as(path)
    return path


def must_be_svg(path: Path) -> None:
    root = ET.parse(path).getroot()
    assert (root.tag, root.get("viewBox")) == (f"{SVG}svg", "0 0 1000 562.5")
    (line,) = root.iter(f"{SVG}path")
    (words,) = root.iter(f"{SVG}text")
    assert words.text == "Q&A <1>"
    assert str(line.get("fill")).startswith("#")


def must_be_png(path: Path) -> None:
    with av.open(str(path)) as container:
        (frame,) = container.decode(video=0)
        picture = frame.reformat(format="rgb24")
    assert (picture.width, picture.height) == (1920, 1080)
    plane = picture.planes[0]
    pixels = bytes(plane)

    def at(x: float, y: float) -> tuple[int, ...]:
        start = int(y * 1080) * plane.line_size + int(x * 1920) * 3
        return tuple(pixels[start : start + 3])

    assert at(0.1, 0.9) == WHITE
    # In the middle of the line.
    assert at(0.4, 0.45) != WHITE


async def test_a_board_is_drawn_on_kept_and_saved(people: People, tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        [ada] = await people.arrive(service.url, "ada")
        ben = await people.visit(service.url, "ben", size=SMALL_PHONE)
        await ben.enrol(service.url)
        code = await meet(ada, ben, mode="p2p")
        await choose(ben, text("board.open"))
        await expect(ada.page.get_by_text(f"{ben.name} opened the board")).to_be_visible()
        await board(ada).get_by_role("button", name=text("board.draw")).click()
        await ada.page.screenshot(path=tmp_path / "empty.png")
        await draw_line(ada)
        # A window of another size has it at the same place.
        await sees_line(ben)
        await ben.page.screenshot(path=tmp_path / "phone-tools.png")
        # Each takes back their own.
        await draw_line(ben)
        await expect(strokes(ada)).to_have_count(2)
        await tool(ben, "undo").click()
        await expect(strokes(ada)).to_have_count(1)
        await tool(ben, "names.text").click()
        await ben.page.mouse.click(*(await places(ben))[1])
        await ben.page.keyboard.type("Q&A <1>")
        await ben.page.keyboard.press("Enter")
        await expect(board(ada).locator("svg text")).to_have_text("Q&A <1>")
        assert (await Axe().run(ada.page)).response["violations"] == []

        # Beside what is presented, and larger for who pins it.
        await ada.press(text("call.present"))
        await ben.sees(ada, "screen")
        await ada.page.screenshot(path=tmp_path / "beside.png")
        await ben.page.screenshot(path=tmp_path / "phone-beside.png")
        before = await board(ada).bounding_box()
        await board(ada).hover()
        await board(ada).get_by_role("button", name=text("board.pin")).click()
        await expect(board(ada).get_by_role("button", name=text("board.unpin"))).to_be_visible()
        after = await board(ada).bounding_box()
        assert before is not None
        assert after is not None
        assert after["width"] > 1.4 * before["width"]
        await ada.press(text("call.stopPresenting"))

        # The server restarts: all of it is there, and open as it was.
        await asyncio.to_thread(service.stop)
        for person in (ada, ben):
            await expect(person.call).to_have_attribute("data-state", "reconnecting")
        # And what is drawn meanwhile.
        await draw_line(ada)
        await asyncio.to_thread(service.start)
        for person in (ada, ben):
            await person.in_mode("p2p")
            await expect(strokes(person)).to_have_count(2)
            await sees_line(person)
            await expect(board(person).locator("svg text")).to_have_text("Q&A <1>")
        await ada.page.screenshot(path=tmp_path / "again.png")
        await tool(ada, "undo").click()
        for person in (ada, ben):
            await expect(strokes(person)).to_have_count(1)
        must_be_svg(await saved(ada, "svg", tmp_path))
        must_be_png(await saved(ada, "png", tmp_path))

        # A rule of the meeting forbids it, and its button is gone.
        button = board(ben).get_by_role("button", name=text("board.draw"))
        await expect(button).to_be_visible()
        await ada.press(text("led.hostControls"))
        rule = ada.page.get_by_role("switch", name=text("led.rules.mayDraw"))
        await rule.click()
        await expect(button).not_to_be_attached()
        await expect(tool(ben, "undo")).not_to_be_attached()
        await rule.click()
        await ada.page.keyboard.press("Escape")

        # The next meeting begins without it, and has it.
        for person in (ada, ben):
            await person.leave()
        await ben.join(code)
        await expect(board(ben)).not_to_be_attached()
        await choose(ben, text("board.open"))
        await sees_line(ben)
        await ben.page.screenshot(path=tmp_path / "phone-again.png")
        assert (await Axe().run(ben.page)).response["violations"] == []
        await choose(ben, text("board.close"))
        await expect(board(ben)).not_to_be_attached()
