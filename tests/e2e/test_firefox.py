"""Firefox and Chromium in one call."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from support.browser import PATIENCE
from support.computer import Computer, Device
from support.fake_media import LOOKS
from support.people import People
from support.person import Person, all_see_and_hear_each_other, meet
from support.service import Service

STRONG = "Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 8 });"
SENT = """async () => {
    // The codec and the name of each picture that is sent now.
    const found = [];
    for (const connection of __probe.connections()) {
        const report = await connection.getStats();
        for (const sent of report.values()) {
            if (sent.type !== "outbound-rtp" || !sent.rid || !sent.framesEncoded) continue;
            found.push(`${report.get(sent.codecId)?.mimeType} ${sent.rid}`);
        }
    }
    return found;
}"""
OTHER = LOOKS[3]


async def test_firefox_and_chromium_talk_directly_and_write(
    people: People, service: Service
) -> None:
    fay = await people.arrive_in_firefox(service.url, "fay")
    (cleo,) = await people.arrive(service.url, "cleo")
    await meet(fay, cleo, mode="p2p")
    await all_see_and_hear_each_other(fay, cleo)
    for speaker, listener in ((fay, cleo), (cleo, fay)):
        await expect(listener.tile(speaker)).to_have_attribute("data-speaking", "true")

        await speaker.press("Turn off microphone")
        await expect(listener.tile(speaker).get_by_label("Microphone off")).to_have_count(1)
        await listener.hears()
        await speaker.press("Turn on microphone")
        await listener.hears(speaker)

        await speaker.press("Turn off camera")
        await expect(listener.tile(speaker).locator("video")).not_to_be_visible()
        await speaker.press("Turn on camera")
        await listener.sees(speaker)

        await speaker.says(f"Hello from {speaker}")
        await listener.reads(f"Hello from {speaker}")


async def test_a_third_joins_and_leaves_and_a_screen_is_seen_both_ways(
    people: People, service: Service
) -> None:
    fay = await people.arrive_in_firefox(service.url, "fay", script=STRONG)
    cleo, dan = await people.arrive(service.url, "cleo", "dan", script=STRONG)
    code = await meet(fay, cleo, mode="p2p")
    await all_see_and_hear_each_other(fay, cleo)

    await dan.join(code)
    for person in (fay, cleo, dan):
        await person.in_mode("sfu")
        await expect(person.tiles("camera")).to_have_count(2)
    await all_see_and_hear_each_other(fay, cleo, dan)
    # Pictures for each viewer: the others put them into one stream of VP9, Firefox cannot.
    await _sends(fay, "video/VP8 r0")

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


async def _sends(person: Person, picture: str) -> None:
    """Wait until the worker is sent this picture."""
    async with asyncio.timeout(PATIENCE / 1000):
        while picture not in (found := await person.page.evaluate(SENT)):
            assert not any("VP9" in other for other in found)
            await asyncio.sleep(0.2)


async def test_firefox_gives_its_own_camera_and_microphone(
    people: People, service: Service
) -> None:
    fay = await people.arrive_in_firefox(service.url, "fay", devices=())
    (cleo,) = await people.arrive(service.url, "cleo")
    code = await fay.new_meeting()
    await expect(fay.page.get_by_label("Microphone", exact=True)).to_contain_text("Default Audio")
    await expect(fay.page.get_by_label("Camera", exact=True)).to_contain_text("Default Video")
    await fay.page.get_by_role("button", name="Test microphone").click()
    await expect(fay.page.get_by_text("If you heard yourself, others will too.")).to_be_visible()

    await fay.join_now()
    await cleo.join(code)
    # Its test picture changes its colour, slowly.
    await cleo.watches(fay, until=lambda seen: seen.pictures > 1, moving=False)
    await cleo.hears(fay)
    await fay.sees(cleo)


async def test_devices_are_changed_and_lost_in_firefox(people: People, service: Service) -> None:
    desk = Device("Desk camera", "camera", LOOKS[0])
    other = Device("Other camera", "camera", OTHER)
    microphone = Device("Desk microphone", "microphone", LOOKS[0])
    headset = Device("Headset", "microphone", OTHER)
    devices = [desk, other, microphone, headset]
    fay = await people.arrive_in_firefox(service.url, "fay", devices=devices)
    (cleo,) = await people.arrive(service.url, "cleo")
    await meet(fay, cleo, mode="p2p")
    await all_see_and_hear_each_other(fay, cleo)
    before = fay.look

    fay.look = OTHER
    await fay.choose_camera("Other camera")
    await cleo.sees(fay)
    await Computer(fay.page).pull(microphone)
    await cleo.hears(fay)

    fay.look = before
    await Computer(fay.page).pull(other)
    await cleo.sees(fay)


async def test_firefox_comes_back_after_a_reload(people: People, service: Service) -> None:
    fay = await people.arrive_in_firefox(service.url, "fay")
    (cleo,) = await people.arrive(service.url, "cleo")
    await meet(fay, cleo, mode="p2p")

    await fay.page.reload()
    await fay.join_now()
    for person in (fay, cleo):
        await expect(person.tiles("camera")).to_have_count(1)
        await person.in_mode("p2p")
    await all_see_and_hear_each_other(fay, cleo)


async def test_two_firefoxes_talk_directly(people: People, service: Service) -> None:
    fay = await people.arrive_in_firefox(service.url, "fay")
    fox = await people.arrive_in_firefox(service.url, "fox")
    await meet(fay, fox, mode="p2p")
    await all_see_and_hear_each_other(fay, fox)
