"""A room of many people, as its page shows them."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from support.accounts import accounts
from support.bare_socket import BareSocket
from support.people import People
from support.rest import post
from support.service import Service

OTHERS = 90
"""More than are told of at once, and fewer than there may be in a room."""


async def test_all_of_many_people_are_in_the_list_and_few_are_drawn(
    people: People, service: Service
) -> None:
    tokens = await accounts(service.output.parent / "data", OTHERS)
    code = (await asyncio.to_thread(post, service, "/rooms", {}, tokens[0]))["code"]
    crowd = [BareSocket(service.port, token) for token in tokens]
    for one in crowd:
        await one.open()
        await one.ask("join", code=code, microphone=False, camera=False)
    (ada,) = await people.arrive(service.url, "ada", devices=())
    await ada.join(code)
    await ada.press("People")
    panel = ada.page.get_by_role("complementary", name="People")
    await expect(
        panel.get_by_role("heading", name=f"{OTHERS + 1} people in the call")
    ).to_be_visible()
    rows = panel.get_by_role("listitem")
    await expect(rows.first).to_contain_text(ada.name)
    await expect(rows.first).to_have_attribute("aria-setsize", str(OTHERS + 1))
    assert await rows.count() < OTHERS / 2

    names = (await crowd[0].ask("participants:page"))["participants"]
    last = names[OTHERS - 1]["username"]
    await expect(panel.get_by_text(last)).to_have_count(0)
    # By the keyboard, to the end of the list.
    await panel.get_by_role("searchbox", name="Find a person").press("Tab")
    await ada.page.keyboard.press("End")
    await expect(panel.get_by_text(last)).to_be_in_viewport()

    await panel.get_by_role("searchbox").fill(names[40]["username"].upper())
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text(names[40]["username"])
    # Those who go are told of together; what is searched for stays.
    for one in crowd[50:60]:
        await one.ask("leave")
    await expect(
        panel.get_by_role("heading", name=f"{OTHERS - 9} people in the call")
    ).to_be_visible()
    await panel.get_by_role("searchbox").fill(names[55]["username"])
    await expect(panel.get_by_text("Nobody here has that name.")).to_be_visible()
    for one in crowd:
        one.close()
