"""What a meeting does together: polls, and a timer; on a computer and a phone."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from support.people import People
from support.person import Person, meet
from support.service import Service
from support.texts import text


async def open_activities(person: Person, role: str = "menuitem") -> None:
    await person.press(text("actions.more"))
    await person.page.get_by_role(role, name=text("activities.heading")).click()  # type: ignore[arg-type]


async def test_a_poll_and_a_timer(people: People, service: Service, tmp_path: Path) -> None:
    [ada] = await people.arrive(service.url, "ada")
    ben = await people.visit(service.url, "ben", size=(360, 640))
    await ben.enrol(service.url)
    await meet(ada, ben, mode="p2p")

    await open_activities(ada)
    await ada.press(text("polls.create"))
    await ada.page.get_by_label(text("polls.question")).fill("Where do we meet next?")
    for number, option in enumerate(("Lisbon", "Oslo"), 1):
        await ada.page.get_by_label(f"Option {number}", exact=True).fill(option)
    await ada.page.screenshot(path=tmp_path / "new-poll.png")
    await ada.press(text("polls.ask"))

    # Ben is told, votes on a phone, and changes his mind.
    await ben.press(text("polls.show"))
    await ben.page.get_by_role("radio", name="Lisbon").check()
    await expect(ada.page.get_by_text("1 person voted")).to_be_visible()
    await ben.page.get_by_role("radio", name="Oslo").check()
    oslo = ada.page.get_by_role("radio", name="Oslo")
    await expect(oslo).to_have_accessible_description("1 vote, 100 %")
    await oslo.check()
    await expect(ben.page.get_by_text("2 people voted")).to_be_visible()
    await ben.page.screenshot(path=tmp_path / "voting-phone.png")
    await ada.press(text("polls.close"))
    await expect(ben.page.get_by_role("radio", name="Oslo")).to_be_disabled()
    await ada.page.screenshot(path=tmp_path / "closed.png")

    # Both see the same timer, a second apart at most.
    await ada.page.get_by_label(text("timer.minutes")).fill("10")
    await ada.press(text("timer.start"))
    await expect(ada.page.get_by_role("button", name="Timer: ")).to_be_visible()
    await ben.press(text("call.closePanel"))
    chip = ben.page.get_by_role("button", name="Timer: ")
    await expect(chip).to_be_visible()
    await ben.page.screenshot(path=tmp_path / "timer-phone.png")
    await ada.press(text("timer.stop"))
    await expect(chip).not_to_be_attached()
    # Its end is told where it runs out by itself, too.
    await ada.page.get_by_label(text("timer.minutes")).fill("0.05")
    await ada.press(text("timer.start"))
    for person in (ada, ben):
        await expect(person.page.get_by_text(text("timer.over")).first).to_be_visible()
    await ada.page.screenshot(path=tmp_path / "over.png")
