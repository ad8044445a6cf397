"""Short tones that say which they are, so that one can tell when they were sent."""

from __future__ import annotations

import asyncio
import math
import struct
import time
from fractions import Fraction
from typing import Any

import av
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError

from meetd.bot import pcm_of
from meetd.probe.picture import Sent

RATE = 48_000
FRAME = RATE // 50
EVERY = 20
"""Frames from one tone to the next: 400 ms, longer than a delay that one can talk with."""
LASTS = 4
"""Frames of a tone."""
TONES = tuple(500 + 250 * step for step in range(8))
"""Hertz: each tone is another than those of the 2.8 s before."""
_THIN = 6
"""Of that many samples one is looked at."""
LOUD = 2000


class MarkedSound(MediaStreamTrack):
    """Tones with silence between."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.sent = Sent()
        self._frame = 0
        self._due: float | None = None

    async def recv(self) -> av.AudioFrame:
        """The next 20 ms, when they are due."""
        if self.readyState != "live":
            raise MediaStreamError
        now = time.monotonic()
        if self._due is None or now - self._due > 0.5:
            self._due = now
        await asyncio.sleep(self._due - now)
        self._due += FRAME / RATE
        tone, at = divmod(self._frame, EVERY)
        frame = av.AudioFrame(format="s16", layout="mono", samples=FRAME)
        which = tone % len(TONES)
        frame.planes[0].update(_sine(TONES[which]) if at < LASTS else bytes(2 * FRAME))
        frame.pts, frame.sample_rate = self._frame * FRAME, RATE
        frame.time_base = Fraction(1, RATE)
        if at == 0:
            self.sent.note(which)
        self._frame += 1
        return frame


class ToneReader:
    """Finds where tones begin in what is heard."""

    def __init__(self) -> None:
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        self._before: int | None = None

    def begins(self, frame: Any) -> int | None:
        """The tone that begins with this frame, if one does."""
        pcm = pcm_of([frame], self._resampler)
        samples = struct.unpack(f"<{len(pcm) // 2}h", pcm)[::_THIN]
        heard = None
        if max(map(abs, samples), default=0) > LOUD:
            strengths = [_strength(samples, hertz) for hertz in TONES]
            heard = strengths.index(max(strengths))
        begins = heard if heard != self._before and self._before is None else None
        self._before = heard
        return begins


def _sine(hertz: int) -> bytes:
    turn = 2 * math.pi * hertz / RATE
    return b"".join(struct.pack("<h", int(12_000 * math.sin(turn * at))) for at in range(FRAME))


def _strength(samples: tuple[int, ...], hertz: int) -> float:
    """How much of that frequency is in it, by Goertzel's algorithm."""
    factor = 2 * math.cos(2 * math.pi * hertz * _THIN / RATE)
    older = newer = 0.0
    for sample in samples:
        older, newer = newer, sample + factor * newer - older
    return older * older + newer * newer - factor * older * newer
