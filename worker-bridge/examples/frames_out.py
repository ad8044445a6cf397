"""Takes frames out of a router through a DirectTransport and writes them as an IVF file.

    python frames_out.py frames.ivf

The picture comes from ffmpeg here; in a room it would be anybody's producer.
"""

from __future__ import annotations

import asyncio
import struct
import sys
from pathlib import Path

from ffmpeg_in import CODECS, TEST_PICTURE, ffmpeg

from worker_bridge import create_worker

FRAMES = 30


class Vp8Frames:
    """Puts VP8 frames together from RTP packets (RFC 3550, RFC 7741), beginning at a key frame."""

    def __init__(self) -> None:
        self.frames: asyncio.Queue[bytes] = asyncio.Queue()
        self._pieces: list[bytes] = []
        self._next: int | None = None
        self._begun = False

    def packet(self, data: bytes) -> None:
        """Take a packet; a frame with a gap is dropped, and all after it up to a key frame."""
        marker, sequence = data[1] & 0x80, int.from_bytes(data[2:4], "big")
        payload = _payload(data)
        starts, piece = _vp8(payload)
        if self._next not in {None, sequence}:
            self._pieces, self._begun = [], False
        self._next = (sequence + 1) & 0xFFFF
        if starts and not piece[0] & 1:
            self._begun = True  # a key frame
        if starts:
            self._pieces = []
        self._pieces.append(piece)
        if marker and self._begun:
            self.frames.put_nowait(b"".join(self._pieces))


def _payload(data: bytes) -> bytes:
    start = 12 + 4 * (data[0] & 0x0F)
    if data[0] & 0x10:
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    return data[start : len(data) - (data[-1] if data[0] & 0x20 else 0)]


def _vp8(payload: bytes) -> tuple[bool, bytes]:
    """Whether a frame begins here, and its bytes without the payload descriptor."""
    starts = payload[0] & 0x10 != 0 and payload[0] & 0x07 == 0
    length = 1
    if payload[0] & 0x80:
        extended = payload[1]
        length = 2
        if extended & 0x80:
            length += 2 if payload[2] & 0x80 else 1
        length += (extended & 0x40 != 0) + (extended & 0x30 != 0)
    return starts, payload[length:]


def ivf(frames: list[bytes], width: int, height: int) -> bytes:
    """An IVF file of frames at 30 per second."""
    header = struct.pack("<4sHH4sHHIIII", b"DKIF", 0, 32, b"VP80", width, height, 30, 1, 0, 0)
    body = (struct.pack("<IQ", len(each), number) + each for number, each in enumerate(frames))
    return header + b"".join(body)


async def record() -> list[bytes]:
    """Some frames."""
    async with await create_worker() as worker:
        router = await worker.create_router(media_codecs=CODECS)
        direct = await router.create_direct_transport()
        async with ffmpeg(router, TEST_PICTURE) as producer:
            consumer = await direct.consume(
                producer_id=producer.id, rtp_capabilities=router.rtp_capabilities
            )
            vp8 = Vp8Frames()
            consumer.on("rtp", vp8.packet)
            return [await vp8.frames.get() for _ in range(FRAMES)]


if __name__ == "__main__":
    recorded = asyncio.run(record())
    Path(sys.argv[1]).write_bytes(ivf(recorded, 320, 240))
    print(f"{len(recorded)} frames")
