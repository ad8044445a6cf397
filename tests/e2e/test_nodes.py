"""A call on a service of two nodes: which of them has it, nobody notices, nor that one dies."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from meetd.db.embedded import embedded_postgres
from support.nodes import nodes
from support.people import People
from support.person import all_see_and_hear_each_other, meet


async def test_a_call_survives_its_node(people: People, tmp_path: Path) -> None:
    async with embedded_postgres(tmp_path) as database, nodes(tmp_path, database) as cluster:
        ada, ben = await people.arrive(cluster.url, "ada", "ben")
        await meet(ada, ben, mode="p2p")
        await ben.press("Turn off microphone")
        await ada.open_chat()
        await ada.says("before")
        owner = cluster.owner()
        owner.kill()
        for person in (ada, ben):
            await expect(person.call).to_have_attribute("data-state", "reconnecting")
        await ada.says("meanwhile")
        for person in (ada, ben):
            await expect(person.call).to_have_attribute("data-state", "connected", timeout=20_000)
        await all_see_and_hear_each_other(ada, ben, muted=ben)
        await expect(ben.button("Turn on microphone")).to_be_visible()
        assert cluster.other(owner).metric("meetd_participants") == 2
        await ben.open_chat()
        await ben.says("after")
        for person in (ada, ben):
            for words in ("before", "meanwhile", "after"):
                await person.reads(words)
                await expect(person.log.get_by_text(words, exact=True)).to_have_count(1)
