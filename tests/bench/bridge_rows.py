"""Node's mediasoup against this bridge, on the same worker binary, in turn.

As a program, one run of ours as JSON."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop

from bench.report import Row
from worker_bridge import (
    Consumer,
    Installation,
    Producer,
    WebRtcTransport,
    create_worker,
    provision,
)
from worker_bridge.install import npm

RUNS = 5
SIZES: dict[str, Any] = {
    "transports": 100,
    "rounds": 5,
    "dumps": 20_000,
    "dumpRounds": 3,
    "packets": 50_000,
    "media": {
        "codecs": [
            {"kind": "audio", "mimeType": "audio/opus", "clockRate": 48000, "channels": 2},
            {"kind": "video", "mimeType": "video/VP8", "clockRate": 90000},
        ],
        "rtpParameters": {
            "mid": "0",
            "codecs": [
                {
                    "mimeType": "video/VP8",
                    "payloadType": 96,
                    "clockRate": 90000,
                    "rtcpFeedback": [
                        {"type": "nack"},
                        {"type": "nack", "parameter": "pli"},
                        {"type": "ccm", "parameter": "fir"},
                        {"type": "transport-cc"},
                    ],
                },
                {
                    "mimeType": "video/rtx",
                    "payloadType": 97,
                    "clockRate": 90000,
                    "parameters": {"apt": 96},
                },
            ],
            "headerExtensions": [{"uri": "urn:ietf:params:rtp-hdrext:sdes:mid", "id": 1}],
            "rtcp": {"cname": "bench"},
        },
        "direct": {
            "codecs": [
                {
                    "mimeType": "audio/opus",
                    "payloadType": 100,
                    "clockRate": 48000,
                    "channels": 2,
                }
            ],
            "encodings": [{"ssrc": 77}],
            "rtcp": {"cname": "bench"},
        },
    },
}
BARS = {"consume": 2.0}
"""Times Node's throughput that a row has to reach; 1 for all others."""

Rows = dict[str, dict[str, float]]


class Bench:
    """One run of all rows with this bridge."""

    def __init__(self) -> None:
        self.rows: Rows = {}

    async def row(
        self, name: str, count: int, work: Callable[[], Awaitable[Any]], times: int = 1
    ) -> Any:
        """Time some work that is `count` requests: the median of so many times."""
        rates, costs = [], []
        for _ in range(times):
            result = None
            gc.collect()  # so that no row pays for the one before
            cpu, start = time.process_time(), time.perf_counter()
            result = await work()
            seconds, used = time.perf_counter() - start, time.process_time() - cpu
            rates.append(count / seconds)
            costs.append(used * 1e6 / count)
        self.rows[name] = {"rate": statistics.median(rates), "cpu": statistics.median(costs)}
        return result

    async def run(self, installation: Installation) -> Rows:
        """All rows."""
        count, rounds, media = SIZES["transports"], SIZES["rounds"], SIZES["media"]
        async with await create_worker(installation, log_level="none") as worker:
            server = await worker.create_webrtc_server(
                listen_infos=[{"protocol": "udp", "ip": "127.0.0.1"}]
            )
            router = await worker.create_router(media_codecs=media["codecs"])
            capabilities = router.rtp_capabilities
            await asyncio.gather(*(worker.dump() for _ in range(200)))
            dumps = SIZES["dumps"]
            await self.row(
                "dump",
                dumps,
                lambda: asyncio.gather(*(worker.dump() for _ in range(dumps))),
                times=SIZES["dumpRounds"],
            )

            async def create() -> Any:
                return await asyncio.gather(
                    *(router.create_webrtc_transport(webrtc_server=server) for _ in range(count))
                )

            async def create_and_close() -> None:
                for _ in range(rounds):
                    for transport in await create():
                        transport.close()
                    await worker.dump()

            name = "create and close WebRTC transports"
            await self.row(name, rounds * count, create_and_close)

            async def produce(on: list[WebRtcTransport]) -> list[Producer]:
                return await asyncio.gather(
                    *(
                        transport.produce(
                            kind="video",
                            rtp_parameters=media["rtpParameters"]
                            | {"encodings": [{"ssrc": 1000 + i, "rtx": {"ssrc": 5000 + i}}]},
                        )
                        for i, transport in enumerate(on)
                    )
                )

            async def storm(on: list[WebRtcTransport], made: list[Producer]) -> list[Consumer]:
                """Everyone on these transports consumes everyone else."""
                return await asyncio.gather(
                    *(
                        transport.consume(
                            producer_id=producer.id, rtp_capabilities=capabilities, paused=True
                        )
                        for i, transport in enumerate(on)
                        for j, producer in enumerate(made)
                        if i != j
                    )
                )

            transports = await create()
            producers = await self.row("produce", count, lambda: produce(transports))
            size = count * (count - 1)
            consumers = await self.row("consume", size, lambda: storm(transports, producers))
            # What the first storm needed for a while is there to be used again: only what stays
            # counts.
            others = await create()
            other_producers = await produce(others)
            before = _memory()
            consumers += await storm(others, other_producers)
            self.rows["consume"]["kibibytes"] = (_memory() - before) / size

            async def close_all() -> None:
                for transport in [*transports, *others]:
                    transport.close()
                await worker.dump()

            await self.row("close all", len(consumers), close_all)
            await self._direct(router, capabilities)
        return self.rows

    async def _direct(self, router: Any, capabilities: Any) -> None:
        direct = await router.create_direct_transport()
        source = await direct.produce(kind="audio", rtp_parameters=SIZES["media"]["direct"])
        sink = await direct.consume(producer_id=source.id, rtp_capabilities=capabilities)
        packets = SIZES["packets"]

        async def stream() -> None:
            arrived, everything = 0, asyncio.Event()

            def on_rtp(_: bytes) -> None:
                nonlocal arrived
                arrived += 1
                if arrived == packets:
                    everything.set()

            sink.on("rtp", on_rtp)
            for first in range(0, packets, 500):
                for i in range(first, first + 500):
                    header = struct.pack(">HHII", 0x8064, i & 0xFFFF, i * 960 & 0xFFFFFFFF, 77)
                    source.send(header + bytes(160))
                await asyncio.sleep(0)
            await everything.wait()

        await self.row("RTP in and out of a DirectTransport", packets, stream)


def _memory() -> int:
    """Resident memory of this process in KiB, without what is only garbage."""
    gc.collect()
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _child(command: list[str]) -> Rows:
    done = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | npm.environment(),
        timeout=300,
    )
    rows: Rows = json.loads(done.stdout)
    return rows


def rows() -> list[Row]:
    """Medians of both, run in turn, and their ratios."""
    installation = provision.install()
    package = npm.fetch(provision.cache_folder(), print)
    script = Path(__file__).with_suffix(".mjs")
    folder, binary = str(package.parents[1]), str(installation.binary)
    node = ["node", "--expose-gc", str(script), folder, binary, json.dumps(SIZES)]
    theirs, ours = [], []
    for _ in range(RUNS):
        theirs.append(_child(node))
        ours.append(_child([sys.executable, "-m", "bench.bridge_rows"]))
    found = []
    for name, row in ours[0].items():
        node_rate, rate = (_median(of, name, "rate") for of in (theirs, ours))
        node_cpu, cpu = (_median(of, name, "cpu") for of in (theirs, ours))
        note = f"{rate:,.0f} a second against {node_rate:,.0f}"
        bar = BARS.get(name, 1.0)
        found.append(
            Row(
                f"{name}, times Node's speed", rate / node_rate, "×", bar=bar, above=True, note=note
            )
        )
        note = f"{cpu:.1f} µs a request against {node_cpu:.1f}"
        found.append(Row(f"{name}, times Node's CPU", cpu / node_cpu, "×", note=note))
        if "kibibytes" in row:
            node_size, size = (_median(of, name, "kibibytes") for of in (theirs, ours))
            note = f"{size:.2f} KiB against {node_size:.2f}"
            found.append(
                Row("memory per consumer, times Node's", size / node_size, "×", bar=1, note=note)
            )
    return found


def _median(of: list[Rows], name: str, key: str) -> float:
    return statistics.median(rows[name][key] for rows in of)


if __name__ == "__main__":
    print(json.dumps(uvloop.run(Bench().run(provision.install()))))
