"""In which codec pictures travel through a worker, as everybody in the call can show it."""

from __future__ import annotations

import asyncio

from bench.bot import bots
from support.browser import PATIENCE
from support.people import People
from support.person import Person, all_see_and_hear_each_other, meet
from support.service import Service

STRONG = "Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 8 });"
CODECS = """async () => {
    // What cameras are sent in now, with the layers inside of them.
    const found = [];
    for (const connection of __probe.connections()) {
        const report = await connection.getStats();
        for (const sent of report.values()) {
            if (sent.type !== "outbound-rtp" || sent.kind !== "video" || !sent.active) continue;
            found.push(report.get(sent.codecId)?.mimeType ?? "");
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


async def _sends(person: Person, codec: str) -> None:
    """Wait until all pictures are sent in this one."""
    sent: set[str] = set()
    async with asyncio.timeout(PATIENCE / 1000):
        while sent != {codec}:
            sent = set(await person.page.evaluate(CODECS))
            await asyncio.sleep(0.2)
