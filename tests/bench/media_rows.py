"""What it costs a worker to forward media: one plain RTP video in, SRTP out to many, beside Janus.

Each receiver has a key of its own, and neither side keeps packets to send again: the same work.
The figure is packets per second of processor time, so that the speed of neighbours matters little.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import shutil
import socket
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import uvloop

from bench.report import Row
from support.janus import SSRC, Janus, janus
from support.rtp import rtp_packet
from worker_bridge import create_worker, provision
from worker_bridge.rtp import SrtpCryptoSuite

RATES = {50: 400, 200: 200, 500: 80}
"""Packets a second that come in, by how many they go out to: never more than a core can do."""
RUNS = 3
SECONDS = 4.0
_KEY_LENGTHS: dict[SrtpCryptoSuite, int] = {"AES_CM_128_HMAC_SHA1_80": 30, "AEAD_AES_256_GCM": 44}
"""Bytes of key and salt. The first is what both can do, the second what Chromium prefers."""
_VP8: dict[str, Any] = {"mimeType": "video/VP8", "payloadType": 96, "clockRate": 90000}
_KEY_FRAME, _DELTA = b"\x10\x00", b"\x10\x01"
_SIZE = 1_100


@dataclass(frozen=True, slots=True)
class Forwarder:
    """Something that sends on what comes to `port`."""

    pid: int
    port: int


Ready = Callable[[int, int], AbstractAsyncContextManager[Forwarder]]
"""Gives a forwarder to so many receivers at a port."""


def key(receiver: int, suite: SrtpCryptoSuite) -> str:
    """A key of a receiver's own: Janus encrypts once for all who share one."""
    size = _KEY_LENGTHS[suite]
    return base64.b64encode(receiver.to_bytes(2, "big") + bytes(range(size - 2))).decode()


@contextlib.asynccontextmanager
async def _worker(suite: SrtpCryptoSuite, count: int, sink: int) -> AsyncIterator[Forwarder]:
    listening: Any = {"protocol": "udp", "ip": "127.0.0.1"}
    async with await create_worker(provision.install(), log_level="none") as worker:
        router = await worker.create_router(
            media_codecs=[{"kind": "video", "mimeType": "video/VP8", "clockRate": 90000}]
        )
        source = await router.create_plain_transport(listen_info=listening, comedia=True)
        parameters: Any = {"codecs": [_VP8], "encodings": [{"ssrc": SSRC}]}
        producer = await source.produce(kind="video", rtp_parameters=parameters)
        capabilities: Any = router.rtp_capabilities
        capabilities["headerExtensions"] = []
        for codec in capabilities["codecs"]:
            codec["rtcpFeedback"] = []  # no bandwidth probes, nothing kept
        for receiver in range(count):
            transport = await router.create_plain_transport(
                listen_info=listening, enable_srtp=True, srtp_crypto_suite=suite
            )
            await transport.connect(
                ip="127.0.0.1",
                port=sink,
                srtp_parameters={"cryptoSuite": suite, "keyBase64": key(receiver, suite)},
            )
            await transport.consume(producer_id=producer.id, rtp_capabilities=capabilities)
        yield Forwarder(worker.pid, source.tuple["localPort"])


@contextlib.asynccontextmanager
async def janus_forwarder(count: int, sink: int) -> AsyncIterator[Forwarder]:
    with tempfile.TemporaryDirectory() as folder:
        async with janus(Path(folder)) as running:
            await running.ask(request="create", room=1)
            publisher = await running.ask(
                request="add_remote_publisher",
                room=1,
                id=2,
                host="127.0.0.1",
                streams=[{"type": "video", "mid": "0", "mindex": 0, "codec": "vp8"}],
            )
            for receiver in range(count):
                await _forward(running, receiver, sink)
            yield Forwarder(running.pid, publisher["port"])


async def _forward(running: Janus, receiver: int, sink: int) -> None:
    """Have the publisher sent to one more. It may take a moment until Janus knows it."""
    for last in (*[False] * 50, True):
        try:
            await running.ask(
                request="rtp_forward",
                room=1,
                publisher_id=2,
                host="127.0.0.1",
                srtp_suite=80,
                srtp_crypto=key(receiver, "AES_CM_128_HMAC_SHA1_80"),
                streams=[{"mid": "0", "port": sink}],
            )
        except RuntimeError:
            if last:
                raise
            await asyncio.sleep(0.02)
        else:
            return


FORWARDERS: dict[str, Ready] = {
    "worker": partial(_worker, "AES_CM_128_HMAC_SHA1_80"),
    "Janus": janus_forwarder,
    "worker, AES-256-GCM": partial(_worker, "AEAD_AES_256_GCM"),
}


async def _cost(ready: Ready, count: int) -> tuple[float, float]:
    """Packets per processor second, and the share of the expected packets that arrived."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink:
        sink.bind(("127.0.0.1", 0))
        sink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # never read
        port = sink.getsockname()[1]
        async with ready(count, port) as forwarder:
            process = psutil.Process(forwarder.pid)
            source = Source(forwarder.port, RATES[count])
            await source.stream(1.0)
            before, arrived, used = source.sent, datagrams_dropped(port), _processor(process)
            await source.stream(SECONDS)
            await asyncio.sleep(0.1)
            out = datagrams_dropped(port) - arrived
            return out / (_processor(process) - used), out / ((source.sent - before) * count)


class Source:
    """Sends VP8 packets at a steady rate, with a key frame each second."""

    def __init__(self, port: int, rate: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect(("127.0.0.1", port))
        self._rate = rate
        self.sent = 0

    async def stream(self, seconds: float) -> None:
        start = time.monotonic()
        for number in range(int(seconds * self._rate)):
            await asyncio.sleep(max(0.0, start + number / self._rate - time.monotonic()))
            first = _KEY_FRAME if self.sent % self._rate == 0 else _DELTA
            self._socket.send(
                rtp_packet(
                    payload_type=96,
                    sequence=self.sent,
                    ssrc=SSRC,
                    timestamp=self.sent * 450,
                    payload=first + os.urandom(_SIZE),
                )
            )
            self.sent += 1


def datagrams_dropped(port: int) -> int:
    """Datagrams that came to a port whose full socket nobody reads."""
    for line in Path("/proc/net/udp").read_text(encoding="ascii").splitlines()[1:]:
        columns = line.split()
        if int(columns[1].rpartition(":")[2], 16) == port:
            return int(columns[-1])
    raise LookupError(port)


def _processor(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def rows() -> list[Row]:
    """Medians, run in turn, and the ratio to Janus. Raises RuntimeError where Janus is missing."""
    if shutil.which("janus") is None:
        raise RuntimeError("Janus is missing: `.ci/setup bench` installs it")
    found = []
    for count in RATES:
        rates: dict[str, list[float]] = {name: [] for name in FORWARDERS}
        shares: dict[str, list[float]] = {name: [] for name in FORWARDERS}
        for _ in range(RUNS):
            for name, ready in FORWARDERS.items():
                rate, share = uvloop.run(_cost(ready, count))
                rates[name].append(rate / 1000)
                shares[name].append(share)
        middle = {name: statistics.median(of) for name, of in rates.items()}
        notes = {
            name: f"{middle[name]:.1f} k/s, {min(shares[name]):.1%} arrived" for name in middle
        }
        title = f"video to {count} over SRTP"
        its, janus_its, gcm = FORWARDERS
        note = f"{notes[its]}; Janus {notes[janus_its]}"
        ratio = middle[its] / middle[janus_its]
        found += [
            Row(f"{title}: packets a core", middle[its], "k/s", note=notes[its]),
            Row(f"{title}, AES-256-GCM: packets a core", middle[gcm], "k/s", note=notes[gcm]),
            Row(f"{title}: times Janus", ratio, "×", bar=1, above=True, note=note),
        ]
    return found
