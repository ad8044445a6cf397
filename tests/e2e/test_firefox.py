"""Firefox and Chromium in one call."""

from __future__ import annotations

from playwright.async_api import expect

from support.people import People
from support.person import all_see_and_hear_each_other, meet
from support.service import Service


async def test_firefox_and_chromium_talk_directly(people: People, service: Service) -> None:
    fay = await people.arrive_in_firefox(service.url, "fay")
    (cleo,) = await people.arrive(service.url, "cleo")
    await meet(fay, cleo, mode="p2p")
    await all_see_and_hear_each_other(fay, cleo)


async def test_a_third_joins_and_leaves_and_a_screen_is_seen_both_ways(
    people: People, service: Service
) -> None:
    fay = await people.arrive_in_firefox(service.url, "fay")
    cleo, dan = await people.arrive(service.url, "cleo", "dan")
    code = await meet(fay, cleo, mode="p2p")
    await all_see_and_hear_each_other(fay, cleo)

    await dan.join(code)
    for person in (fay, cleo, dan):
        await person.in_mode("sfu")
        await expect(person.tiles("camera")).to_have_count(2)
    await all_see_and_hear_each_other(fay, cleo, dan)

    for presenter, viewers in ((fay, (cleo, dan)), (cleo, (fay, dan))):
        await presenter.press("Present screen")
        for viewer in viewers:
            await viewer.sees(presenter, "screen")
        await presenter.press("Stop presenting")
        for viewer in viewers:
            await expect(viewer.tiles("screen")).to_have_count(0)

    await dan.leave()
    for person in (fay, cleo):
        await expect(person.tiles("camera")).to_have_count(1)
        await person.in_mode("p2p")
    await all_see_and_hear_each_other(fay, cleo)
    for presenter, viewer in ((fay, cleo), (cleo, fay)):
        await presenter.press("Present screen")
        await viewer.sees(presenter, "screen")
        await presenter.press("Stop presenting")
        await expect(viewer.tiles("screen")).to_have_count(0)
