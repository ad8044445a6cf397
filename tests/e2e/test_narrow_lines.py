"""What goes first on a line that cannot carry everything, and what people are told of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from support.browser import several_cameras
from support.crowd import look_away
from support.flows import see_in_full, settled, shown, until_flows
from support.network import Network, network
from support.painted import painted
from support.people import People
from support.person import Person, meet

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may lay networks")

SMALL, LARGE = 180, 360
"""Lines of the two layers of a guest's camera. Where it is noisy, they have the 300 and 900 kbit/s
that they may have."""


async def test_who_speaks_keeps_the_better_picture_and_who_is_pinned_before_them(
    people: People, tmp_path: Path
) -> None:
    with network(tmp_path) as net:
        viewer, (ada, ben, cy) = await _viewer_of(net, people, 3, noisy=True)
        # However small its tile: how large each picture is shown decides nothing here.
        await see_in_full(viewer)
        await _comes_in(viewer, {ada: LARGE, ben: LARGE, cy: LARGE})
        # For one in full and two that are small.
        net.line(viewer).slow(1700)
        await ada.press("Turn on microphone")
        await _comes_in(viewer, {ada: LARGE, ben: SMALL, cy: SMALL})
        await ada.press("Turn off microphone")
        await ben.press("Turn on microphone")
        await _comes_in(viewer, {ada: SMALL, ben: LARGE, cy: SMALL})

        await viewer.tile(cy).get_by_role("button", name="Pin").click()
        await _comes_in(viewer, {ada: SMALL, ben: SMALL, cy: LARGE})
        for other in (ada, ben):
            await _says(viewer, other, "downlink", "Your connection is slow right now.")
        await viewer.tile(ada).get_by_role("button", name="Pin").click()
        await _comes_in(viewer, {ada: LARGE, ben: SMALL, cy: SMALL})


async def test_of_one_who_sends_through_a_slow_line_the_others_are_told(
    people: People, tmp_path: Path
) -> None:
    with network(tmp_path) as net:
        noisy = painted(1, width=640, height=LARGE, frameRate=10, noisy=True)
        (ada,) = await net.arrive(people, "ada", script=noisy, devices=())
        small = painted(2, width=320, height=180, frameRate=10)
        ben, cy = await net.arrive(people, "ben", "cy", script=small, devices=(), together=True)
        net.line(ada).slow_up(400)
        await meet(ada, ben, cy, mode="sfu")
        await look_away(cy)
        await see_in_full(ben)
        await _says(ben, ada, "uplink", f"{ada.name}’s connection is slow right now.")
        own = ada.own_tile.get_by_test_id("quality")
        await expect(own).to_have_attribute("data-reason", "uplink")


async def test_cameras_are_given_up_before_a_screen_and_come_back(
    people: People, tmp_path: Path
) -> None:
    with network(tmp_path) as net:
        viewer, (ada, ben) = await _viewer_of(net, people, 2)
        await ada.press("Turn on microphone")
        await ada.press("Present screen")
        await viewer.sees(ada, "screen")
        net.line(viewer).lose(0.25, up=False)
        paused = viewer.tiles().locator('[data-testid="quality"][data-reason="paused"]')
        await expect(paused).to_have_count(2)
        net.mend()
        for other in (ada, ben):
            await expect(_mark(viewer, other)).to_have_attribute("data-reason", "paused")
        await settled(viewer, set(await shown(viewer)))
        await viewer.sees(ada, "screen")
        await viewer.watches(ada)
        await viewer.watches(ben)
        await expect(paused).to_have_count(0)


async def _viewer_of(
    net: Network, people: People, count: int, **camera: object
) -> tuple[Person, list[Person]]:
    """Somebody who is sent the cameras of silent guests."""
    small = painted(count + 1, width=320, height=180, frameRate=10)
    (viewer,) = await net.arrive(people, "viewer", script=small, devices=())
    code = await viewer.new_meeting()
    await viewer.join_now()
    guests = []
    for number in range(1, count + 1):
        script = painted(number, width=640, height=LARGE, frameRate=8, beeps=True, **camera)
        (guest,) = await net.arrive(
            people, f"guest{number}", script=script, devices=several_cameras(), together=True
        )
        await guest.join(code)
        await guest.press("Turn off microphone")
        await look_away(guest)
        guests.append(guest)
    await viewer.in_mode("sfu")
    # The direct path of the first two is gone, and its pictures: one way out is left, and one in.
    await viewer.page.wait_for_function("() => __probe.connections().length === 2")
    await expect(viewer.tiles().locator("video")).to_have_count(count)
    return viewer, guests


async def _comes_in(viewer: Person, lines: dict[Person, int]) -> None:
    """Wait until each camera comes with so many lines."""
    of = {
        await viewer.tile(guest).get_attribute("data-participant"): wanted
        for guest, wanted in lines.items()
    }
    wanted = {track: of[participant] for track, participant in (await shown(viewer)).items()}
    assert len(wanted) == len(lines)
    await until_flows(
        viewer, lambda flows: all(flows[track].lines == wanted[track] for track in wanted)
    )


def _mark(viewer: Person, other: Person) -> Locator:
    return viewer.tile(other).get_by_test_id("quality")


async def _says(viewer: Person, other: Person, reason: str, why: str) -> None:
    """Wait until the mark on the other's tile has this reason, and says so."""
    mark = _mark(viewer, other)
    await expect(mark).to_have_attribute("data-reason", reason)
    await mark.click()
    told = viewer.page.get_by_role("dialog", name="Why is this blurry?")
    await expect(told).to_have_text(why)
    await viewer.page.keyboard.press("Escape")
    await expect(told).not_to_be_attached()
