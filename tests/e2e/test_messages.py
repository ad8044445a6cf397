"""What people do with messages that are there."""

from __future__ import annotations

import contextlib

from playwright.async_api import Locator, expect

from support.browser import PATIENCE
from support.people import People
from support.person import Person
from support.service import Service
from support.texts import text


def message(person: Person, words: str) -> Locator:
    """The message that says so, with all that belongs to it."""
    return person.log.locator("[data-message]").filter(has_text=words)


async def choose(person: Person, words: str, item: str) -> None:
    """Do something with a message, by its menu."""
    await message(person, words).get_by_role("button", name=text("chat.menu")).click()
    await person.page.get_by_role("menuitem", name=item, exact=True).click()


async def test_messages_are_changed_answered_and_kept_between_two(
    people: People, service: Service
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ada.join_now()
    await ben.join(code)
    await ben.says("Shall we **begin** at nien?")
    await ada.open_chat()
    await expect(ada.log.locator("strong")).to_have_text("begin")
    await expect(message(ben, "begin").get_by_label(text("chat.sent"))).to_be_visible()

    # Changed by who wrote it.
    await choose(ben, "nien", text("chat.edit"))
    field = ben.page.get_by_label(text("chat.message"), exact=True)
    await expect(field).to_have_value("Shall we **begin** at nien?")
    await field.fill("Shall we begin at nine?")
    await field.press("Enter")
    await ada.reads("Shall we begin at nine?")
    await expect(message(ada, "nine")).to_contain_text(text("chat.edited"))
    await expect(field).to_have_value("")

    # Reacted to, and answered.
    await message(ada, "nine").get_by_role("button", name=text("chat.menu")).click()
    await ada.page.get_by_role("menuitem", name="React with 👍").click()
    reaction = message(ben, "nine").get_by_role("button", name="👍 1 person")
    await reaction.click()
    await expect(message(ada, "nine").get_by_role("button", name="👍 2 people")).to_be_visible()
    await choose(ada, "nine", text("chat.reply"))
    await expect(ada.page.get_by_label(text("chat.message"), exact=True)).to_be_focused()
    await ada.says("Yes, please")
    quote = message(ben, "Yes, please").get_by_role("button", name="Shall we begin at nine?")
    await expect(quote).to_be_visible()

    # Between two alone.
    await choose(ben, "Yes, please", text("chat.replyPrivately"))
    await ben.says("Just between us")
    await expect(message(ada, "Just between us")).to_contain_text(text("chat.privatelyToYou"))
    to = ben.page.get_by_label(text("chat.to"), exact=True)
    await to.select_option(label=text("chat.everybody"))
    await ben.says("For everybody")
    await ada.reads("For everybody")
    await expect(message(ada, "For everybody")).not_to_contain_text(text("chat.privatelyToYou"))
    [carl] = await people.arrive(service.url, "carl")
    await carl.join(code)
    await carl.reads("For everybody")
    await expect(carl.log).not_to_contain_text("Just between us")

    # Found again; deleted by the host, and gone for who comes back too.
    await ada.page.get_by_role("button", name=text("chat.search")).click()
    await ada.page.get_by_role("searchbox").fill("NINE")
    found = ada.page.get_by_role("list", name=text("chat.found")).get_by_role("button")
    for _ in range(PATIENCE // 5000):
        await ada.page.get_by_role("searchbox").press("Enter")
        with contextlib.suppress(AssertionError):
            await expect(found).to_have_count(1, timeout=5000)
            break
        # Where the server was too busy to answer, the page says so, and one asks again.
    else:
        panel = ada.call.get_by_role("complementary")
        raise AssertionError(f"nothing was found: {await panel.inner_text()}")
    await found.click()
    await expect(message(ada, "Shall we begin at nine?").first).to_be_in_viewport()
    await (
        ada.log.locator("[data-message]")
        .first.get_by_role("button", name=text("chat.menu"))
        .click()
    )
    await ada.page.get_by_role("menuitem", name=text("actions.delete"), exact=True).click()
    dialog = ada.page.get_by_role("dialog")
    await dialog.get_by_role("button", name=text("actions.delete"), exact=True).click()
    for person in (ada, ben, carl):
        await expect(person.log.locator("[data-message]").first).to_have_text(text("chat.deleted"))
        await expect(person.log).not_to_contain_text("nine")
    await carl.page.reload()
    await carl.join_now()
    await carl.reads("For everybody")
    await expect(carl.log).not_to_contain_text("nine")
