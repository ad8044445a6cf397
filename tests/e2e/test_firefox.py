"""Firefox and Chromium in one call."""

from __future__ import annotations

from support.people import People
from support.person import all_see_and_hear_each_other, meet
from support.service import Service


async def test_firefox_and_chromium_talk_directly(people: People, service: Service) -> None:
    fay = await people.arrive_in_firefox(service.url, "fay")
    (cleo,) = await people.arrive(service.url, "cleo")
    await meet(fay, cleo, mode="p2p")
    await all_see_and_hear_each_other(fay, cleo)
