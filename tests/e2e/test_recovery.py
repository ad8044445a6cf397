"""What dies or breaks under a call hurts only those who were on it, and not for long."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

import psutil
from playwright.async_api import expect

from support.people import People
from support.person import Person, all_see_and_hear_each_other, meet
from support.service import Service, serving
from support.steady import steady
from support.waiting import until


async def test_a_killed_worker_is_replaced_and_other_rooms_notice_nothing(
    people: People, tmp_path: Path
) -> None:
    with serving(tmp_path, workers="2") as service:
        names = ("ada", "ben", "cy", "dee")
        group = await people.arrive(service.url, *names, small=True, together=True)
        ada, ben, cy, *_ = group
        await meet(*group, mode="sfu")
        await all_see_and_hear_each_other(*group)
        (carrying,) = (
            number
            for number in range(2)
            if service.metric("meetd_consumers", worker=str(number)) > 0
        )
        others = await people.arrive(service.url, "flo", "gus", "hal", small=True, together=True)
        await meet(*others, mode="sfu")
        await all_see_and_hear_each_other(*others)
        await until(lambda: service.metric("meetd_consumers", worker=str(1 - carrying)) == 12)
        before = [await _tracks(person) for person in others]
        await ben.press("Turn off microphone")
        await cy.press("Present screen")
        await ada.sees(cy, "screen")
        await ada.says("Before it died")

        async with contextlib.AsyncExitStack() as elsewhere:
            for person in others:
                seen = [other for other in others if other is not person]
                await elsewhere.enter_async_context(steady(person, *seen))

            os.kill(_workers(service)[carrying], signal.SIGKILL)

            for person in group:
                await expect(person.tiles("camera")).to_have_count(3)
                if person is not cy:
                    await person.sees(cy, "screen")
            await all_see_and_hear_each_other(*group, muted=ben)
            for person in group:
                await person.in_mode("sfu")
        await expect(ben.button("Turn on microphone")).to_be_visible()
        await ben.reads("Before it died")
        assert service.metric("meetd_worker_deaths_total") == 1
        assert [await _tracks(person) for person in others] == before


async def test_a_room_on_two_workers_is_one_room(people: People, tmp_path: Path) -> None:
    """Four people, two of them on each worker, and then one worker dies."""
    with serving(tmp_path, workers="2", worker_consumers="12") as service:
        names = ("ada", "ben", "cy", "dee")
        group = await people.arrive(service.url, *names, small=True, together=True)
        ben = group[1]
        await meet(*group, mode="sfu")
        await all_see_and_hear_each_other(*group)
        for worker in ("0", "1"):
            assert service.metric("meetd_transports", worker=worker) == 4
        await ben.press("Turn off microphone")
        await all_see_and_hear_each_other(*group, muted=ben)
        before = {person: await _tracks(person) for person in group}

        os.kill(_workers(service)[1], signal.SIGKILL)

        for person in group:
            await expect(person.tiles("camera")).to_have_count(3)
        await all_see_and_hear_each_other(*group, muted=ben)
        kept = [person for person in group if set(before[person]) & set(await _tracks(person))]
        assert len(kept) == 2, "who was on the other worker keeps what it carried"


async def test_a_shared_screen_stays_while_people_come_and_go(
    people: People, tmp_path: Path
) -> None:
    with serving(tmp_path) as service:
        ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy")
        code = await meet(ada, ben, mode="p2p")
        await ada.press("Present screen")
        await ben.sees(ada, "screen")

        async with steady(ben, ada, source="screen"):
            await cy.join(code)
            for person in (ada, ben, cy):
                await person.in_mode("sfu")
            await cy.sees(ada, "screen")
            await ben.sees(ada, "screen")
            await cy.leave()
            for person in (ada, ben):
                await person.in_mode("p2p")
            await ben.sees(ada, "screen")


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
