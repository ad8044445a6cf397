"""What a bot sends and receives, whichever router carries it: what is wanted is compared with what
there is, and the difference is asked for."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError

from meetd.bot.errors import LineLost, Refused
from meetd.bot.latest import Latest
from meetd.bot.plain_session import NotHere, PlainSession
from meetd.bot.receiving import Ask
from meetd.bot.session import Session
from meetd.ending import ended

_log = logging.getLogger(__name__)
SOUNDS = 50
"""Frames of sound that wait for who reads: a second."""
PICTURES = 5
"""Frames of a picture."""
AGAIN, AGAIN_MOST = 0.5, 10.0
"""Seconds until what failed is tried again: twice as many each time, and at most."""

Key = tuple[str, str]
"""A participant's id, and a source."""


@dataclass(slots=True, eq=False)
class _Feed:
    """What is received of one source, for all who read it."""

    readers: set[Latest[Any]] = field(default_factory=set)
    pump: asyncio.Task[None] | None = None
    producer_id: str = ""

    def stop(self) -> None:
        """Nothing comes from there now."""
        if self.pump is not None:
            self.pump.cancel()
        self.pump, self.producer_id = None, ""

    def start(self, producer_id: str, track: MediaStreamTrack) -> None:
        """Hand on what a track brings."""
        self.stop()
        self.producer_id = producer_id
        self.pump = asyncio.create_task(self._run(track))

    async def _run(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                for reader in self.readers:
                    reader.put(frame)


class Media:
    """Reconciles sessions with what is wanted, in a task of its own."""

    def __init__(self, ask: Ask, *, plain: bool = False) -> None:
        """`plain`: tries the worker on this host's loopback first, without ICE and DTLS."""
        self._ask = ask
        self._plain = plain
        self._mode: dict[str, Any] | None = None
        self._producers: dict[str, Key] = {}
        self._feeds: dict[Key, _Feed] = {}
        self._sending: dict[str, MediaStreamTrack] = {}
        self._sent: dict[str, MediaStreamTrack] = {}
        """What the session sends; another track may be wanted by now."""
        self._session: Session | PlainSession | None = None
        self._changed = asyncio.Event()
        self._task = asyncio.create_task(self._run())
        self._told_epoch = 0
        self._over = False

    @property
    def sending(self) -> frozenset[str]:
        """Sources that are wanted to be sent."""
        return frozenset(self._sending)

    @property
    def is_plain(self) -> bool:
        """Whether it goes over the loopback, without ICE and DTLS."""
        return isinstance(self._session, PlainSession)

    @property
    def router_id(self) -> str | None:
        """The router that carries its media now."""
        return None if self._session is None else self._session.router_id

    def take_mode(self, mode: dict[str, Any], *, whole: bool = True) -> None:
        """The server says how media travels; `whole`, with all producers that there are."""
        self._mode = mode
        if whole:
            self._producers = {}
        for one in mode["producers"]:
            self.opened(one)
        self._touch()

    def opened(self, told: dict[str, Any]) -> None:
        """Somebody sends a source."""
        self._producers[told["id"]] = (told["participantId"], told["source"])
        self._touch()

    def closed(self, producer_id: str) -> None:
        """A source ended."""
        self._producers.pop(producer_id, None)
        self._touch()

    def gone(self, participant_id: str) -> None:
        """Somebody went: who reads of them gets to the end."""
        for key, feed in list(self._feeds.items()):
            if key[0] == participant_id:
                for reader in feed.readers:
                    reader.close()
        self._touch()

    def end(self) -> None:
        """The call is over: who reads gets to the end."""
        self._over = True
        for feed in self._feeds.values():
            for reader in feed.readers:
                reader.close()

    def break_session(self) -> None:
        """What there is carries nothing any more: have another."""
        if self._session is not None:
            self._session.lose()

    def transport_closed(self, transport_id: str) -> None:
        """The server lost a transport."""
        if self._session is not None and self._session.has(transport_id):
            self._session.lose()

    def consumer_closed(self, consumer_id: str) -> None:
        """The server ended a consumer."""
        if self._session is not None:
            for producer_id, its in list(self._session.consumers.items()):
                if its == consumer_id:
                    self._producers.pop(producer_id, None)
            self._touch()

    def send(self, source: str, track: MediaStreamTrack) -> None:
        """Send a track as a source from now on, as soon as there is somebody to send it to."""
        self._sending[source] = track
        self._touch()

    def stop(self, source: str) -> None:
        """Send a source no more."""
        self._sending.pop(source, None)
        self._touch()

    async def frames(self, participant_id: str, source: str) -> AsyncIterator[Any]:
        """What somebody sends, as it comes, until they go. Nothing is received that nobody reads;
        who reads too slowly misses the oldest."""
        key = participant_id, source
        sound = source in {"microphone", "screenAudio"}
        reader: Latest[Any] = Latest(SOUNDS if sound else PICTURES)
        feed = self._feeds.setdefault(key, _Feed())
        feed.readers.add(reader)
        if self._over:
            reader.close()
        self._touch()
        try:
            async for frame in reader:
                yield frame
        finally:
            feed.readers.discard(reader)
            self._touch()

    async def lost(self) -> float | None:
        """The share of packets to the bot that did not arrive at first; None: there were none."""
        lost, whole = (0, 0) if self._session is None else await self._session.lost()
        return lost / whole if whole else None

    async def close(self) -> None:
        """End everything; who reads gets to the end."""
        await ended(self._task)
        self.end()
        await self._drop()
        for track in self._sending.values():
            track.stop()

    def _touch(self) -> None:
        self._changed.set()

    async def _run(self) -> None:
        wait = AGAIN
        while True:
            await self._changed.wait()
            self._changed.clear()
            mode = self._mode
            try:
                await self._reconcile()
            except LineLost:
                # There will be another mode with the next connection: until then, nothing.
                if self._mode is mode:
                    self._mode = None
                self.break_session()
                continue
            except NotHere:
                self._plain = False
                self.break_session()
                self._changed.set()
                continue
            except Exception as error:
                _log.warning("Media is tried again: %r", error)
                self.break_session()
                await asyncio.sleep(wait)
                wait = min(2 * wait, AGAIN_MOST)
                self._changed.set()
                continue
            wait = AGAIN

    async def _reconcile(self) -> None:
        mode = self._mode
        if mode is None:
            return
        if mode["mode"] != "sfu" or mode["routerId"] is None:
            await self._drop()
            await self._refuse_direct(mode)
            return
        session = self._session
        if session is None or session.broken or session.worn or (
            session.router_id != mode["routerId"]
        ):  # fmt: skip
            await self._drop()
            way = PlainSession if self._plain else Session
            session = self._session = way(self._ask, mode["routerId"], self._touch)
            await session.load(mode["routerRtpCapabilities"])
        for source in list(session.producers):
            if self._sending.get(source) is not self._sent.get(source):
                await session.stop(source)
        for source in self._sending.keys() - session.producers.keys():
            track = self._sent[source] = self._sending[source]
            try:
                await session.send(source, track)
            except Refused as error:
                if error.code not in {"forbidden", "host_forbids"}:
                    raise
                _log.warning("No %s is sent: %s", source, error)
                self._sending.pop(source, None)
        await self._receive(session)
        if not mode["settled"] and self._told_epoch != mode["epoch"]:
            self._told_epoch = mode["epoch"]
            with contextlib.suppress(Refused):
                await self._ask("mode:ready", epoch=mode["epoch"])

    async def _receive(self, session: Session | PlainSession) -> None:
        for key, feed in list(self._feeds.items()):
            if not feed.readers:
                feed.stop()
                del self._feeds[key]
        wanted = {its: key for its, key in self._producers.items() if key in self._feeds}
        for producer_id in session.consumers.keys() - wanted.keys():
            await session.end(producer_id)
        for feed in self._feeds.values():
            if feed.producer_id not in session.consumers:
                feed.stop()
        missing = sorted(wanted.keys() - session.consumers.keys())
        if missing:
            for producer_id, track in (await session.receive(missing)).items():
                self._feeds[wanted[producer_id]].start(producer_id, track)

    async def _refuse_direct(self, mode: dict[str, Any]) -> None:
        """A bot has no direct path: say so where two have one, and the server takes over."""
        if not mode["settled"] and self._told_epoch != mode["epoch"]:
            self._told_epoch = mode["epoch"]
            with contextlib.suppress(Refused):
                await self._ask("mode:failed", epoch=mode["epoch"], reason="a bot")

    async def _drop(self) -> None:
        session, self._session = self._session, None
        self._sent = {}
        for feed in self._feeds.values():
            feed.stop()
        if session is not None:
            await session.close()
