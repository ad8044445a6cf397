"""In which codec pictures travel through a worker, as everybody in the call can show it."""

from __future__ import annotations

import asyncio

from bench.bot import bots
from support.browser import PATIENCE
from support.flows import sent, until_flows
from support.painted import painted
from support.people import People
from support.person import Person, all_see_and_hear_each_other, meet
from support.service import Service

STRONG = "Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 8 });"
SENT = """async () => {
    // The codec of each picture that is sent now, and the layers inside of it.
    const found = [];
    for (const connection of __probe.connections()) {
        const report = await connection.getStats();
        for (const sent of report.values()) {
            if (sent.type !== "outbound-rtp" || sent.kind !== "video" || !sent.active) continue;
            found.push([report.get(sent.codecId)?.mimeType ?? "", sent.scalabilityMode ?? ""]);
        }
    }
    return found;
}"""


async def test_strong_machines_send_vp9_until_somebody_comes_who_cannot_show_it(
    people: People, service: Service
) -> None:
    ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy", script=STRONG)
    code = await meet(ada, ben, cy, mode="sfu")
    await all_see_and_hear_each_other(ada, ben, cy)
    for person in (ada, ben, cy):
        await _sends(person, "video/VP9")

    async with bots(service, 1) as (old,):
        await old.join(code)
        for person in (ada, ben, cy):
            await _sends(person, "video/VP8")
        await all_see_and_hear_each_other(ada, ben, cy)


async def test_of_one_vp9_stream_each_gets_the_layers_that_it_shows(
    people: People, service: Service
) -> None:
    script = STRONG + painted(1, width=640, height=360, frameRate=15)
    near = await people.visit(service.url, "near", script=script, devices=())
    far = await people.visit(service.url, "far", script=script, devices=(), size=(480, 400))
    ada = await people.visit(service.url, "ada", script=script, devices=())
    for person in (ada, near, far):
        await person.register()
    await meet(ada, near, far, mode="sfu")
    await _sends(ada, "video/VP9")
    assert len(await sent(ada)) == 1
    for person, lines in ((near, 360), (far, 180), (near, 360)):
        track = await _camera(person, ada)
        await until_flows(person, lambda flows, t=track, n=lines: flows[t].lines == n)  # type: ignore[misc]


async def test_a_screen_is_one_vp9_stream_too_with_its_rates_inside(
    people: People, service: Service
) -> None:
    ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy", script=STRONG)
    await meet(ada, ben, cy, mode="sfu")
    await ada.press("Present screen")
    for person in (ben, cy):
        await person.sees(ada, "screen")
    await _sends(ada, "video/VP9")
    pictures: list[list[str]] = []
    async with asyncio.timeout(PATIENCE / 1000):
        while ["video/VP9", "L1T3"] not in pictures:
            pictures = await ada.page.evaluate(SENT)
            await asyncio.sleep(0.2)
    assert len(pictures) == 2


async def _camera(person: Person, other: Person) -> str:
    """The track of the other's camera."""
    await person.watches(other)
    track: str = (
        await person.tile(other)
        .locator("video")
        .evaluate("(video) => video.srcObject.getTracks()[0].id")
    )
    return track


async def _sends(person: Person, codec: str) -> None:
    """Wait until all pictures are sent in this one."""
    codecs: set[str] = set()
    async with asyncio.timeout(PATIENCE / 1000):
        while codecs != {codec}:
            codecs = {each for each, _ in await person.page.evaluate(SENT)}
            await asyncio.sleep(0.2)
