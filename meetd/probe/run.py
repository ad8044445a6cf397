"""A run of the probe: one end sends, the other one joins, receives, and loses its connection."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from meetd.bot import Call, Door, Refused
from meetd.bot.service import Service
from meetd.ending import ended
from meetd.probe.picture import MarkedPicture, number_of
from meetd.probe.report import Measured
from meetd.probe.smoothness import Smoothness, quantile
from meetd.probe.sound import MarkedSound, ToneReader

PATIENCE = 30.0
"""Seconds that one waits for what does not come."""


class Probe:
    """Two ends of one room."""

    def __init__(self, sender: Door, receiver: Door, seconds: float) -> None:
        self._doors = sender, receiver
        self._seconds = seconds
        self._picture, self._sound = MarkedPicture(), MarkedSound()
        self._pictures, self._tones = Smoothness(), Smoothness()
        self._seen = asyncio.Event()
        self._heard = asyncio.Event()
        self._newer_than = 0.0
        """Only what was sent later is seen."""
        self.measured = Measured()

    async def run(self) -> Measured:
        """Measure. Raises Refused, LineLost: an end cannot join."""
        async with _in_room(self._doors[0]) as sender:
            await sender.send(self._picture, "camera")
            await sender.send(self._sound, "microphone")
            began = time.monotonic()
            async with _in_room(self._doors[1]) as receiver:
                peer = await receiver.peer(id_=sender.id)
                watching = asyncio.create_task(self._watch(receiver.video(peer)))
                listening = asyncio.create_task(self._listen(receiver.audio(peer)))
                try:
                    await self._measure(receiver, began)
                finally:
                    await ended(watching, listening)
        return self.measured

    async def _measure(self, receiver: Call, began: float) -> None:
        its = self.measured
        its.join = dict(receiver.steps)
        its.first_frame = await _when(self._seen, began)
        its.first_sound = await _when(self._heard, began)
        if its.first_frame is None:
            return
        its.join["media"] = its.first_frame - sum(its.join.values())
        sent, seen = self._picture.sent.count, self._pictures.count
        await asyncio.sleep(self._seconds)
        its.pictures_sent = self._picture.sent.count - sent
        its.pictures_seen = self._pictures.count - seen
        its.picture_delay = quantile(self._pictures.delays, 0.5)
        its.picture_delay_p95 = quantile(self._pictures.delays, 0.95)
        its.sound_delay = quantile(self._tones.delays, 0.5)
        its.sound_delay_p95 = quantile(self._tones.delays, 0.95)
        its.freezes_a_minute = self._pictures.freezes / self._seconds * 60
        its.lost = await receiver.media.lost()
        self._newer_than = time.monotonic()
        self._pictures.restart()
        self._seen.clear()
        await receiver.break_connection()
        its.recovery = await _when(self._seen, self._newer_than)

    async def _watch(self, frames: AsyncIterator[object]) -> None:
        async for frame in frames:
            number = number_of(frame)
            at = None if number is None else self._picture.sent.at(number)
            now = time.monotonic()
            if at is not None and at >= self._newer_than:
                self._pictures.came(now, now - at)
                self._seen.set()

    async def _listen(self, frames: AsyncIterator[object]) -> None:
        reader = ToneReader()
        async for frame in frames:
            tone = reader.begins(frame)
            if tone is not None:
                now, at = time.monotonic(), self._sound.sent.at(tone)
                self._tones.came(now, None if at is None else now - at)
                self._heard.set()


async def _when(event: asyncio.Event, began: float) -> float | None:
    """Seconds until then; None: it does not happen."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await event.wait()
        return time.monotonic() - began
    return None


@asynccontextmanager
async def _in_room(door: Door) -> AsyncIterator[Call]:
    call = Call(door)
    await call.join()
    try:
        yield call
    finally:
        await call.leave()


@asynccontextmanager
async def doors(urls: tuple[str, ...], key: str | None) -> AsyncIterator[tuple[Door, Door]]:
    """Two ways into one room: by two links; by one, the other end a guest; or by a key, into the
    room of that address, or into one that is made for this. Raises ValueError, Refused, LineLost.
    """
    if key is None:
        ways = [Door.of(url, name=f"Probe {at}") for at, url in enumerate(urls, 1)]
        if len(ways) == 1:
            ways.append(Door(ways[0].server, ways[0].code, name="Probe 2"))
        if len(ways) != 2 or ways[0].code != ways[1].code:
            raise ValueError("A probe takes one or two links of the same room.")
        yield ways[0], ways[1]
        return
    (url,) = urls
    parts = urlsplit(url)
    async with Service(f"{parts.scheme}://{parts.netloc}", key) as service:
        code = parts.path.strip("/") or await service.new_room("Probe")
        yield await service.door(code, "Probe 1"), await service.door(code, "Probe 2")


async def probe(urls: tuple[str, ...], key: str | None, seconds: float) -> Measured:
    """Measure a room. Raises ValueError, Refused, LineLost."""
    async with doors(urls, key) as (sender, receiver):
        try:
            return await Probe(sender, receiver, seconds).run()
        except Refused as error:
            if error.code == "must_ask":
                raise Refused("must_ask", "Give a link with a join token for each end.") from None
            raise
