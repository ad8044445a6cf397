"""What people are called: who is in already, and another name for a meeting."""

from __future__ import annotations

from playwright.async_api import expect

from support.people import People
from support.service import Service
from support.texts import text


async def test_somebody_sees_who_is_in_and_renames_themself(
    people: People, service: Service
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ada.join_now()
    await ben.page.goto(f"/{code}")
    await expect(ben.page.get_by_text(f"{ada.name} is here")).to_be_visible()
    await ben.join_now()
    await ben.press(text("call.people"))
    await ben.press(text("called.change"))
    dialog = ben.page.get_by_role("dialog")
    name = dialog.get_by_label(text("called.name"), exact=True)
    await name.fill(ada.name)
    await dialog.get_by_role("button", name=text("called.save")).click()
    await expect(dialog.get_by_text(text("errors.name_in_use"))).to_be_visible()
    await name.fill(f"{ben.name} Okafor")
    await dialog.get_by_label(text("called.pronouns")).fill("he/him")
    await dialog.get_by_role("button", name=text("called.save")).click()
    await expect(dialog).not_to_be_attached()
    await expect(ada.tile(ben)).to_contain_text(f"{ben.name} Okafor · he/him")
    await expect(ben.own_tile).to_contain_text("he/him")
