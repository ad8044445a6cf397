"""Streams a film, or a test picture, into a router: ffmpeg sends RTP to a PlainTransport.

python ffmpeg_in.py [film.mp4]
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from typing import Any

from worker_bridge import Producer, Router, create_worker

CODECS: Any = [{"kind": "video", "mimeType": "video/VP8", "clockRate": 90000}]
SSRC, PAYLOAD_TYPE = 42, 101
TEST_PICTURE = ["-re", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=30"]
VP8 = [
    "-an",
    "-c:v",
    "libvpx",
    "-deadline",
    "realtime",
    "-cpu-used",
    "8",
    "-b:v",
    "500k",
    "-g",
    "30",
]


@contextlib.asynccontextmanager
async def ffmpeg(router: Router, source: list[str]) -> AsyncIterator[Producer]:
    """A producer that ffmpeg feeds. The transport learns from the first packet who sends."""
    transport = await router.create_plain_transport(
        listen_info={"protocol": "udp", "ip": "127.0.0.1"}, comedia=True
    )
    producer = await transport.produce(
        kind="video",
        rtp_parameters={
            "codecs": [{"mimeType": "video/VP8", "clockRate": 90000, "payloadType": PAYLOAD_TYPE}],
            "encodings": [{"ssrc": SSRC}],
        },
    )
    port = transport.tuple["localPort"]
    child = await asyncio.create_subprocess_exec(
        *("ffmpeg", "-hide_banner", "-loglevel", "error", *source, *VP8),
        *("-f", "rtp", "-ssrc", str(SSRC), "-payload_type", str(PAYLOAD_TYPE)),
        f"rtp://127.0.0.1:{port}?pkt_size=1200",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,  # its SDP
    )
    try:
        yield producer
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        await child.wait()
        transport.close()


async def main(source: list[str]) -> None:
    """Stream until the picture has arrived."""
    async with await create_worker() as worker:
        router = await worker.create_router(media_codecs=CODECS)
        async with ffmpeg(router, source) as producer:
            score, *_ = await producer.wait_for("score")
            (stats,) = await producer.get_stats()
            print(f"score {score[0]['score']}, {stats['packetCount']} packets")


if __name__ == "__main__":
    film = ["-re", "-i", sys.argv[1]] if sys.argv[1:] else TEST_PICTURE
    asyncio.run(main(film))
