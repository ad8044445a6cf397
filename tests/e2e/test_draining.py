"""A node is emptied while people talk, and the service upgraded under them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from playwright.async_api import expect

from meetd.db.embedded import embedded_postgres
from support.nodes import Nodes, nodes
from support.people import People
from support.person import Person, all_see_and_hear_each_other, meet
from support.service import Service
from support.steady import steady


async def _drain(cluster: Nodes, node: Service) -> str:
    """As an operator does it."""
    name = "a" if node is cluster.a else "b"

    def run() -> str:
        done = subprocess.run(
            [sys.executable, "-m", "meetd", "drain", name, "--deadline", "60s"],
            env=node.environment,
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout

    return await asyncio.to_thread(run)


async def _says(person: Person, words: str) -> None:
    await person.says(words)
    await person.reads(words)


async def test_two_nodes_are_upgraded_under_a_call(people: People, tmp_path: Path) -> None:
    """The first by the command, the second as whoever stops a container does it."""
    async with (
        embedded_postgres(tmp_path) as database,
        nodes(tmp_path, database, drain_timeout="30") as cluster,
    ):
        group = await people.arrive(cluster.url, "ada", "ben", "cy", small=True, together=True)
        ada, ben, cy = group
        await meet(*group, mode="sfu")
        await ben.press("Turn off microphone")
        await all_see_and_hear_each_other(*group, muted=ben)
        await ada.open_chat()
        await _says(ada, "first")
        for words in ("by the command", "by a signal"):
            owner = cluster.owner()
            async with steady(ada, ben, cy), steady(cy, ada, ben):
                if words == "by the command":
                    assert "It can be stopped." in await _drain(cluster, owner)
                await asyncio.to_thread(owner.stop)
            await asyncio.to_thread(owner.start)
            assert cluster.owner() is cluster.other(owner)
            await all_see_and_hear_each_other(*group, muted=ben)
            await _says(ada, words)
        await expect(ben.button("Turn on microphone")).to_be_visible()
        await ben.open_chat()
        for words in ("first", "by the command", "by a signal"):
            await expect(ben.log.get_by_text(words, exact=True)).to_have_count(1)
        # Or the last node would wait for another to give the room to.
        for person in group:
            await person.leave()
