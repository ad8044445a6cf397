"""Connections that break, tabs that close and servers that restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from support.asleep import asleep, process_of
from support.cable import cable
from support.people import People
from support.person import Person, all_see_and_hear_each_other, meet
from support.ports import free_port
from support.scene import Scene
from support.service import Service, serving
from support.texts import text


async def test_a_broken_connection_mends_itself_without_a_ghost(
    people: People, tmp_path: Path
) -> None:
    inside, outside = free_port(), free_port()
    with serving(tmp_path, inside, public_url=f"http://localhost:{outside}") as service:
        async with cable(inside, outside) as whole, cable(inside) as weak:
            # Ben's page reaches the server by a cable of his own, under the same name.
            rules = f"--host-resolver-rules=MAP localhost:{outside} 127.0.0.1:{weak.port}"
            [ada, cy] = await people.arrive(service.url, "ada", "cy")
            [ben] = await people.arrive(service.url, "ben", switches=(rules,))
            await meet(ada, ben, cy, mode="sfu")
            await ben.press("Turn off microphone")
            assert whole.port == outside

            weak.cut()
            await expect(ben.call).to_have_attribute("data-state", "reconnecting")
            await ada.says("Ben is away")
            weak.mend()
            await expect(ben.call).to_have_attribute("data-state", "connected")

            for person in (ada, ben, cy):
                await expect(person.tiles("camera")).to_have_count(2)
            await ben.reads("Ben is away")
            await expect(ben.button("Turn on microphone")).to_be_visible()
            for person in (ada, cy):
                await person.sees(ben)
            await ben.sees(ada)
            await ben.hears(ada, cy)
            await ada.hears(cy)


async def test_a_closed_tab_disappears_for_the_others(people: People, service: Service) -> None:
    ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy")
    await meet(ada, ben, cy, mode="sfu")
    await cy.page.close(run_before_unload=False)
    await expect(ada.tile(cy)).not_to_be_attached(timeout=10_000)
    await expect(ben.tile(cy)).not_to_be_attached(timeout=10_000)


async def test_a_second_window_asks_before_it_takes_over(people: People, service: Service) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ada.join_now()
    await ben.join(code)
    await ben.sees(ada)

    again = Person(ada.name, await ada.page.context.new_page(), ada.look)
    await again.page.goto(f"/{code}")
    await again.page.get_by_role("button", name="Join now").click()
    await expect(
        again.page.get_by_text("You are in this meeting in another window")
    ).to_be_visible()
    await expect(ada.call).to_be_visible()

    await again.page.get_by_role("button", name="Join here instead").click()
    await expect(again.call).to_be_visible()
    await expect(ada.page.get_by_text("You joined this meeting in another window")).to_be_visible()
    await expect(ben.tiles("camera")).to_have_count(1)
    await ben.sees(again)


async def test_a_killed_browser_disappears_for_the_others(people: People, service: Service) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ada.join_now()
    await ben.join(code)
    await ada.sees(ben)
    await ben.page.context.browser.close()  # type: ignore[union-attr]
    await expect(ada.tile(ben)).not_to_be_attached(timeout=15_000)


async def test_a_restarted_server_has_everybody_back_as_they_were(
    people: People, tmp_path: Path
) -> None:
    with serving(tmp_path) as service:
        ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy")
        await meet(ada, ben, cy, mode="sfu")
        scene = Scene(ada, ben, cy, muted=ada, presenting=ben, unseen=cy)
        await scene.begin()

        await asyncio.to_thread(service.stop)
        for person in (ada, ben, cy):
            await expect(person.call).to_have_attribute("data-state", "reconnecting")
        await scene.says(cy, "Nobody hears this yet")
        await asyncio.to_thread(service.start)

        for person in (ada, ben, cy):
            await person.in_mode("sfu")
        await scene.holds()


async def restarted(service: Service, *inside: Person) -> None:
    for person in inside:
        await expect(person.call).to_have_attribute("data-state", "connected")
    await asyncio.to_thread(service.stop)
    for person in inside:
        await expect(person.call).to_have_attribute("data-state", "reconnecting")
    await asyncio.to_thread(service.start)
    for person in inside:
        await expect(person.call).to_have_attribute("data-state", "connected")


async def test_who_waits_goes_on_waiting_after_a_restart(people: People, tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        [ada] = await people.arrive(service.url, "ada")
        mara = await people.visit(service.url, "mara")
        code = await ada.new_meeting()
        await ada.join_now()
        await mara.asks_to_join(code)
        await expect(ada.button(text("knocks.admit"))).to_be_visible()
        await restarted(service, ada)
        await expect(mara.page.get_by_role("heading", name=text("guest.waiting"))).to_be_visible()
        await expect(ada.call.get_by_text(mara.name).first).to_be_visible()
        await ada.press(text("knocks.admit"))
        await expect(mara.call).to_be_visible()
        await all_see_and_hear_each_other(ada, mara)


async def test_breakout_rooms_go_on_after_a_restart(people: People, tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy", small=True)
        await meet(ada, ben, cy, mode="sfu")
        await ada.press(text("actions.more"))
        await ada.page.get_by_role("menuitem", name=text("activities.heading")).click()
        await ada.press(text("breakouts.create"))
        await ada.press(text("breakouts.shuffle"))
        for person in (ben, cy):
            room = ada.page.get_by_label(f"Room of {person.name}")
            await room.select_option(label="Room 1")
            await expect(room).to_have_value("0")
        await ada.press(text("breakouts.open"))
        for one, other in ((ben, cy), (cy, ben)):
            await expect(one.button(text("breakouts.back"))).to_be_visible()
            await expect(one.tile(other)).to_be_visible()

        await restarted(service, ada, ben, cy)
        for one, other in ((ben, cy), (cy, ben)):
            await expect(one.button(text("breakouts.back"))).to_be_visible()
            await one.sees(other)
        await expect(ada.tiles("camera")).to_have_count(0)
        # The main room knows who is where, and has them all back.
        await expect(ada.page.get_by_label(f"Room of {ben.name}")).to_have_value("0")
        await ada.press(text("breakouts.close"))
        for person in (ada, ben, cy):
            await expect(person.button(text("breakouts.back"))).not_to_be_attached()
            await expect(person.tiles("camera")).to_have_count(2)


async def test_who_was_away_for_too_long_comes_back_as_they_were(
    people: People, tmp_path: Path
) -> None:
    inside, outside = free_port(), free_port()
    with serving(
        tmp_path, inside, public_url=f"http://localhost:{outside}", resume_timeout="2"
    ) as service:
        async with cable(inside, outside), cable(inside) as weak:
            rules = f"--host-resolver-rules=MAP localhost:{outside} 127.0.0.1:{weak.port}"
            [ada, cy] = await people.arrive(service.url, "ada", "cy")
            [ben] = await people.arrive(service.url, "ben", switches=(rules,))
            await meet(ada, ben, cy, mode="sfu")
            scene = Scene(ada, ben, cy, muted=ben, presenting=ben, unseen=ben)
            await scene.begin()

            weak.cut()
            await expect(ben.call).to_have_attribute("data-state", "reconnecting")
            for person in (ada, cy):
                await expect(person.tiles("camera")).to_have_count(1)
                await expect(person.tiles("screen")).to_have_count(0)
            await scene.says(ada, "Ben is gone")
            await scene.says(ben, "Nobody hears this yet")
            weak.mend()

            for person in (ada, ben, cy):
                await person.in_mode("sfu")
            await scene.holds()


@pytest.mark.parametrize("kept", ["60", "2"])
async def test_a_computer_that_slept_comes_back(people: People, tmp_path: Path, kept: str) -> None:
    """Within the time that its place is kept, and after it."""
    with serving(tmp_path, resume_timeout=kept) as service:
        ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy")
        browser = ben.page.context.browser
        assert browser is not None
        computer = await process_of(browser)
        await meet(ada, ben, cy, mode="sfu")
        scene = Scene(ada, ben, cy, muted=ben, presenting=ben, unseen=cy)
        await scene.begin()

        with asleep(computer):
            await scene.says(ada, "Ben sleeps")
            # The server notices that nothing comes any more.
            if kept == "2":
                await expect(ada.tiles("camera")).to_have_count(1)
            else:
                await expect(ada.tile(ben).get_by_text("reconnecting")).to_be_visible()
            await ada.hears(cy)

        for person in (ada, ben, cy):
            await person.in_mode("sfu")
        await scene.holds()


async def test_two_who_talk_directly_go_on_without_the_server_and_know_it(
    people: People, tmp_path: Path
) -> None:
    with serving(tmp_path) as service:
        ada, ben = await people.arrive(service.url, "ada", "ben")
        await meet(ada, ben, mode="p2p")
        await all_see_and_hear_each_other(ada, ben)

        await asyncio.to_thread(service.stop)
        for person in (ada, ben):
            await expect(person.call).to_have_attribute("data-state", "reconnecting")
            await expect(_banner(person)).to_have_text(
                "Reconnecting. You can still be seen and heard."
            )
        assert await _opacity(ada, ben) == 1
        await all_see_and_hear_each_other(ada, ben)
        await ada.press("Turn off microphone")
        await expect(_banner(ada)).to_have_text("Reconnecting. You can still be seen.")
        await ben.hears()
        await asyncio.to_thread(service.start)

        for person in (ada, ben):
            await person.in_mode("p2p")
            await expect(_banner(person)).to_have_text("")
        await ben.sees(ada)
        await expect(ben.tile(ada).get_by_label("Microphone off")).to_be_visible()
        await ada.press("Turn on microphone")
        await all_see_and_hear_each_other(ada, ben)


async def test_who_lost_the_pictures_too_sees_the_last_ones_dimmed(
    people: People, tmp_path: Path
) -> None:
    with serving(tmp_path) as service:
        ada, ben = await people.arrive(service.url, "ada", "ben")
        await meet(ada, ben, mode="p2p")
        await ada.sees(ben)
        await asyncio.to_thread(service.stop)
        await expect(ada.call).to_have_attribute("data-state", "reconnecting")
        await ben.page.context.browser.close()  # type: ignore[union-attr]
        await expect(_banner(ada)).to_have_text(
            "The connection was lost. You will be back as soon as it is."
        )
        assert await _opacity(ada, ben) < 1


def _banner(person: Person) -> Locator:
    return person.call.get_by_role("status").first


async def _opacity(person: Person, other: Person) -> float:
    """How much of somebody's picture shows through, once nothing fades any more."""
    opacity: float = (
        await person.tile(other)
        .locator("video")
        .evaluate(
            """async (element) => {
          const fading = document.getAnimations().filter((each) => each instanceof CSSTransition);
          await Promise.all(fading.map((each) => each.finished.catch(() => undefined)));
          let opacity = 1;
          for (let at = element; at; at = at.parentElement) opacity *= getComputedStyle(at).opacity;
          return opacity;
        }"""
        )
    )
    return opacity
