"""A browser's pictures through every kind of transport to another page, and in spite of losses."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from support.browser import capturing, chromium, program
from support.fake_media import LOOKS
from support.media_page import MediaPage
from support.worker import LOOPBACK, MEDIA_CODECS, running_worker
from worker_bridge import Producer, Router, WebRtcTransport

PATIENCE = 180
LOSS = 0.1


@dataclass(frozen=True, slots=True)
class Network:
    """Where the browser is, and the address at which it finds the workers."""

    workers_address: str
    inside: tuple[str, ...] = ()
    """What runs a program where the browser is."""


@pytest.fixture
def lossy() -> Iterator[Network]:
    """A network namespace into and out of which every tenth packet is lost."""
    if os.geteuid() != 0:
        pytest.skip("only root may make network namespaces")
    name = f"lossy-{os.getpid()}"
    inside = ("ip", "netns", "exec", name)
    run = subprocess.check_call
    run(["ip", "netns", "add", name])
    try:
        end = f"lossy{os.getpid() % 10_000}"
        peer = ["peer", "name", "eth0", "netns", name]
        run(["ip", "link", "add", end, "type", "veth", *peer])
        run(["ip", "address", "add", "10.78.0.1/30", "dev", end])
        run(["ip", "link", "set", end, "up"])
        run([*inside, "ip", "link", "set", "lo", "up"])
        run([*inside, "ip", "address", "add", "10.78.0.2/30", "dev", "eth0"])
        run([*inside, "ip", "link", "set", "eth0", "up"])
        for way in (["INPUT", "--in-interface"], ["OUTPUT", "--out-interface"]):
            chance = ["--match", "statistic", "--mode", "random", "--probability", str(LOSS)]
            drop = ["--append", *way, "eth0", *chance, "--jump", "DROP"]
            run([*inside, "iptables", *drop])
        yield Network("10.78.0.1", inside)
    finally:
        run(["ip", "netns", "delete", name])


@contextlib.asynccontextmanager
async def browser_in(network: Network, folder: Path) -> AsyncIterator[Browser]:
    """Chromium with a camera, where the network says."""
    inside = folder / "chromium"
    inside.write_text(f'#!/bin/sh\nexec {" ".join(network.inside)} {program()} "$@"\n')
    inside.chmod(0o755)
    async with (
        async_playwright() as playwright,
        chromium(playwright, *capturing(LOOKS[0], folder), executable=inside) as browser,
    ):
        yield browser


async def webrtc(router: Router, network: Network) -> WebRtcTransport:
    return await router.create_webrtc_transport(
        listen_infos=[{"protocol": "udp", "ip": network.workers_address}]
    )


async def over_plain_srtp(producer: Producer, here: Router, there: Router) -> Producer:
    """The producer in another router, by two PlainTransports that speak SRTP to each other."""
    one, other = [
        await router.create_plain_transport(
            listen_info=LOOPBACK, enable_srtp=True, srtp_crypto_suite="AEAD_AES_256_GCM"
        )
        for router in (here, there)
    ]
    for end, peer in ((one, other), (other, one)):
        port = peer.tuple["localPort"]
        await end.connect(ip="127.0.0.1", port=port, srtp_parameters=peer.srtp_parameters)
    consumer = await one.consume(producer_id=producer.id, rtp_capabilities=here.rtp_capabilities)
    return await other.produce(kind="video", rtp_parameters=consumer.rtp_parameters)


async def by_hand(producer: Producer, here: Router, there: Router) -> Producer:
    """The producer in another router, by two DirectTransports and this process."""
    one, other = await here.create_direct_transport(), await there.create_direct_transport()
    consumer = await one.consume(producer_id=producer.id, rtp_capabilities=here.rtp_capabilities)
    copy = await other.produce(kind="video", rtp_parameters=consumer.rtp_parameters)
    consumer.on("rtp", copy.send)
    one.on("rtcp", other.send_rtcp)  # when it was taken
    other.on("rtcp", one.send_rtcp)  # what is missing, and key frames that are wanted
    return copy


async def test_pictures_pass_through_every_kind_of_transport(tmp_path: Path) -> None:
    network = Network("127.0.0.1")
    async with (
        asyncio.timeout(PATIENCE),
        running_worker(log_level="none") as worker,
        running_worker(log_level="none") as other_worker,
        browser_in(network, tmp_path) as browser,
    ):
        first, *rest = [
            await its.create_router(media_codecs=MEDIA_CODECS)
            for its in (worker, other_worker, worker, other_worker)
        ]
        sender = await MediaPage.open(browser, first, await webrtc(first, network))
        receiver = await MediaPage.open(browser, rest[-1], await webrtc(rest[-1], network))
        producer = await sender.send()
        assert producer.type == "simulcast"
        piped = (
            await first.pipe_to_router(
                router=rest[0], producer_id=producer.id, enable_rtx=True, enable_srtp=True
            )
        ).pipe_producer
        assert piped is not None
        plain = await over_plain_srtp(piped, rest[0], rest[1])
        direct = await by_hand(plain, rest[1], rest[2])
        await receiver.show(direct.id)
        await receiver.sees(LOOKS[0].colour)
        assert not worker.died
        assert not other_worker.died


async def test_pictures_move_where_every_tenth_packet_is_lost(
    router: Router, lossy: Network, tmp_path: Path
) -> None:
    async with asyncio.timeout(PATIENCE), browser_in(lossy, tmp_path) as browser:
        sender = await MediaPage.open(browser, router, await webrtc(router, lossy))
        receiver = await MediaPage.open(browser, router, await webrtc(router, lossy))
        producer = await sender.send()
        consumer = await receiver.show(producer.id)
        asked = resent = False
        while not (asked and resent):  # losses on the way in, and on the way out
            await receiver.sees(LOOKS[0].colour)
            asked = any(stream["nackCount"] for stream in await producer.get_stats())
            resent = (await consumer.get_stats())[0]["packetsRetransmitted"] > 0
        await receiver.sees(LOOKS[0].colour)
