"""The page on a small phone, where names, messages and devices have no blanks in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from support.browser import FAKE_DEVICES
from support.computer import Device, having
from support.people import People
from support.person import Person
from support.service import Service

SMALL_PHONE = (360, 640)
ROOM = "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichenverordnung" + "x" * 30
NAME = "W" * 28
WORD = "unbroken" * 25
DEVICE = "Kamera" * 12

STICKING_OUT = """
() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll("body *")]
        .filter((element) => element.getBoundingClientRect().right > room + 0.5)
        .map((element) => `${element.tagName} ${element.className}`.slice(0, 120));
}
"""
SCROLLING = """
() => [...document.querySelectorAll("body, body *")]
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .filter((element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX))
    .map((element) => `${element.tagName} ${element.className}`.slice(0, 120))
"""


@pytest.mark.parametrize("height", [640, 360])
async def test_nothing_scrolls_sideways(
    people: People, service: Service, tmp_path: Path, height: int
) -> None:
    devices = [
        Device(f"{DEVICE}{number}", kind)
        for kind in ("camera", "microphone", "speaker")
        for number in (1, 2)
    ]
    ben = await people.visit(service.url, f"{NAME}b")
    await ben.register()
    ada = await people.visit(
        service.url,
        f"{NAME}a",
        FAKE_DEVICES,
        script=having(devices),
        size=(SMALL_PHONE[0], height),
    )
    page = ada.page

    async def fits(state: str, person: Person = ada) -> None:
        await page.screenshot(path=tmp_path / f"{state}.png", animations="disabled")
        for script in (STICKING_OUT, SCROLLING):
            assert await person.page.evaluate(script) == [], state

    await page.goto("/login")
    await fits("login")
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_label("Email or username", exact=True).fill(WORD)
    await fits("login-wrong")
    await page.goto("/register")
    await page.get_by_role("button", name="Create account").click()
    await fits("register-wrong")
    await ada.register()
    await fits("home-empty")
    await page.get_by_label("Meeting code or link").fill(WORD)
    await page.get_by_role("button", name="Join", exact=True).click()
    await fits("home-wrong")
    code = await ada.new_meeting()
    await page.goto("/")
    await page.get_by_role("button", name="More for").click()
    await fits("home-menu")
    await page.get_by_role("menuitem", name="Rename").click()
    await page.get_by_label("Name", exact=True).fill(ROOM)
    await fits("rename")
    await page.get_by_role("button", name="Rename").click()
    await expect(page.get_by_text(ROOM)).to_be_visible()
    await fits("home")
    await page.get_by_role("button", name="More for").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await fits("delete")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Account").click()
    await fits("account-menu")
    for path in ("/account", "/zzz-zzzz-zzz", f"/nowhere/{WORD}"):
        await page.goto(path)
        await expect(page.get_by_role("heading").first).to_be_visible()
        await fits(path.strip("/")[:12].replace("/", "-"))

    await page.goto(f"/{code}")
    join = page.get_by_role("button", name="Join now")
    await expect(join).to_be_visible()
    if height == SMALL_PHONE[1]:
        await expect(join).to_be_in_viewport(ratio=1)
    await fits("prejoin")
    await ada.join_now()
    await fits("alone")
    await ben.join(code)
    await expect(ada.tile(ben)).to_be_visible()
    await fits("joined")
    await ada.says(WORD)
    await ben.says(f"https://example.org/{WORD}")
    await expect(ada.log.get_by_role("link")).to_be_visible()
    await fits("chat")
    await page.get_by_role("button", name="Close panel").click()
    await ada.press("More")
    await fits("more")
    await page.get_by_role("dialog").get_by_role("button", name="People").click()
    await fits("people")
    await page.get_by_role("button", name="Close panel").click()
    await ada.press("More")
    await page.get_by_role("dialog").get_by_role("button", name="Settings").click()
    await expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    await fits("settings")
    await page.keyboard.press("Escape")
    await ben.press("Present screen")
    await expect(ada.tile(ben, "screen")).to_be_visible()
    await fits("presented-to")
    await ben.leave()
    await fits("somebody-left")
    await ada.leave()
    await fits("left")
