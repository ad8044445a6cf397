"""Breakout rooms: people go to theirs in the same tab, call for help, and come back."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, expect

from support.people import People
from support.person import Person, meet
from support.service import Service
from support.texts import text


def bar(person: Person, name: str) -> Locator:
    return person.page.get_by_role("region", name=text("breakouts.heading")).get_by_text(name)


async def test_all_go_to_their_room_and_come_back(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben", small=True, together=True)
    cy = await people.visit(service.url, "cy", size=(360, 640))
    await cy.enrol(service.url)
    await meet(ada, ben, cy, mode="sfu")
    await ada.press(text("actions.more"))
    await ada.page.get_by_role("menuitem", name=text("activities.heading")).click()
    await ada.press(text("breakouts.create"))
    await ada.press(text("breakouts.shuffle"))
    for person in (ben, cy):
        room = ada.page.get_by_label(f"Room of {person.name}")
        await room.select_option(label="Room 1")
        await expect(room).to_have_value("0")
    await ada.page.screenshot(path=tmp_path / "plan.png")
    await ada.press(text("breakouts.open"))

    # Both are in it by themselves, with the same devices; between two, directly.
    for one, other in ((ben, cy), (cy, ben)):
        await expect(bar(one, "Room 1")).to_be_visible()
        await expect(one.tile(other)).to_be_visible()
        await expect(one.call).to_have_attribute("data-mode", "p2p")
        await expect(one.call).to_have_attribute("data-state", "connected")
    await expect(ada.tiles("camera")).to_have_count(0)
    await cy.page.screenshot(path=tmp_path / "inside-phone.png")
    await ben.page.screenshot(path=tmp_path / "inside.png")

    # What one of them sends the other saves.
    for one in (ben, cy):
        await one.press(text("call.chat"))
    async with ben.page.expect_file_chooser() as chosen:
        await ben.press(text("files.attach"))
    plan = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Ours alone"}
    await (await chosen.value).set_files(plan)  # type: ignore[arg-type]
    async with cy.page.expect_download() as saved:
        await cy.press("Save plan.txt")
    await (await saved.value).save_as(tmp_path / "plan.txt")
    assert (tmp_path / "plan.txt").read_bytes() == b"Ours alone"
    await cy.page.screenshot(path=tmp_path / "file-phone.png")
    await cy.press("Close panel")

    # Who reloads lands there again.
    await ben.page.reload()
    await ben.join_now()
    await expect(bar(ben, "Room 1")).to_be_visible()
    await expect(cy.tiles("camera")).to_have_count(1)

    # Help is called for, and comes; then the host goes back.
    await cy.press(text("breakouts.help"))
    await ada.page.screenshot(path=tmp_path / "open.png")
    await ada.press(text("breakouts.goThere"))
    await expect(bar(ada, "Room 1")).to_be_visible()
    for person in (ada, ben, cy):
        await expect(person.tiles("camera")).to_have_count(2)
        await expect(person.call).to_have_attribute("data-mode", "sfu")
    await ada.press(text("breakouts.back"))
    await expect(ada.tiles("camera")).to_have_count(0)

    await ada.press(text("actions.more"))
    await ada.page.get_by_role("menuitem", name=text("activities.heading")).click()
    await ada.press(text("breakouts.close"))
    for person in (ada, ben, cy):
        await expect(person.tiles("camera")).to_have_count(2)
        await expect(person.button(text("breakouts.back"))).not_to_be_attached()
    await cy.page.screenshot(path=tmp_path / "back-phone.png")


async def test_rooms_are_planned_before_anybody_comes(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben", small=True, together=True)
    code = await ada.new_meeting()
    page = ada.page
    await page.goto("/")
    row = page.get_by_role("listitem").filter(has_text=code)
    more = row.get_by_role("button", name="More for ")
    await more.click()
    await page.get_by_role("menuitem", name=text("invite.action")).click()
    await page.get_by_label(text("invite.who")).fill(f"{ben.name}, zoe@example.org")
    await page.get_by_role("button", name=text("invite.send"), exact=True).click()
    await expect(page.get_by_role("listitem").filter(has_text="zoe@")).to_be_visible()
    await page.keyboard.press("Escape")

    await more.click()
    await page.get_by_role("menuitem", name=text("breakouts.heading")).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name of room 1").fill("Red")
    await dialog.get_by_label("People of room 1").fill("max of Rome; not & a name")
    # Whoever is invited is put into one by choosing it.
    await dialog.get_by_label(f"Room of {ben.name}").select_option(label="Room 2")
    await expect(dialog.get_by_label("People of room 2")).to_have_value(ben.name)
    await expect(dialog.get_by_label(f"Room of {ben.name}")).to_have_count(0)
    await dialog.get_by_label(text("breakouts.others")).select_option("random")
    await dialog.get_by_label(text("breakouts.minutes")).fill("15")
    await page.screenshot(path=tmp_path / "home.png")
    await dialog.get_by_role("button", name=text("schedule.save")).click()
    await expect(dialog.get_by_role("alert")).to_contain_text("not & a name")
    await dialog.get_by_label("People of room 1").fill("max of Rome, zoe@example.org")
    assert (await Axe().run(page)).response["violations"] == []
    await dialog.get_by_role("button", name=text("schedule.save")).click()
    await expect(dialog).to_have_count(0)

    # It is there in the call.
    await ada.join(code)
    await ada.press(text("actions.more"))
    await page.get_by_role("menuitem", name=text("activities.heading")).click()
    await expect(page.get_by_label("Name of room 1")).to_have_value("Red")
    await expect(page.get_by_label(text("breakouts.minutes"))).to_have_value("15")
    await expect(page.get_by_role("switch", name=text("breakouts.random"))).to_be_checked()
    await expect(page.get_by_label(f"Room of {ben.name}, not here yet")).to_have_value("1")
    await ben.join(code)
    await expect(page.get_by_label(f"Room of {ben.name}", exact=True)).to_have_value("1")
    await page.screenshot(path=tmp_path / "call.png")
    await ada.press(text("breakouts.open"))
    await expect(bar(ben, "Room 2")).to_be_visible()
