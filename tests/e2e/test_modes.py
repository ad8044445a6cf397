"""How media travels: directly between two, through a worker for more, and back."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import expect

from support.browser import PATIENCE
from support.flows import Layer, sent
from support.painted import painted
from support.people import People
from support.person import Person, all_see_and_hear_each_other, meet
from support.service import Service, serving


async def _not_between(person: Person, other: Person) -> int:
    """Bytes that somebody sent or received on other ways than straight to the other."""
    ends = {(path.remotePort, path.localPort) for path in await other.paths()}
    paths = [p for p in await person.paths() if (p.localPort, p.remotePort) not in ends]
    assert paths, "the way to a worker stands by"
    return sum(path.sent + path.received for path in paths)


async def test_two_talk_directly_and_no_worker_carries_anything(
    people: People, tmp_path: Path
) -> None:
    with serving(tmp_path) as service:
        ada, ben = await people.arrive(service.url, "ada", "ben")
        await meet(ada, ben, mode="p2p")
        await all_see_and_hear_each_other(ada, ben)

        # The way to a worker stands by, and carries silence: a voice would be 17 kB.
        before = await _not_between(ada, ben)
        await asyncio.sleep(2)
        assert await _not_between(ada, ben) - before < 5_000


async def test_a_third_moves_the_call_to_a_worker_and_back(people: People, tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy")
        code = await meet(ada, ben, mode="p2p")
        await ada.sees(ben)

        await cy.join(code)
        for person in (ada, ben, cy):
            await person.in_mode("sfu")
            await expect(person.tiles("camera")).to_have_count(2)
        await all_see_and_hear_each_other(ada, ben, cy)
        assert service.metric("meetd_producers") == 6
        assert service.metric("meetd_consumers") == 12

        await cy.leave()
        for person in (ada, ben):
            await expect(person.tiles("camera")).to_have_count(1)
            await person.in_mode("p2p")
        await all_see_and_hear_each_other(ada, ben)


FOLLOW = """(participant) => {
    // Each picture that a tile shows: its track, how high it is, and how high it is shown.
    const whose = `[data-participant="${participant}"]`;
    const tile = document.querySelector(`${whose}[data-source="camera"]`);
    window.__followed = [];
    const look = () => {
        for (const video of tile.querySelectorAll("video")) {
            if (!video.checkVisibility({ opacityProperty: true })) continue;
            const [{ id }] = video.srcObject.getTracks();
            window.__followed.push([id, video.videoHeight, tile.clientHeight]);
        }
        requestAnimationFrame(look);
    };
    look();
}"""
TAKEN_OVER = """() => {
    const [first] = __followed;
    return __followed.filter(([track]) => track !== first[0]).length > 60;
}"""
ENLARGED = 1.35
"""A picture may be enlarged that much."""


async def test_a_path_that_stood_by_wakes_with_the_layers_that_are_watched(
    people: People, tmp_path: Path
) -> None:
    with serving(tmp_path) as service:
        large = painted(1, width=1280, height=720, frameRate=15)
        (ada,) = await people.arrive(service.url, "ada", script=large, devices=())
        ben, cy = await people.arrive(service.url, "ben", "cy")
        code = await meet(ada, ben, mode="p2p")
        await ben.watches(ada)
        await _rests(ada, ben)
        whose = await ben.tile(ada).get_attribute("data-participant")
        await ben.page.evaluate(FOLLOW, whose)

        await cy.join(code)
        await ben.page.wait_for_function(TAKEN_OVER)
        layers = await _layers(ada)
        followed = await ben.page.evaluate("() => __followed")
        # What a tile in a call of three needs is sent since the first frame, and nothing more. How
        # many frames a busy encoder leaves out of which layer is its own affair.
        assert layers["r1"].lines == 360
        assert layers["r1"].frames > 0
        assert layers["r2"].frames == 0
        [first, *_] = followed
        later = [(lines, height) for track, lines, height in followed if track != first[0]]
        sharp = [lines * ENLARGED >= height for lines, height in later]
        assert sharp.count(True) > sharp.count(False), later
        for person in (ada, ben, cy):
            await person.in_mode("sfu")
        await cy.watches(ada)

        await cy.leave()
        for person in (ada, ben):
            await person.in_mode("p2p")
        await ben.watches(ada)
        await _rests(ada, ben)
        frames = [layer.frames for rid, layer in (await sent(ada)).items() if rid]
        await asyncio.sleep(2)
        assert frames == [layer.frames for rid, layer in (await sent(ada)).items() if rid]


async def _rests(person: Person, other: Person) -> None:
    """Wait until nothing but silence goes other ways than straight to the other."""
    async with asyncio.timeout(PATIENCE / 1000):
        while True:
            before = await _not_between(person, other)
            await asyncio.sleep(2)
            if await _not_between(person, other) - before < 5_000:
                return


async def _layers(person: Person) -> dict[str, Layer]:
    """What is sent of a camera, once its size is known: counted later than its frames."""
    async with asyncio.timeout(PATIENCE / 1000):
        while True:
            layers = await sent(person)
            if all(layer.lines > 0 for layer in layers.values() if layer.frames > 0):
                return layers
            await asyncio.sleep(0.1)


async def test_lips_and_voices_stay_together_after_a_mute_and_after_a_rest(
    people: People, tmp_path: Path
) -> None:
    """A voice whose clock stood still meanwhile would be taken for late, and the pictures of the
    same person held back for it."""

    async def stay_together(person: Person) -> None:
        for _ in range(5):
            await asyncio.sleep(1)
            assert await person.apart() < 1000

    with serving(tmp_path) as service:
        ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy")
        code = await meet(ada, ben, mode="p2p")
        await asyncio.sleep(5)
        await cy.join(code)
        for person in (ada, ben, cy):
            await person.in_mode("sfu")
        await ada.hears(ben, cy)
        await stay_together(ada)
        await ben.press("Turn off microphone")
        await asyncio.sleep(5)
        await ben.press("Turn on microphone")
        await ada.hears(ben, cy)
        await stay_together(ada)


async def test_a_call_that_turns_back_at_once_goes_on(people: People, tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy")
        code = await meet(ada, ben, mode="p2p")
        await ada.sees(ben)
        for _ in range(3):
            await cy.join(code)
            await cy.leave()
            for person in (ada, ben):
                await person.in_mode("p2p")
        await all_see_and_hear_each_other(ada, ben)
        await cy.join(code)
        for person in (ada, ben, cy):
            await person.in_mode("sfu")
        await all_see_and_hear_each_other(ada, ben, cy)


async def test_five_see_and_hear_each_other(people: People, service: Service) -> None:
    group = await people.arrive(service.url, "ada", "ben", "cy", "dee", "eve")
    await meet(*group, mode="sfu")
    for person in group:
        await expect(person.tiles("camera")).to_have_count(4)
    await all_see_and_hear_each_other(*group)
