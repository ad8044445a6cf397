"""Leading a call: by menus and host controls, on a computer and a phone; what others see of it."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, expect

from support.people import People
from support.person import Person, meet
from support.service import Service
from support.texts import text

SMALL_PHONE = (360, 640)


async def choose(leader: Person, other: Person, item: str) -> None:
    """Choose something of somebody's menu among the people."""
    await leader.call.get_by_role("button", name=f"More for {other.name}").click()
    await leader.page.get_by_role("menuitem", name=item, exact=True).click()


def news(person: Person, words: str) -> Locator:
    return person.page.get_by_text(words, exact=True)


async def test_a_host_leads_and_everybody_sees_it(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    cy = await people.visit(service.url, "cy", size=SMALL_PHONE)
    await cy.enrol(service.url)
    await meet(ada, ben, cy, mode="sfu")
    await expect(ben.tile(ada)).to_have_attribute("data-role", "host")
    await expect(ben.button(text("led.hostControls"))).not_to_be_attached()

    # Muted by somebody else, and unmuted by oneself alone.
    await ada.press(text("call.people"))
    await ada.call.get_by_role("button", name=f"More for {ben.name}").click()
    await ada.page.screenshot(path=tmp_path / "menu.png")
    await ada.page.keyboard.press("Escape")
    await choose(ada, ben, text("led.mute"))
    await expect(ben.button(text("devices.turnOn.microphone"))).to_be_visible()
    await expect(news(ben, f"{ada.name} muted you")).to_be_visible()
    await expect(news(cy, f"{ada.name} muted {ben.name}")).to_be_visible()
    await choose(ada, ben, text("led.askToUnmute"))
    await expect(ben.page.get_by_text(f"{ada.name} asks you to unmute.")).to_be_visible()
    await ben.page.screenshot(path=tmp_path / "asked.png")
    await ben.press(text("led.unmute"))
    await expect(ben.button(text("devices.turnOff.microphone"))).to_be_visible()

    # A cohost leads too, on a phone; a rule binds the others.
    await choose(ada, cy, text("led.make.cohost"))
    await expect(news(cy, f"{ada.name} made you cohost")).to_be_visible()
    await expect(ada.tile(cy)).to_have_attribute("data-role", "cohost")
    await cy.press(text("actions.more"))
    await cy.page.get_by_role("button", name=text("led.hostControls")).click()
    controls = cy.page.get_by_role("dialog")
    await controls.get_by_role("switch", name=text("led.rules.mayShowCamera")).click()
    await cy.page.screenshot(path=tmp_path / "controls-phone.png")
    await expect(ben.button(text("devices.turnOn.camera"))).to_be_visible()
    await cy.page.keyboard.press("Escape")
    await ben.press(text("devices.turnOn.camera"))
    await expect(ben.page.get_by_text(text("errors.host_forbids"))).to_be_visible()
    await expect(ben.button(text("devices.turnOn.camera"))).to_be_visible()

    # By keys alone: out, and not in again.
    await ada.call.get_by_role("button", name=f"More for {ben.name}").focus()
    await ada.page.keyboard.press("Enter")
    await ada.page.get_by_role("menuitem", name=text("led.remove"), exact=True).press("Enter")
    await expect(ben.page.get_by_text(text("errors.removed"))).to_be_visible()
    await ben.page.screenshot(path=tmp_path / "removed.png")
    await expect(ada.tiles("camera")).to_have_count(1)
    await expect(ada.call).to_have_attribute("data-mode", "p2p")

    await ada.press(text("led.hostControls"))
    await ada.page.screenshot(path=tmp_path / "controls.png")
    end = text("led.endForAll")
    await ada.page.get_by_role("button", name=end).click()
    await ada.page.screenshot(path=tmp_path / "end.png")
    await ada.page.get_by_role("button", name=end).click()
    for person in (ada, cy):
        await expect(person.page.get_by_text(text("errors.meeting_ended"))).to_be_visible()


CONNECTIONS = """() => __probe.connections().filter(({ connectionState }) =>
    connectionState === "connected").length"""


async def test_who_is_removed_of_two_sends_to_nobody(people: People, service: Service) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    await meet(ada, ben, mode="p2p")
    await ada.press(text("call.people"))
    await choose(ada, ben, text("led.remove"))
    await expect(ben.page.get_by_text(text("errors.removed"))).to_be_visible()
    await expect(ada.tiles()).to_have_count(0)
    for person in (ada, ben):
        await person.page.wait_for_function(f"({CONNECTIONS})() === 0")


async def test_a_block_is_taken_back_and_people_are_limited(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await meet(ada, ben, mode="p2p")
    await ada.press(text("call.people"))
    await choose(ada, ben, text("led.block"))
    dialog = ada.page.get_by_role("dialog")
    await dialog.get_by_role("button", name=text("led.asks.block.yes")).click()
    await expect(ben.page.get_by_text(text("errors.removed"))).to_be_visible()
    await ada.press(text("led.hostControls"))
    unblock = dialog.get_by_role("button", name=f"Unblock {ben.name}")
    await unblock.scroll_into_view_if_needed()
    await ada.page.screenshot(path=tmp_path / "blocked.png")
    assert (await Axe().run(ada.page)).response["violations"] == []
    await unblock.click()
    await expect(unblock).not_to_be_attached()
    limit = dialog.get_by_label(text("led.limit"))
    await limit.select_option("2")
    await expect(limit).to_have_value("2")
    await ada.page.keyboard.press("Escape")
    # A phone has the rest of the views behind More.
    await ada.press(text("call.closePanel"))
    await ada.page.set_viewport_size({"width": 360, "height": 740})
    await ada.press(text("actions.more"))
    await expect(dialog.get_by_role("button", name=text("views.fullScreen"))).to_be_visible()
    size = dialog.get_by_label(text("views.perPage"))
    await size.scroll_into_view_if_needed()
    await ada.page.screenshot(path=tmp_path / "more-phone.png")
    await size.select_option("4")
    await expect(dialog).not_to_be_attached()
    await ada.press(text("actions.more"))
    await expect(size).to_have_value("4")
    await ada.page.keyboard.press("Escape")
    await ada.press(text("actions.more"))
    await dialog.get_by_role("button", name=text("led.hostControls")).click()
    await expect(limit).to_have_value("2")
    await limit.scroll_into_view_if_needed()
    await ada.page.screenshot(path=tmp_path / "limit-phone.png")
    await ada.page.keyboard.press("Escape")
    await ben.join(code)
    await expect(ada.tile(ben)).to_be_visible()
