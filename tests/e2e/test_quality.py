"""Nobody is sent what they do not look at, and everybody is told why a picture is not good."""

from __future__ import annotations

import asyncio
import colorsys
from pathlib import Path

from playwright.async_api import expect

from support.browser import PATIENCE
from support.crowd import gather, look_away
from support.flows import (
    flow,
    received,
    sent,
    settled,
    shown,
    until_flows,
    videos,
)
from support.network import network
from support.painted import hue_of, painted
from support.people import People
from support.person import Person, meet
from support.service import Service

SMALL = (460, 500)
FOUR_A_PAGE = """localStorage.setItem("meetd.perPage", "4");"""
WATCHED = 4.0
"""Seconds over which what comes is compared."""


async def test_of_seven_only_the_four_on_screen_are_received_and_no_larger_than_they_are_shown(
    people: People, service: Service
) -> None:
    viewer = await people.visit(service.url, "viewer", script=FOUR_A_PAGE, size=SMALL)
    await viewer.register()
    code = await viewer.new_meeting()
    guests = await gather(people, service.url, code, 7, width=640, height=360, frameRate=8)
    await viewer.join_now()
    await viewer.in_mode("sfu")

    await expect(viewer.tiles().locator("video")).to_have_count(4)
    first = await shown(viewer)
    assert len(first) == 4
    await _are_whose_they_are(viewer, guests)
    pictures = videos(await received(viewer))
    await settled(viewer, pictures - first.keys())
    small = await flow(viewer, WATCHED)
    for track, one in small.items():
        if track in first:
            assert one.frames > 0
            assert one.lines == 180
        elif track in pictures:
            assert (one.bytes, one.frames) == (0, 0)
    # Nobody else looks at them: what the viewer does not show is not even encoded.
    for guest in guests:
        seen = await viewer.tiles().get_by_text(guest.name, exact=True).count()
        await _encodes(guest, {"r0"} if seen else set())

    # One made large comes in its full size, which its sender makes for that alone.
    large = viewer.tiles().first
    whose = await large.get_attribute("data-participant")
    await large.get_by_role("button", name="Pin").click()
    track = next(track for track, participant in first.items() if participant == whose)
    await until_flows(viewer, lambda flows: flows[track].lines == 360)
    [owner] = [one for one in guests if await large.get_by_text(one.name, exact=True).count()]
    await _encodes(owner, {"r0", "r1"})
    await large.get_by_role("button", name="Unpin").click()
    await _encodes(owner, {"r0"})

    # The next page brings the others.
    await viewer.press("Next page")
    await expect(viewer.tiles().locator("video")).to_have_count(3)
    second = await shown(viewer)
    assert len(second) == 3
    assert second.keys().isdisjoint(first)
    await _are_whose_they_are(viewer, guests)
    await settled(viewer, set(first))
    turned = await flow(viewer, WATCHED)
    for track in [*first, *second]:
        assert (turned[track].frames > 0) is (track in second)


READY = "(videos) => videos.every((video) => video.readyState >= video.HAVE_CURRENT_DATA)"
MIDDLES = """(videos) => Object.fromEntries(videos.map((video) => {
    // The middle of each picture, where there is nothing but its colour.
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext("2d");
    context.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
    const { participant } = video.closest("[data-participant]").dataset;
    return [participant, [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)];
}))"""


async def _are_whose_they_are(viewer: Person, guests: list[Person]) -> None:
    """The picture on each tile has the colour of the guest whose tile it is."""
    numbers = {
        await guest.own_tile.get_attribute("data-participant"): number
        for number, guest in enumerate(guests, 1)
    }
    videos_shown = viewer.tiles("camera").locator("video")
    # What has no picture yet is as black as any.
    async with asyncio.timeout(PATIENCE / 1000):
        while not await videos_shown.evaluate_all(READY):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    colours = await videos_shown.evaluate_all(MIDDLES)
    for participant, (red, green, blue) in colours.items():
        hue = 360 * colorsys.rgb_to_hsv(red, green, blue)[0]

        def distance(number: int, hue: float = hue) -> float:
            return abs((hue - hue_of(number) + 180) % 360 - 180)

        assert min(numbers.values(), key=distance) == numbers[participant]


async def test_a_starved_connection_keeps_its_voices_and_gets_its_pictures_back(
    people: People, tmp_path: Path
) -> None:
    with network(tmp_path) as net:
        ada, ben, cy = await net.arrive(people, "ada", "ben", "cy")
        await meet(ada, ben, cy, mode="sfu")
        await cy.sees(ada)
        net.line(cy).slow(100)
        starved = cy.call.get_by_text(STARVED, exact=True)
        await expect(starved).to_be_visible()
        mark = cy.tile(ada).get_by_role("button", name="Why is this blurry?")
        await expect(mark).to_have_attribute("data-reason", "paused")
        await settled(cy, videos(await received(cy)))
        await cy.hears(ada, ben)
        # Nobody else is the poorer for it.
        await ben.sees(ada)
        await ben.sees(cy)

        net.line(cy).fast()
        await expect(starved).not_to_be_attached()
        await cy.sees(ada)
        await cy.sees(ben)
        await expect(mark).not_to_be_attached()


async def test_between_two_a_starved_connection_keeps_its_voices_too(
    people: People, tmp_path: Path
) -> None:
    with network(tmp_path) as net:
        ada, ben = await net.arrive(people, "ada", "ben")
        await meet(ada, ben, mode="p2p")
        await ben.sees(ada)
        net.line(ben).slow(60)
        starved = ben.call.get_by_text(STARVED, exact=True)
        await expect(starved).to_be_visible()
        # Pictures that are not received are not sent either.
        await _encodes(ada, set())
        await ben.hears(ada)

        net.line(ben).fast()
        await expect(starved).not_to_be_attached()
        await ben.sees(ada)


async def test_between_two_nothing_is_sent_that_the_other_does_not_look_at(
    people: People, service: Service
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    await meet(ada, ben, mode="p2p")
    await ben.sees(ada)
    await look_away(ben)
    await _encodes(ada, set())
    await ben.page.evaluate("() => { document.adoptedStyleSheets = [] }")
    await ben.sees(ada)


async def test_who_looks_at_another_tab_is_sent_voices_alone(
    people: People, service: Service
) -> None:
    ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy")
    await meet(ada, ben, cy, mode="sfu")
    await cy.sees(ada)
    await cy.page.evaluate(HIDDEN, True)
    await settled(cy, videos(await received(cy)))
    await cy.hears(ada, ben)
    await ben.sees(ada)

    await cy.page.evaluate(HIDDEN, False)
    await cy.sees(ada)
    await cy.sees(ben)


HIDDEN = """(hidden) => {
    // A browser without a window has no tab that could be put behind another.
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""

STARVED = "Pictures are paused: your connection is slow. Voices go on."


async def test_a_small_picture_shown_large_says_why(people: People, service: Service) -> None:
    script = painted(1, width=320, height=180, frameRate=20)
    (ada,) = await people.arrive(service.url, "ada", script=script, devices=())
    (ben,) = await people.arrive(service.url, "ben", script=painted(2), devices=())
    await meet(ada, ben, mode="p2p")
    await ben.watches(ada)
    mark = ben.tile(ada).get_by_role("button", name="Why is this blurry?")
    await mark.click()
    why = ben.page.get_by_role("dialog", name="Why is this blurry?")
    await expect(why).to_have_text(f"{ada.name}’s camera gives only a small or slow picture.")
    await ben.page.keyboard.press("Escape")
    await expect(why).not_to_be_attached()
    # Sound goes first on the way out.
    assert await ada.page.evaluate(PRIORITIES) == {"audio": "high", "video": "low"}


PRIORITIES = """() => Object.fromEntries(__probe.connections()
    .flatMap((connection) => connection.getSenders())
    .filter(({ track }) => track)
    .map((sender) => [sender.track.kind, sender.getParameters().encodings[0].networkPriority]))"""


async def _encodes(person: Person, layers: set[str]) -> None:
    """Wait until somebody's camera is encoded in just these layers."""
    async with asyncio.timeout(PATIENCE / 1000):
        while True:
            before = await sent(person)
            await asyncio.sleep(1)
            now = await sent(person)
            begun = now.keys() - before.keys()
            if layers == {
                r for r in now if now[r].frames > (0 if r in begun else before[r].frames)
            }:
                return
