"""RTP without a codec: what looks to a worker like a voice and a picture, and how it arrives."""

from __future__ import annotations

import itertools
import os
import struct
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from meetd.probe.smoothness import Smoothness

AUDIO, VIDEO = "audio", "video"
PAYLOAD_TYPES = {AUDIO: 111, VIDEO: 96}
FRAME_SECONDS = {AUDIO: 0.02, VIDEO: 0.04}
_TICKS = {AUDIO: 960, VIDEO: 3600}
_VOICE = 80
"""Bytes of a voice's packet: 32 kbit/s."""
_PART, _PARTS = 1100, 2
"""Bytes of a part of a picture, and the parts of one: 440 kbit/s."""
KEPT = 250
"""Frames of which it is known when they were sent: five seconds of a voice."""
_ssrcs = itertools.count(int.from_bytes(os.urandom(3)) << 7)
_NOISE = os.urandom(_PART)
# A VP8 payload descriptor, and a frame's header: its first bit tells a key frame.
_KEY = b"\x10" + b"\x50\x01\x00\x9d\x01\x2a\x80\x02\x68\x01"
_DELTA = b"\x10" + b"\x51\x01\x00"
_REST = b"\x00"


@dataclass(slots=True)
class Source:
    """Makes the packets of one voice or picture."""

    kind: str
    ssrc: int = field(default_factory=lambda: next(_ssrcs))
    key_wanted: bool = True
    packets: int = 0
    _sequence: int = 0
    _timestamp: int = 0
    _sent: OrderedDict[int, float] = field(default_factory=OrderedDict)

    def next(self) -> list[bytes]:
        """The packets of the frame that is due now."""
        self._timestamp = (self._timestamp + _TICKS[self.kind]) & 0xFFFFFFFF
        self._sent[self._timestamp] = time.monotonic()
        if len(self._sent) > KEPT:
            self._sent.popitem(last=False)
        if self.kind == AUDIO:
            return [self._packet(_NOISE[:_VOICE], last=False)]
        head, self.key_wanted = (_KEY if self.key_wanted else _DELTA), False
        parts = [head + _NOISE[len(head) :], *[_REST + _NOISE[1:]] * (_PARTS - 1)]
        return [self._packet(part, last=at == _PARTS - 1) for at, part in enumerate(parts)]

    def sent_at(self, timestamp: int) -> float | None:
        """When the frame of that timestamp was sent."""
        return self._sent.get(timestamp)

    def _packet(self, payload: bytes, *, last: bool) -> bytes:
        self._sequence = (self._sequence + 1) & 0xFFFF
        self.packets += 1
        kind = PAYLOAD_TYPES[self.kind] | last << 7
        return (
            struct.pack("!BBHII", 128, kind, self._sequence, self._timestamp, self.ssrc) + payload
        )

    @property
    def rtp_parameters(self) -> dict[str, object]:
        """What is said of it to produce it."""
        codec: dict[str, object] = (
            {"mimeType": "audio/opus", "clockRate": 48000, "channels": 2}
            if self.kind == AUDIO
            else {
                "mimeType": "video/VP8",
                "clockRate": 90000,
                "rtcpFeedback": [{"type": "nack", "parameter": "pli"}],
            }
        )
        return {
            "codecs": [codec | {"payloadType": PAYLOAD_TYPES[self.kind]}],
            "encodings": [{"ssrc": self.ssrc}],
            "rtcp": {"cname": "load"},
        }


@dataclass(slots=True)
class Sink:
    """Counts what arrives of a source, by what is said in the clear."""

    kind: str
    source: Source | None
    since: float
    """When it was asked for."""
    packets: int = 0
    first: float | None = None
    """When the first packet came."""
    smooth: Smoothness = field(default_factory=Smoothness)
    _begin: int = 0
    _highest: int = 0
    _timestamp: int = -1

    def take(self, data: bytes, now: float) -> None:
        """A packet of it came."""
        sequence, timestamp = struct.unpack_from("!HI", data, 2)
        self.packets += 1
        if self.first is None:
            self.first = now
            self._begin = self._highest = sequence
        ahead = (sequence - self._highest) & 0xFFFF
        if ahead < 0x8000:
            self._highest += ahead
        if timestamp != self._timestamp and ahead < 0x8000:
            self._timestamp = timestamp
            sent = None if self.source is None else self.source.sent_at(timestamp)
            self.smooth.came(now, None if sent is None else now - sent)

    @property
    def expected(self) -> int:
        """Packets from the first to the last that came."""
        return 0 if self.first is None else self._highest - self._begin + 1
