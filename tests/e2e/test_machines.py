"""A call on a service whose nodes are machines, each with a network of its own that can go."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from support.apart import Apart, apart, impossible
from support.caddy import caddy
from support.network import HTTP_PORT
from support.nodes import checks
from support.people import People
from support.person import all_see_and_hear_each_other, meet
from support.ports import free_port
from support.postgres import OwnPostgres
from support.texts import text

pytestmark = pytest.mark.skipif(impossible() is not None, reason=str(impossible()))


async def _until_heard(cluster: Apart, heard: bool) -> None:
    """Until both nodes know whether Redis answers."""
    async with asyncio.timeout(60):
        for node in (cluster.a, cluster.b):
            while bool(node.metric("meetd_redis_heard")) != heard:  # noqa: ASYNC110
                await asyncio.sleep(0.1)


async def test_a_call_survives_redis_the_database_and_its_machine(
    people: People, tmp_path: Path
) -> None:
    url = f"http://localhost:{free_port()}"
    own = OwnPostgres(tmp_path)
    try:
        async with apart(tmp_path, await own.start(), url) as cluster:
            nodes = f"{cluster.a.address}:{HTTP_PORT} {cluster.b.address}:{HTTP_PORT}"
            async with caddy(tmp_path, url, nodes, checks=checks()):
                await _through_it(people, url, cluster, own)
    finally:
        await own.stop()


async def _through_it(people: People, url: str, cluster: Apart, own: OwnPostgres) -> None:
    ada, ben, cy = await people.arrive(url, "ada", "ben", "cy")
    code = await meet(ada, ben, mode="p2p")

    cluster.redis.freeze()
    await _until_heard(cluster, False)
    # Another connection, by whichever node is next.
    await cy.join(code)
    await ada.says("without Redis")
    cluster.redis.thaw()
    await _until_heard(cluster, True)
    for person in (ada, ben, cy):
        await person.in_mode("sfu")
        await person.reads("without Redis")
    await all_see_and_hear_each_other(ada, ben, cy)

    await own.leave("frozen")
    await ben.says("without the database")
    await expect(ben.page.get_by_text(text("chat.notSentYet"))).to_be_visible()
    await all_see_and_hear_each_other(ada, ben, cy)
    await own.come_back()
    for person in (ada, ben, cy):
        await person.reads("without the database")

    lost = cluster.owner()
    await cy.press(text("devices.turnOff.microphone"))
    lost.line.unplug()
    await ada.says("without its machine")
    # Nobody closes a connection: each page has to miss its server, in its own time.
    other = cluster.b if lost is cluster.a else cluster.a
    async with asyncio.timeout(120):
        while other.metric("meetd_participants") != 3:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    for person in (ada, ben, cy):
        await expect(person.call).to_have_attribute("data-state", "connected")
    await all_see_and_hear_each_other(ada, ben, cy, muted=cy)
    for person in (ada, ben, cy):
        for words in ("without Redis", "without the database", "without its machine"):
            await person.reads(words)

    lost.line.plug()
    async with asyncio.timeout(60):
        while lost.metric("meetd_rooms"):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert other.metric("meetd_participants") == 3
    await ada.says("and with it again")
    await ben.reads("and with it again")
