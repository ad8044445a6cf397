"""A call moves from one worker to another under those who talk, who do not notice."""

from __future__ import annotations

from pathlib import Path

from support.here import serving_here
from support.people import People
from support.person import all_see_and_hear_each_other, meet
from support.steady import steady


async def test_a_call_is_moved_and_nobody_notices(people: People, tmp_path: Path) -> None:
    async with serving_here(tmp_path) as here:
        group = await people.arrive(here.url, "ada", "ben", "cy", small=True, together=True)
        ada, ben, cy = group
        await meet(*group, mode="sfu")
        await ben.press("Turn off microphone")
        await all_see_and_hear_each_other(*group, muted=ben)
        async with steady(ada, ben, cy), steady(cy, ada, ben):
            await here.move()
        await all_see_and_hear_each_other(*group, muted=ben)
        (router,) = here.routers
        assert router.counts.transports == 6
        assert router.counts.producers == 6
