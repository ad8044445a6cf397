"""What a bot says: sound from the program, as a track."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError

RATE = 48_000
"""Samples a second."""
FRAME = RATE // 50
"""Samples of 20 ms."""
_BYTES = 2
AHEAD = RATE * _BYTES // 2
"""Bytes that wait to be said: half a second. Who says more waits."""
LATE = 0.5
"""Seconds after which what is late is not hurried after: nobody sent for a while."""


class Voice(MediaStreamTrack):
    """Says what it is given, and is silent between."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._pcm = bytearray()
        self._taken = asyncio.Event()
        self._turn = asyncio.Lock()
        self._due: float | None = None
        self._samples = 0

    async def say(self, pcm: bytes) -> None:
        """Say 16-bit mono samples at 48 kHz; returns when all but half a second was said."""
        async with self._turn:
            for at in range(0, len(pcm), AHEAD):
                piece = pcm[at : at + AHEAD]
                while len(self._pcm) + len(piece) > AHEAD and self.readyState == "live":
                    self._taken.clear()
                    await self._taken.wait()
                self._pcm += piece

    async def said(self) -> None:
        """Wait until nothing is left to say."""
        while self._pcm and self.readyState == "live":
            self._taken.clear()
            await self._taken.wait()

    async def recv(self) -> av.AudioFrame:
        """The next 20 ms, when they are due."""
        if self.readyState != "live":
            raise MediaStreamError
        now = asyncio.get_running_loop().time()
        if self._due is None or now - self._due > LATE:
            self._due = now
        await asyncio.sleep(self._due - now)
        self._due += FRAME / RATE
        frame = self._next()
        self._samples += FRAME
        return frame

    def stop(self) -> None:
        """Say nothing any more."""
        super().stop()
        self._taken.set()

    def _next(self) -> av.AudioFrame:
        piece = bytes(self._pcm[: FRAME * _BYTES])
        del self._pcm[: FRAME * _BYTES]
        self._taken.set()
        frame = av.AudioFrame(format="s16", layout="mono", samples=FRAME)
        frame.planes[0].update(piece.ljust(FRAME * _BYTES, b"\0"))
        frame.pts, frame.sample_rate = self._samples, RATE
        frame.time_base = Fraction(1, RATE)
        return frame


class Lent(MediaStreamTrack):
    """A track for one connection: what ends with that is this one, not what it is of."""

    def __init__(self, of: Any) -> None:
        super().__init__()
        self.kind = of.kind
        self._of = of

    async def recv(self) -> Any:
        """The next frame of what it is of."""
        if self.readyState != "live":
            raise MediaStreamError
        return await self._of.recv()


def pcm_of(frames: Iterable[Any], resampler: Any = None) -> bytes:
    """Sound of any kind as 16-bit mono samples at 48 kHz. Give the same resampler for what goes
    together."""
    resampler = resampler or av.AudioResampler(format="s16", layout="mono", rate=RATE)
    pieces = [piece for frame in frames for piece in resampler.resample(frame)]
    return b"".join(bytes(piece.planes[0])[: piece.samples * _BYTES] for piece in pieces)


async def sound_of(file: str | Path) -> AsyncIterator[bytes]:
    """The sound of a file, in pieces. Raises OSError, ValueError: there is none in it."""
    container = await asyncio.to_thread(av.open, str(file))
    try:
        if not container.streams.audio:
            raise ValueError(f"There is no sound in {file}.")
        frames = container.decode(audio=0)
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        while True:
            some = await asyncio.to_thread(_some, frames)
            if not some:
                return
            yield pcm_of(some, resampler)
    finally:
        await asyncio.to_thread(container.close)


def _some(frames: Any, count: int = 16) -> list[Any]:
    return list(islice(frames, count))
