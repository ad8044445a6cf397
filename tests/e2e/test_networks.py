"""Networks as people have them: lossy, slow, blocked, changed, or gone for a while."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from meetd.rooms.mode import SETTLE_LIMIT
from support.browser import PATIENCE
from support.certificate import certificate, trusting
from support.checked import checked, of
from support.coturn import coturn_at
from support.network import FIRST_BESIDES, MEDIA_PORT, Network, network
from support.people import People
from support.person import Mode, Person, all_see_and_hear_each_other, meet
from support.scene import Scene
from support.texts import text

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may lay networks")

HTTPS = 443
AWAY = 10
"""Seconds that somebody's network is gone for."""
EITHER = pytest.mark.parametrize(("count", "mode"), [(2, "p2p"), (3, "sfu")])


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """One network, on which everybody who comes gets a line of their own."""
    with network(tmp_path_factory.mktemp("net")) as laid:
        yield laid


async def _meet(net: Network, people: People, count: int, mode: Mode) -> list[Person]:
    """A call in which everything arrives, and nothing is broken yet."""
    net.mend()
    group = await net.arrive(people, *["ada", "ben", "cy"][:count])
    await meet(*group, mode=mode)
    await all_see_and_hear_each_other(*group)
    return group


@contextlib.asynccontextmanager
async def _gone(net: Network, who: Person) -> AsyncIterator[None]:
    """Somebody without a network, whose page has noticed."""
    while_away = asyncio.create_task(asyncio.sleep(AWAY))
    net.line(who).unplug()
    await expect(who.call).to_have_attribute("data-state", "reconnecting")
    yield
    await while_away
    net.line(who).plug()


async def _moves(net: Network, who: Person) -> None:
    """Somebody goes to another network, and every way of theirs finds a way again."""
    net.line(who).move()
    async with asyncio.timeout(PATIENCE / 1000):
        while {path.localAddress for path in await who.paths()} != {net.line(who).address}:  # noqa: ASYNC110
            await asyncio.sleep(0.2)


async def _connected(*group: Person) -> None:
    for person in group:
        await expect(person.call).to_have_attribute("data-state", "connected")


@EITHER
async def test_wifi_that_was_off_for_a_while_brings_everything_back(
    net: Network, people: People, count: int, mode: Mode
) -> None:
    ada, ben, *more = await _meet(net, people, count, mode)
    others = [ada, *more]
    await ben.press("Turn off microphone")
    await ben.press("Present screen")
    await ada.sees(ben, "screen")

    async with _gone(net, ben):
        await ada.says("Ben is away")
        await ben.says("So they are")

    await _connected(ben, *others)
    for person in others:
        await person.sees(ben)
        await person.sees(ben, "screen")
        await expect(person.tile(ben).get_by_label("Microphone off")).to_be_visible()
        await person.hears(*(other for other in others if other is not person))
        await person.reads("So they are")
        await expect(person.tiles("camera")).to_have_count(count - 1)
        await expect(person.tiles("screen")).to_have_count(1)
        await ben.sees(person)
    await ben.hears(*others)
    await ben.reads("Ben is away")
    await expect(ben.button("Turn on microphone")).to_be_visible()
    await expect(ben.button("Stop presenting")).to_be_visible()


@EITHER
async def test_what_is_changed_without_a_network_is_right_afterwards(
    net: Network, people: People, count: int, mode: Mode
) -> None:
    ada, ben, *more = await _meet(net, people, count, mode)
    others = [ada, *more]
    await ben.press("Turn off microphone")
    await ben.press("Turn off camera")
    await ben.press("Present screen")
    for person in others:
        await person.sees(ben, "screen")
        await expect(person.tile(ben).locator("video")).not_to_be_visible()

    async with _gone(net, ben):
        await ben.press("Turn on microphone")
        await ben.press("Turn on camera")
        await ben.press("Stop presenting")

    await _connected(ben, *others)
    for person in others:
        await expect(person.tiles("screen")).to_have_count(0)
        await expect(person.tile(ben).get_by_label("Microphone off")).not_to_be_attached()
    await all_see_and_hear_each_other(ben, *others)


@EITHER
async def test_a_call_goes_on_in_another_network(
    net: Network, people: People, count: int, mode: Mode
) -> None:
    group = await _meet(net, people, count, mode)
    ada, ben = group[:2]
    scene = Scene(*group, muted=ada, presenting=ben, unseen=group[-1])
    await scene.begin()
    await _moves(net, ben)
    await scene.says(ben, "From another network")
    await _connected(*group)
    await scene.holds()


@EITHER
async def test_pictures_move_and_voices_are_heard_while_a_tenth_is_lost(
    net: Network, people: People, count: int, mode: Mode
) -> None:
    group = await _meet(net, people, count, mode)
    net.line(group[1]).lose(0.1)
    for _ in range(3):
        await all_see_and_hear_each_other(*group)
        for person in group:
            await person.in_mode(mode)
    assert net.dropped() > 50


async def test_two_who_cannot_reach_each_other_talk_through_a_worker(
    net: Network, people: People
) -> None:
    net.mend()
    ada, ben = await net.arrive(people, "ada", "ben")
    net.line(ada).block(net.line(ben))
    await meet(ada, ben, mode="sfu")
    await all_see_and_hear_each_other(ada, ben)


async def test_a_direct_way_that_is_lost_is_replaced_by_a_worker(
    net: Network, people: People
) -> None:
    ada, ben = await _meet(net, people, 2, "p2p")
    net.line(ada).block(net.line(ben))
    for person in (ada, ben):
        await person.in_mode("sfu")
    await all_see_and_hear_each_other(ada, ben)


async def test_a_blocked_media_port_is_known_in_time_and_parts_nobody_who_talks(
    net: Network, people: People
) -> None:
    net.mend()
    ada, ben, cy = await net.arrive(people, "ada", "ben", "cy")
    server = net.service.line
    net.line(ben).block(server, MEDIA_PORT)
    before = net.service.metric("meetd_sfu_proofs_total", works="no")
    code = await meet(ada, ben, mode="p2p")
    notice = ada.page.get_by_role("status").filter(has_text=f"{ben.name}’s network")
    await expect(notice).to_be_visible()
    assert net.service.metric("meetd_sfu_proofs_total", works="no") == before + 1
    await expect(ben.page.get_by_role("status").filter(has_text="network")).not_to_be_attached()
    await all_see_and_hear_each_other(ada, ben)

    await cy.join(code)
    await ada.sees(cy)
    await cy.sees(ada)
    # The server waits no longer than that for somebody who does not get there.
    await asyncio.sleep(SETTLE_LIMIT + 1)
    await ada.sees(ben)
    await ben.sees(ada)
    await ada.hears(ben, cy)
    await ben.hears(ada)
    await cy.hears(ada)
    await ada.sees(cy)

    # The direct way mends itself there too.
    await _moves(net, ada)
    for person, other in ((ada, ben), (ben, ada), (ada, cy), (cy, ada)):
        await person.sees(other)
    await ada.hears(ben, cy)
    await ben.hears(ada)


async def test_a_slow_line_keeps_the_voices_and_gets_its_pictures_back(
    net: Network, people: People
) -> None:
    group = await _meet(net, people, 3, "sfu")
    ada, ben, cy = group
    net.line(ben).slow(300)
    for _ in range(3):
        await ben.hears(ada, cy)
        for person in group:
            await person.in_mode("sfu")
    for person, other in ((ada, cy), (cy, ada)):
        await person.sees(ben)
        await person.sees(other)
        await person.hears(ben, other)

    net.line(ben).fast()
    await all_see_and_hear_each_other(*group)


async def test_two_talk_over_tls_where_nothing_but_port_443_is_let_out(
    people: People, tmp_path: Path
) -> None:
    made, secret = certificate(tmp_path, FIRST_BESIDES), secrets.token_hex(32)
    relays = f"turns:{FIRST_BESIDES}:{HTTPS}?transport=tcp"
    with network(tmp_path, HTTPS, turn_urls=relays, turn_secret=secret) as net:
        relay = net.machine()
        assert relay.address == FIRST_BESIDES
        async with coturn_at(relay, tmp_path, HTTPS, secret, made):
            trust = trusting(made[0])
            ada, ben = await net.arrive(people, "ada", "ben", switches=[trust])
            for person in (ada, ben):
                net.line(person).let_out_alone(HTTPS)
            await meet(ada, ben, mode="p2p")
            await all_see_and_hear_each_other(ada, ben)
            for person in (ada, ben):
                ways = {(path.localType, path.relayProtocol) for path in await person.paths()}
                assert ways == {("relay", "tls")}
            assert net.dropped() > 0

            await ada.leave()
            found = await checked(ada.page)
            assert of(found, f"Relay over TLS, port {HTTPS}")[0] == "well", found
            state, sentence = of(found, text("check.subjects.worker"))
            assert (state, "over TLS" in sentence) == ("poor", True), sentence
