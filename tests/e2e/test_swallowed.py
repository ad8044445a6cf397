"""Networks that let requests pass and swallow WebSockets."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from support.people import People
from support.person import Person, all_see_and_hear_each_other, meet
from support.ports import free_port
from support.service import serving
from support.swallower import Way, swallower

COMES_IN = 20_000
"""Milliseconds in which one is in the call all the same."""


async def test_a_whole_call_goes_over_polling_where_websockets_are_swallowed(
    people: People, tmp_path: Path
) -> None:
    inside, outside = free_port(), free_port()
    with serving(tmp_path, inside, public_url=f"http://localhost:{outside}") as service:
        async with swallower(inside, "unanswered", outside) as network:
            ada, ben = await people.arrive(service.url, "ada", "ben")
            await meet(ada, ben, mode="p2p")
            asked = network.asked
            assert asked == 2
            await all_see_and_hear_each_other(ada, ben)

            await ada.says("Is this on?")
            await ben.reads("Is this on?")
            await ben.press("Turn off microphone")
            await expect(ada.tile(ben).get_by_label("Microphone off")).to_be_visible()

            network.cut()
            for person in (ada, ben):
                await expect(person.call).to_have_attribute("data-state", "reconnecting")
            await ben.says("Still here")
            network.mend()
            for person in (ada, ben):
                await person.in_mode("p2p")
            await ada.reads("Still here")
            await expect(ben.button("Turn on microphone")).to_be_visible()

            await ben.leave()
            await expect(ada.tiles()).to_have_count(0)


@pytest.mark.parametrize("way", ["unanswered", "mute", "deaf", "cut"])
async def test_polling_is_taken_in_time_and_remembered_for_the_session(
    people: People, tmp_path: Path, way: Way
) -> None:
    inside, outside = free_port(), free_port()
    with serving(tmp_path, inside, public_url=f"http://localhost:{outside}") as service:
        async with swallower(inside, way, outside) as network:
            [ada] = await people.arrive(service.url, "ada")
            code = await ada.new_meeting()
            await ada.page.get_by_role("button", name="Join now").click()
            await expect(ada.call).to_be_visible(timeout=COMES_IN)
            # One that was cut may have been cut by chance.
            tries = 2 if way == "cut" else 1
            await network.ended(tries)
            await expect(ada.call).to_have_attribute("data-state", "connected", timeout=COMES_IN)
            await ada.says("Anybody there?")
            said = ada.log.get_by_text("Anybody there?", exact=True)
            await expect(said).to_have_css("opacity", "1")  # It is stored.
            assert network.asked == tries

            await ada.page.reload()
            await ada.join_now()
            await ada.reads("Anybody there?")
            assert network.asked == tries

            again = Person(ada.name, await ada.page.context.new_page(), ada.look)
            await again.page.goto(f"/{code}")
            await again.page.get_by_role("button", name="Join now").click()
            take_over = again.page.get_by_role("button", name="Join here instead")
            await expect(take_over).to_be_visible(timeout=COMES_IN)
            assert network.asked > tries


async def test_who_goes_away_over_polling_leaves_at_once(people: People, tmp_path: Path) -> None:
    inside, outside = free_port(), free_port()
    public_url = f"http://localhost:{outside}"
    # Whoever is lost without a word keeps the place for longer than anybody waits here.
    with serving(tmp_path, inside, public_url=public_url, resume_timeout="300") as service:
        async with swallower(inside, "unanswered", outside):
            ada, ben = await people.arrive(service.url, "ada", "ben")
            await meet(ada, ben, mode="p2p")
            ben.page.on("dialog", lambda dialog: dialog.accept())
            await ben.page.goto("about:blank")
            await expect(ada.tiles()).to_have_count(0)
