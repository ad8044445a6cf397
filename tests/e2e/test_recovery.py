"""What dies or breaks under a call hurts only those who were on it, and not for long."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
from playwright.async_api import expect

from support.painted import painted
from support.people import People
from support.person import Person, all_see_and_hear_each_other, meet
from support.service import Service, serving
from support.waiting import until


async def test_a_killed_worker_is_replaced_and_other_rooms_notice_nothing(
    people: People, tmp_path: Path
) -> None:
    with serving(tmp_path, workers="2") as service:
        ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy")
        await meet(ada, ben, cy, mode="sfu")
        await all_see_and_hear_each_other(ada, ben, cy)
        (carrying,) = (
            number
            for number in range(2)
            if service.metric("meetd_consumers", worker=str(number)) > 0
        )
        others = await _small_room(people, service)
        await until(lambda: service.metric("meetd_consumers", worker=str(1 - carrying)) == 12)
        before = [await _tracks(person) for person in others]
        await ben.press("Turn off microphone")
        await cy.press("Present screen")
        await ada.sees(cy, "screen")
        await ada.says("Before it died")

        os.kill(_workers(service)[carrying], signal.SIGKILL)

        for person in (ada, ben):
            await person.sees(cy, "screen")
        await expect(ben.button("Turn on microphone")).to_be_visible()
        for person in (ada, ben, cy):
            await person.in_mode("sfu")
            await expect(person.tiles("camera")).to_have_count(2)
            for other in (ada, ben, cy):
                if other is not person:
                    await person.sees(other)
        await ada.hears(cy)
        await cy.hears(ada)
        await ben.reads("Before it died")
        assert service.metric("meetd_worker_deaths_total") == 1
        assert [await _tracks(person) for person in others] == before
        for person in others:
            for other in others:
                if other is not person:
                    await person.watches(other)


async def test_a_shared_screen_stays_while_people_come_and_go(
    people: People, tmp_path: Path
) -> None:
    with serving(tmp_path) as service:
        ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy")
        code = await meet(ada, ben, mode="p2p")
        await ada.press("Present screen")
        await ben.sees(ada, "screen")
        await ben.page.evaluate(ALWAYS_SHOWN, ada.name)

        await cy.join(code)
        for person in (ada, ben, cy):
            await person.in_mode("sfu")
        await cy.sees(ada, "screen")
        await ben.sees(ada, "screen")
        await cy.leave()
        for person in (ada, ben):
            await person.in_mode("p2p")
        await ben.sees(ada, "screen")
        assert await ben.page.evaluate("() => window.__empty") == 0


ALWAYS_SHOWN = """(name) => {
    // How often the page drew the tile without a picture in it.
    window.__empty = 0;
    const look = () => {
        const tiles = [...document.querySelectorAll('[data-testid="tile"][data-source="screen"]')];
        const tile = tiles.find((each) => each.textContent.includes(name));
        const videos = tile ? [...tile.querySelectorAll("video")] : [];
        if (!videos.some((video) => video.style.opacity !== "0" && video.videoWidth > 0)) {
            window.__empty += 1;
        }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


async def _small_room(people: People, service: Service) -> list[Person]:
    """Three people with small cameras, in another room."""
    group: list[Person] = []
    for number, name in enumerate(("dee", "eve", "flo")):
        script = painted(number, hue=120 * number, tone=400, width=160, height=90)
        group += await people.arrive(service.url, name, devices=(), script=script, together=True)
    await meet(*group, mode="sfu")
    for one in group:
        await expect(one.tiles("camera").locator("video")).to_have_count(2)
        for other in group:
            if other is not one:
                await one.watches(other)
    return group


async def _tracks(person: Person) -> list[str]:
    """What is shown, by the tracks' ids: another path would bring others."""
    ids: list[str] = (
        await person.tiles("camera")
        .locator("video")
        .evaluate_all("(videos) => videos.map((video) => video.srcObject.getTracks()[0].id)")
    )
    return ids


def _workers(service: Service) -> list[int]:
    """Their process ids, in the order of their numbers."""
    children = psutil.Process(service.pid).children()
    return sorted(child.pid for child in children if child.name().startswith("mediasoup"))
