"""A room on one worker and on two: how much both forward, and what the pipe between them costs.

One speaker's video as plain RTP in, SRTP out to 500; on two workers each has half of them, and the
producer is piped. More comes in than a core can send on, so that what goes out is all it can."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

import uvloop

from bench.media_rows import Source, datagrams_dropped, janus_forwarder, key
from bench.report import Row
from support.janus import SSRC
from support.rtp import parse_rtp, rtp_packet
from worker_bridge import Router, create_worker, provision
from worker_bridge.rtp import SrtpCryptoSuite

CONSUMERS = 500
RUNS = 3
SECONDS = 3.0
FLOOD = 700
"""Packets a second that come in: to 500 more than two cores send on, and not so many more than one
does that it has to throw most of them away."""
DELAYS = 200
"""Packets whose way is timed."""
SUITE: SrtpCryptoSuite = "AES_CM_128_HMAC_SHA1_80"
A_CONSUMER = 150
"""Packets a second of one consumer of a 1.2 Mbit/s picture, or of three voices."""
FULL = 0.85
"""The share of a core with which a worker takes nobody new."""
Ready = Callable[[int], AbstractAsyncContextManager[int]]
"""Sends a speaker on to a port; gives the one at which it is spoken to."""
_LISTEN: Any = {"protocol": "udp", "ip": "127.0.0.1"}
_VP8: dict[str, Any] = {"mimeType": "video/VP8", "payloadType": 96, "clockRate": 90000}


@dataclass(frozen=True, slots=True)
class Spread:
    """A speaker's producer on one router, and on each router that it was piped to."""

    port: int
    """Where the speaker's RTP goes."""
    producer_id: str
    routers: list[Router]


@contextlib.asynccontextmanager
async def _spread(workers: int) -> AsyncIterator[Spread]:
    async with contextlib.AsyncExitStack() as stack:
        routers = []
        for _ in range(workers):
            worker = await stack.enter_async_context(
                await create_worker(provision.install(), log_level="none")
            )
            codec: Any = {"kind": "video", "mimeType": "video/VP8", "clockRate": 90000}
            routers.append(await worker.create_router(media_codecs=[codec]))
        source = await routers[0].create_plain_transport(listen_info=_LISTEN, comedia=True)
        parameters: Any = {"codecs": [_VP8], "encodings": [{"ssrc": SSRC}]}
        producer = await source.produce(kind="video", rtp_parameters=parameters)
        for router in routers[1:]:
            await routers[0].pipe_to_router(router=router, producer_id=producer.id)
        yield Spread(source.tuple["localPort"], producer.id, routers)


async def _send_to(router: Router, producer_id: str, sink: int, srtp_key: str | None) -> None:
    capabilities: Any = router.rtp_capabilities
    capabilities["headerExtensions"] = []
    for codec in capabilities["codecs"]:
        codec["rtcpFeedback"] = []  # no bandwidth probes, nothing kept
    secured: Any = {}
    if srtp_key is not None:
        secured = {"srtp_parameters": {"cryptoSuite": SUITE, "keyBase64": srtp_key}}
    transport = await router.create_plain_transport(
        listen_info=_LISTEN, enable_srtp=srtp_key is not None, srtp_crypto_suite=SUITE
    )
    await transport.connect(ip="127.0.0.1", port=sink, **secured)
    await transport.consume(producer_id=producer_id, rtp_capabilities=capabilities)


@contextlib.asynccontextmanager
async def _workers(count: int, sink: int) -> AsyncIterator[int]:
    """The port at which a speaker is sent on to all, by so many workers."""
    async with _spread(count) as spread:
        for receiver in range(CONSUMERS):
            router = spread.routers[receiver % count]
            await _send_to(router, spread.producer_id, sink, key(receiver, SUITE))
        yield spread.port


@contextlib.asynccontextmanager
async def _janus(sink: int) -> AsyncIterator[int]:
    async with janus_forwarder(CONSUMERS, sink) as forwarder:
        yield forwarder.port


async def _throughput(ready: Ready) -> float:
    """Packets a second that go out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink:
        sink.bind(("127.0.0.1", 0))
        sink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # never read
        port = sink.getsockname()[1]
        async with ready(port) as to:
            source = Source(to, FLOOD)
            await source.stream(1.0)
            began, before = time.monotonic(), datagrams_dropped(port)
            await source.stream(SECONDS)
            return (datagrams_dropped(port) - before) / (time.monotonic() - began)


async def _delays() -> tuple[list[float], list[float]]:
    """Milliseconds through one router, and through two with a pipe between them."""
    direct: list[float] = []
    piped: list[float] = []
    with contextlib.ExitStack() as stack:
        sinks = []
        for _ in range(2):
            sink = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sink.bind(("127.0.0.1", 0))
            sink.setblocking(False)
            sinks.append(sink)
        async with _spread(2) as spread:
            for router, sink in zip(spread.routers, sinks, strict=True):
                await _send_to(router, spread.producer_id, sink.getsockname()[1], None)
            speaker = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            speaker.connect(("127.0.0.1", spread.port))
            loop = asyncio.get_running_loop()
            for number in range(DELAYS):
                payload = (b"\x10\x00" if number % 50 == 0 else b"\x10\x01") + os.urandom(900)
                packet = rtp_packet(
                    payload_type=96,
                    sequence=number,
                    ssrc=SSRC,
                    timestamp=number * 3000,
                    payload=payload,
                )
                began = time.perf_counter()
                speaker.send(packet)
                for sink, times in zip(sinks, (direct, piped), strict=True):
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(0.5):
                            while parse_rtp(await loop.sock_recv(sink, 2000)).payload != payload:
                                continue
                            times.append(1000 * (time.perf_counter() - began))
                await asyncio.sleep(0.005)
    return direct, piped


def rows() -> list[Row]:
    """Medians of runs in turn. Raises RuntimeError where Janus is missing."""
    if shutil.which("janus") is None:
        raise RuntimeError("Janus is missing: `.ci/setup bench` installs it")
    forwarders: list[Ready] = [partial(_workers, 1), partial(_workers, 2), _janus]
    rates: list[list[float]] = [[] for _ in forwarders]
    for _ in range(RUNS):
        for ready, found in zip(forwarders, rates, strict=True):
            found.append(uvloop.run(_throughput(ready)) / 1000)
    one, two, janus_rate = map(statistics.median, rates)
    direct, piped = uvloop.run(_delays())
    delay = statistics.median(piped) - statistics.median(direct)
    carries = 1000 * one * FULL / A_CONSUMER
    cores = len(os.sched_getaffinity(0))
    title = f"one speaker to {CONSUMERS} over SRTP"
    return [
        Row(f"{title}, one worker", one, "k/s"),
        Row(f"{title}, two workers and a pipe", two, "k/s", note=f"{cores} cores, sender included"),
        Row(f"{title}, two workers, times one", two / one, "×", bar=1.7, above=True),
        Row(
            f"{title}, two workers, times Janus",
            two / janus_rate,
            "×",
            note=f"{janus_rate:.1f} k/s",
        ),
        Row("a pipe between two workers, delay", delay, "ms", note=f"of {len(piped)} packets"),
        Row(
            "consumers that a worker carries here",
            carries,
            "",
            note=f"of {A_CONSUMER} packets a second; run {cores} workers, one a core, and say "
            "so with MEETD_WORKER_CONSUMERS",
        ),
    ]
