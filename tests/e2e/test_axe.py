"""What axe finds on the pages, in each of their states: nothing."""

from __future__ import annotations

import re

from playwright.async_api import expect

from support.axe import BOTH, ON_PHONE, ON_WIDE, OTHERS, PHONE, WIDE, Findings
from support.people import People
from support.person import meet
from support.service import Service
from support.texts import text


async def test_axe_finds_nothing_on_any_state(people: People, service: Service) -> None:
    stranger = await people.visit(service.url, "eve")
    pages = Findings(stranger.page)
    for path, heading in (
        ("/login", text("signIn.heading")),
        ("/register", text("register.heading")),
    ):
        await stranger.page.goto(path)
        await expect(stranger.page.get_by_role("heading", name=heading)).to_be_visible()
        await pages.look(path, BOTH + OTHERS)

    ada, ben = await people.arrive(service.url, "ada", "ben")
    page = ada.page
    seen = Findings(page)
    await page.goto("/account")
    await expect(page.get_by_role("heading", name=text("account.signIns"))).to_be_visible()
    await seen.look("account", BOTH + OTHERS)
    await page.get_by_role("button", name=text("apiKeys.make"), exact=True).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await seen.look("a new API key")
    await page.keyboard.press("Escape")
    await page.goto("/abc-defg-hij")
    await expect(page.get_by_role("heading", name=text("errors.room_not_found"))).to_be_visible()
    await seen.look("no such meeting", BOTH + OTHERS)
    await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await meet(ada, ben, mode="p2p")
    await ada.sees(ben)
    await seen.look("in the call")
    await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await ada.button(text("call.present")).hover()
    tooltip = page.get_by_role("tooltip", include_hidden=True)
    await expect(tooltip).to_be_visible()
    await expect(ada.button(text("call.present"))).to_have_accessible_description(
        re.compile(text("call.present"))
    )
    await seen.look("a tooltip", ON_WIDE)
    for panel in ("call.chat", "call.people"):
        await ada.press(text(panel))
        await expect(page.get_by_role("complementary")).to_be_visible()
        await seen.look(panel)
        await page.get_by_role("button", name=text("call.closePanel")).click()
        await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await ada.press(text("hands.raise"))
    await ada.press(text("reactions.button"))
    await seen.look("reactions", ON_WIDE)
    await page.keyboard.press("Escape")
    for button in ("call.chooseSound", "actions.more"):
        # By keyboard: a menu that scrolls is looked at as who uses it so has it.
        await ada.button(text(button)).press("Enter")
        await expect(page.get_by_role("menu")).to_be_visible()
        await seen.look(button, ON_WIDE)
        await page.keyboard.press("Escape")
    await ada.tile(ben).hover()
    await ada.tile(ben).get_by_role("button", name=f"Options for {ben.name}").click()
    await seen.look("a tile's menu", ON_WIDE)
    await page.get_by_role("menuitem", name=text("volume.item"), exact=True).click()
    await expect(page.get_by_role("slider")).to_be_visible()
    await seen.look("volume")
    await page.keyboard.press("Escape")
    await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await ada.press(text("call.settings"))
    await seen.look("settings", BOTH + OTHERS)
    await page.keyboard.press("Escape")
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await ada.press(text("actions.more"))
    await expect(page.get_by_role("dialog")).to_be_visible()
    await seen.look("the sheet", ON_PHONE)
    await page.keyboard.press("Escape")
    await ada.leave()
    await seen.look("left", BOTH + OTHERS)
    await page.goto("/")
    await ada.at_home()
    await seen.look("home", BOTH + OTHERS)
    await page.goto(f"/{await ben.page.evaluate('location.pathname.slice(1)')}")
    await expect(page.get_by_role("button", name=text("preJoin.join"))).to_be_visible()
    await seen.look("before joining", BOTH + OTHERS)
    assert pages.found + seen.found == []


async def test_axe_finds_nothing_where_guests_ask_and_hosts_lead(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada")
    mara, noa = [await people.visit(service.url, name) for name in ("mara", "noa")]
    page, asking = Findings(ada.page), Findings(mara.page)
    code = await ada.new_meeting()
    await ada.join_now()
    await mara.page.goto(f"/{code}")
    await expect(mara.page.get_by_label(text("guest.name"), exact=True)).to_be_visible()
    await asking.look("a guest before joining", BOTH + OTHERS)
    for guest in (mara, noa):
        await guest.asks_to_join(code)
    await asking.look("a guest who waits", BOTH + OTHERS)

    await expect(ada.page.get_by_role("heading", name="2 people wait to be let in")).to_be_visible()
    await page.look("who waits")
    await ada.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await ada.press(f"More for {noa.name}")
    await page.look("what can be done with who waits", ON_WIDE)
    await ada.page.keyboard.press("Escape")
    await ada.press(text("knocks.admitAll"))
    await expect(ada.tiles()).to_have_count(2)
    await ada.press(text("call.people"))
    people_panel = ada.call.get_by_role("complementary")
    await people_panel.get_by_role("button", name=f"More for {mara.name}").press("Enter")
    await expect(ada.page.get_by_role("menu")).to_be_visible()
    await page.look("a person's menu", ON_WIDE)
    await ada.page.keyboard.press("Escape")
    await ada.press(text("led.hostControls"))
    await expect(ada.page.get_by_role("dialog")).to_be_visible()
    await page.look("host controls", BOTH + OTHERS)
    await ada.page.keyboard.press("Escape")
    await ada.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await ada.leave()
    await ada.page.goto(f"/log/{code}")
    await expect(ada.page.get_by_role("heading", name=text("log.heading"))).to_be_visible()
    await page.look("the log", BOTH + OTHERS)
    await ada.page.goto("/")
    await ada.page.get_by_role("button", name=text("schedule.heading")).click()
    await page.look("a meeting's time", BOTH + OTHERS)
    assert page.found + asking.found == []
