"""Somebody in a room who is nobody: signalling as a browser's, media as packets."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from meetd.bot import Door, LineLost, Refused
from meetd.bot.line import Line, Payload
from meetd.ending import ended
from meetd.load.packets import AUDIO, FRAME_SECONDS, VIDEO, Sink, Source
from meetd.load.wire import Wire

SOURCES = {AUDIO: "microphone", VIDEO: "camera"}


class Person:
    """Joins, sends or not, and receives all others."""

    def __init__(self, door: Door, made: dict[str, Source], *, sends: bool) -> None:
        """`made`: the sources of all, by their producers."""
        self._door = door
        self._all = made
        self._line = Line(self._hear, self._lose)
        self._mode: Payload = {}
        self._producers: dict[str, str] = {}
        self._wires: list[Wire] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._news = asyncio.Event()
        self._inside = False
        self.sources = {kind: Source(kind) for kind in SOURCES} if sends else {}
        self.sinks: dict[str, Sink] = {}
        self.join_seconds: float | None = None
        self.error: str | None = None

    async def run(self) -> None:
        """Be there until cancelled. What goes wrong is in `error`."""
        try:
            await self._come()
            await self._flow()
        except (Refused, LineLost) as error:
            self.error = str(error)
        except Exception as error:
            self.error = repr(error)

    async def close(self) -> None:
        """Leave."""
        await ended(*self._tasks)
        if self._inside:
            with contextlib.suppress(Refused, LineLost):
                await self._line.ask("leave")
        for wire in self._wires:
            await wire.close()
        await self._line.close()

    async def _come(self) -> None:
        began = time.monotonic()
        await self._door.enter()
        await self._line.open(self._door)
        joined = await self._line.ask(
            "join", code=self._door.code, microphone=bool(self.sources), camera=bool(self.sources)
        )
        self.join_seconds = time.monotonic() - began
        self._inside = True
        if not self._mode:
            self._take(joined["mode"])

    async def _flow(self) -> None:
        """Send and receive on the router that there is, and on the next."""
        receiving: Wire | None = None
        router_id = ""
        while True:
            await self._news.wait()
            self._news.clear()
            mode = self._mode
            if mode.get("mode") != "sfu" or mode["routerId"] is None:
                continue
            if receiving is None or mode["routerId"] != router_id:
                router_id = mode["routerId"]
                receiving = await self._begin(router_id)
                await self._line.ask("mode:ready", epoch=mode["epoch"])
            await self._receive(receiving)

    async def _begin(self, router_id: str) -> Wire:
        for task in self._tasks:
            task.cancel()
        if self.sources:
            sending = Wire(self._line.ask, self._key)
            self._wires.append(sending)
            await sending.open(router_id, "send")
            for kind, source in self.sources.items():
                made = await self._line.ask(
                    "sfu:produce",
                    transportId=sending.id,
                    kind=kind,
                    source=SOURCES[kind],
                    rtpParameters=source.rtp_parameters,
                    paused=False,
                )
                self._all[made["producerId"]] = source
                self._tasks.append(asyncio.create_task(_pump(source, sending)))
        receiving = Wire(self._line.ask)
        self._wires.append(receiving)
        await receiving.open(router_id, "recv")
        self.sinks.clear()
        return receiving

    async def _receive(self, wire: Wire) -> None:
        missing = [its for its in self._producers if its not in self.sinks]
        if not missing:
            return
        asked = time.monotonic()
        answer = await self._line.ask(
            "sfu:consume",
            transportId=wire.id,
            rtpCapabilities=_plain(self._mode["routerRtpCapabilities"]),
            producerIds=missing[:100],
        )
        ids = []
        for one in answer["consumers"]:
            its = one["producerId"]
            self.sinks[its] = Sink(one["kind"], self._all.get(its), asked)
            wire.count(one["rtpParameters"]["encodings"][0]["ssrc"], self.sinks[its])
            ids.append(one["id"])
        if ids:
            await self._line.ask("sfu:consumer:resume", consumerIds=ids)
        if len(missing) > 100:
            self._news.set()

    def _hear(self, event: str, data: Payload) -> None:
        if event == "mode":
            self._take(data)
        elif event == "sfu:producer:new":
            self._producers[data["producer"]["id"]] = data["producer"]["kind"]
            self._news.set()
        elif event == "sfu:producer:closed":
            self._producers.pop(data["producerId"], None)

    def _take(self, mode: Payload) -> None:
        self._mode = mode
        self._producers = {one["id"]: one["kind"] for one in mode["producers"]}
        self._news.set()

    def _lose(self, _: Line) -> None:
        self.error = self.error or "The connection broke."

    def _key(self, ssrc: int) -> None:
        for source in self.sources.values():
            if source.ssrc == ssrc:
                source.key_wanted = True


async def _pump(source: Source, wire: Wire) -> None:
    """Send frames when they are due; who is late by a second leaves some out."""
    pause = FRAME_SECONDS[source.kind]
    due = time.monotonic()
    while True:
        for packet in source.next():
            await wire.send(packet)
        due += pause
        now = time.monotonic()
        if now - due > 1:
            due = now
        await asyncio.sleep(max(0.0, due - now))


def _plain(capabilities: Payload) -> Payload:
    """What this receives: Opus and VP8, without feedback and extensions."""
    wanted = {"audio/opus", "video/vp8"}
    codecs: list[dict[str, Any]] = [
        one | {"rtcpFeedback": []}
        for one in capabilities["codecs"]
        if one["mimeType"].lower() in wanted
    ]
    return {"codecs": codecs, "headerExtensions": []}
