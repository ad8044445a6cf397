"""Somebody without an account: they ask, wait, are let in, talk, and are the same again."""

from __future__ import annotations

from playwright.async_api import expect

from support.people import People
from support.person import all_see_and_hear_each_other
from support.service import Service
from support.texts import text


async def test_a_guest_asks_waits_is_let_in_talks_and_is_the_same_again(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada")
    mara = await people.visit(service.url, "mara", size=(360, 740))
    code = await ada.new_meeting()
    await ada.join_now()
    await mara.asks_to_join(code)
    await expect(mara.page.get_by_text(text("guest.told"))).to_be_visible()
    await expect(mara.call).not_to_be_attached()
    await ada.press(text("knocks.admit"))
    await expect(mara.call).to_be_visible()
    await all_see_and_hear_each_other(ada, mara)
    await mara.says("Hello from outside")
    await ada.reads("Hello from outside")
    await expect(ada.tile(mara)).to_have_attribute("data-guest", "true")
    await mara.page.reload()
    await mara.page.get_by_role("button", name=text("guest.ask"), exact=True).click()
    await expect(mara.call).to_be_visible()
    await mara.reads("Hello from outside")
    await ada.sees(mara)


async def test_who_is_not_let_in_is_told_so_and_may_sign_in_instead(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada")
    mara = await people.visit(service.url, "mara")
    code = await ada.new_meeting()
    await ada.join_now()
    await mara.asks_to_join(code)
    await ada.press(text("knocks.deny"))
    await expect(mara.page.get_by_text(text("errors.knock_denied"))).to_be_visible()
    await mara.page.get_by_role("link", name=text("guest.signInInstead")).click()
    await expect(mara.page.get_by_role("button", name=text("signIn.submit"))).to_be_visible()
