"""A call, as a bot takes part in it.

Longer than most files: all that a bot can do is found behind `call.`, most of it in few lines."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiortc import MediaStreamTrack

from meetd.bot.chat import Message
from meetd.bot.door import Door
from meetd.bot.errors import CallEnded, LineLost, Refused
from meetd.bot.events import Back, Changed, Event, Joined, Left, Lost, Speaks
from meetd.bot.latest import Latest
from meetd.bot.line import Line, Payload
from meetd.bot.media import Media
from meetd.bot.peers import Peer, Roster
from meetd.bot.sound import Voice, pcm_of, sound_of
from meetd.ending import ended

PATIENCE = 60.0
"""Seconds that a bot tries to come back after its connection broke."""
AGAIN_AFTER = 1.0
"""Seconds after which a room that was about to move, and did not, is asked again."""
EVENTS = 1000
"""Events and messages that wait for who reads them."""


class Call:
    """One bot in one room. Made by `room`."""

    def __init__(
        self,
        door: Door,
        *,
        patience: float = PATIENCE,
        take_over: bool = False,
        plain: bool = False,
    ) -> None:
        self._door = door
        self._patience = patience
        self._take_over = take_over
        self._line: Line | None = None
        self._roster = Roster()
        self._resume: dict[str, str] | None = None
        self._last_message: int | None = None
        self._written: deque[str] = deque(maxlen=100)
        self._early: list[tuple[str, Payload]] | None = None
        """What was told before the answer to the join was taken in."""
        self._voice: Voice | None = None
        self._readers: set[Latest[Any]] = set()
        self._chats: set[Latest[Any]] = set()
        self._lost = asyncio.Event()
        self._over = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self.media = Media(self.ask, plain=plain)
        self.steps: dict[str, float] = {}
        """Seconds that each step of coming in took, the last time."""
        self.ended: str | None = None
        """Why the call is over for the bot: `left`, `lost`, `removed`, `meeting_ended`…"""
        self.permissions: frozenset[str] = frozenset()
        self.stopped: set[str] = set()
        """What somebody who leads turned off; `go_on` is for when they ask for it again."""
        self._turning_off: set[asyncio.Task[Any]] = set()
        self._told: dict[str, Callable[[Payload], None]] = {
            "participant:joined": lambda told: self._put(told["participant"]),
            "participant:updated": lambda told: self._put(told["participant"]),
            "participant:left": lambda told: self._gone(told["participantId"], told["reason"]),
            "participants:changed": self._on_many,
            "chat:message": lambda told: self._on_message(told["message"]),
            "mode": self._on_mode,
            "sfu:producer:new": lambda told: self.media.opened(told["producer"]),
            "sfu:producer:closed": lambda told: self.media.closed(told["producerId"]),
            "sfu:consumer:closed": lambda told: self.media.consumer_closed(told["consumerId"]),
            "sfu:transport:closed": lambda told: self.media.transport_closed(told["transportId"]),
            "speakers": lambda told: self._tell(Speaks(self._roster.get(told["dominant"]))),
            "permissions": self._on_permissions,
            "media:stopped": self._on_stopped,
            "room:ended": self._on_ended,
            "session:ended": lambda told: self._end(told["code"]),
        }

    @property
    def id(self) -> str:
        """The bot's own participant id."""
        return self._roster.own_id

    @property
    def peers(self) -> list[Peer]:
        """All others who are inside."""
        return list(self._roster)

    async def peer(self, name: str | None = None, *, id_: str | None = None) -> Peer:
        """Wait for somebody of that name or id, or for anybody. Raises CallEnded."""
        with self._reading(self._readers) as events:
            while True:
                for one in self._roster:
                    if name in {None, one.name} and id_ in {None, one.id}:
                        return one
                async for _ in events:
                    break
                else:
                    raise CallEnded(self.ended or "left")

    def audio(self, peer: Peer) -> AsyncIterator[Any]:
        """Somebody's voice, in frames of 20 ms (`av.AudioFrame`), until they go."""
        return self.media.frames(peer.id, "microphone")

    def video(self, peer: Peer, source: str = "camera") -> AsyncIterator[Any]:
        """Somebody's picture (`av.VideoFrame`), or what they present (`screen`), until they go."""
        return self.media.frames(peer.id, source)

    async def say(self, sound: bytes | Any) -> None:
        """Say 16-bit mono samples at 48 kHz, or a frame of any kind of sound; returns when all but
        half a second of it was said. Raises Refused: the bot may not speak, or somebody turned its
        microphone off (`stopped`); CallEnded."""
        voice = await self._speak()
        await voice.say(sound if isinstance(sound, bytes) else pcm_of([sound]))
        self._must_still_speak(voice)

    async def play(self, file: str | Path) -> None:
        """Play the sound of a file, to its end. Raises OSError, ValueError: there is none; and as
        `say` does."""
        voice = await self._speak()
        async for pcm in sound_of(file):
            await voice.say(pcm)
            self._must_still_speak(voice)
        await voice.said()
        self._must_still_speak(voice)

    async def send(self, track: MediaStreamTrack, source: str = "camera") -> None:
        """Send a track of aiortc's: as `microphone`, `camera` or `screen`. Raises Refused: that is
        not allowed, or somebody turned that off (`stopped`); LineLost."""
        self._must_be_allowed({"screen": "present"}.get(source, source))
        if source in self.stopped:
            raise Refused("stopped", f"Somebody turned the bot's {source} off.")
        self.media.send(source, track)
        await self.ask("media", **{source: True})

    async def stop(self, source: str) -> None:
        """Send that no more. Raises LineLost."""
        self._turn_off(source)
        await self.ask("media", **{source: False})

    def go_on(self, source: str) -> None:
        """Take what somebody turned off as allowed again: they asked for it."""
        self.stopped.discard(source)

    async def write(self, text: str) -> Message:
        """Write a message to all; it is stored when this returns. Raises Refused, LineLost."""
        client_id = str(uuid.uuid4())
        self._written.append(client_id)
        answer = await self.ask("chat:send", clientId=client_id, content=text)
        return Message.of(answer["message"])

    async def messages(self) -> AsyncIterator[Message]:
        """What is written from now on, by others than the bot; also while it was away."""
        with self._reading(self._chats) as chat:
            async for message in chat:
                yield message

    async def events(self) -> AsyncIterator[Event]:
        """What happens from now on, until the call is over."""
        with self._reading(self._readers) as events:
            async for event in events:
                yield event

    async def raise_hand(self, raised: bool = True) -> None:
        """Raise the bot's hand, or lower it. Raises Refused, LineLost."""
        await self.ask("hand", raised=raised)

    async def ask(self, event: str, **data: object) -> Payload:
        """Send any request of the protocol; what a room refuses because it moves to another server,
        once more there. Raises Refused, LineLost."""
        until = time.monotonic() + self._patience
        while True:
            line = self._line
            if line is None:
                raise LineLost
            try:
                return await line.ask(event, **data)
            except Refused as error:
                if error.code != "room_elsewhere" or time.monotonic() > until:
                    raise
            await self._moved(line)

    async def _moved(self, line: Line) -> None:
        """Wait until the bot is back in the room, or a moment where it stays where it is."""
        soon = time.monotonic() + AGAIN_AFTER
        while self._line is line and self.ended is None:
            if time.monotonic() > soon and not line.lost:
                return
            await asyncio.sleep(0.05)

    async def over(self) -> str:
        """Wait until the call is over; why it is."""
        await self._over.wait()
        return self.ended or "left"

    async def join(self) -> None:
        """Come in. Raises Refused, LineLost; ValueError: that is no room's address."""
        try:
            await self._come(first=True)
        except BaseException:
            await self.leave()
            raise
        self._keeper = asyncio.create_task(self._keep())

    async def leave(self) -> None:
        """Go out, cleanly: nothing is left running."""
        if self._keeper is not None:
            await ended(self._keeper)
        if self.ended is None and self.id:
            with contextlib.suppress(Refused, LineLost):
                async with asyncio.timeout(3):
                    await self.ask("leave")
        self._end("left")
        await self.media.close()
        if self._line is not None:
            await self._line.close()

    async def break_connection(self) -> None:
        """Lose everything, as if a cable was pulled; the bot comes back by itself."""
        self.media.break_session()
        if self._line is not None:
            await self._line.close()
        self._on_lost(self._line)

    async def _speak(self) -> Voice:
        if self._voice is None:
            voice = Voice()
            await self.send(voice, "microphone")
            self._voice = voice
        return self._voice

    def _must_still_speak(self, voice: Voice) -> None:
        if self.ended is not None:
            raise CallEnded(self.ended)
        if voice is not self._voice:
            raise Refused("stopped", "Somebody turned the bot's microphone off.")

    def _turn_off(self, source: str) -> None:
        if source == "microphone" and self._voice is not None:
            self._voice.stop()
            self._voice = None
        self.media.stop(source)

    def _must_be_allowed(self, permission: str) -> None:
        if permission not in self.permissions:
            raise Refused("forbidden", f"The bot has no permission: {permission}.")

    async def _come(self, *, first: bool) -> None:
        began = time.monotonic()
        if not self._door.known:
            await self._door.enter()
        entered = time.monotonic()
        line = Line(self._hear, self._on_lost)
        try:
            await line.open(self._door)
            opened = time.monotonic()
            sending = self.media.sending
            self._early = []
            joined = await line.ask(
                "join",
                code=self._door.code,
                microphone="microphone" in sending,
                camera="camera" in sending,
                screen="screen" in sending,
                takeOver=self._take_over or not first,
                resume=self._resume,
                lastMessageId=self._last_message,
            )
        except BaseException:
            await line.close()
            raise
        self.steps = {
            "entry": entered - began,
            "socket": opened - entered,
            "join": time.monotonic() - opened,
        }
        older, self._line = self._line, line
        self._lost.clear()
        if line.lost:
            self._lost.set()
        await self._take(joined, first=first)
        if older is not None:
            await older.close()

    async def _take(self, joined: Payload, *, first: bool) -> None:
        """Take in the answer to a join, and then what was told behind it."""
        self._roster.own_id = joined["participantId"]
        self._resume = {"participantId": joined["participantId"], "token": joined["resumeToken"]}
        self.permissions = frozenset(joined.get("permissions", ()))
        if not joined["resumed"]:
            self.media.break_session()
        self.media.take_mode(joined["mode"])
        told = list(joined["participants"])
        cursor = joined.get("participantsCursor")
        while cursor is not None:
            page = await self.ask("participants:page", after=cursor)
            told += page["participants"]
            cursor = page["nextCursor"]
        there = {one["id"] for one in told}
        for peer in self._roster:
            if peer.id not in there:
                self._gone(peer.id, "left")
        for one in told:
            self._put(one)
        for message in joined["messages"]:
            self._on_message(message, silent=first)
        early, self._early = self._early or [], None
        for event, data in early:
            self._hear(event, data)
        if not first:
            self._tell(Back(joined["resumed"]))

    async def _keep(self) -> None:
        while self.ended is None:
            await self._lost.wait()
            if self.ended is None:
                self._tell(Lost())
                await self._come_back()

    async def _come_back(self) -> None:
        until, wait = time.monotonic() + self._patience, 0.2
        while True:
            try:
                await self._come(first=False)
                return
            except LineLost:
                pass
            except Refused as error:
                if error.code == "unauthorized":
                    with contextlib.suppress(Refused, LineLost):
                        await self._door.enter()
                elif not error.passes:
                    self._end(error.code)
                    return
            if time.monotonic() + wait > until:
                self._end("lost")
                return
            await asyncio.sleep(wait * random.uniform(0.8, 1.2))  # noqa: S311
            wait = min(2 * wait, 5.0)

    def _hear(self, event: str, data: Payload) -> None:
        if self._early is not None:
            self._early.append((event, data))
            return
        act = self._told.get(event)
        if act is not None and self.ended is None:
            act(data)

    def _on_lost(self, line: Line | None) -> None:
        if line is self._line:
            self._lost.set()

    def _put(self, told: Payload) -> None:
        peer, new = self._roster.put(told)
        if peer is not None:
            self._tell(Joined(peer) if new else Changed(peer))

    def _gone(self, peer_id: str, reason: str) -> None:
        peer = self._roster.remove(peer_id)
        self.media.gone(peer_id)
        if peer is not None:
            self._tell(Left(peer, reason))

    def _on_many(self, told: Payload) -> None:
        for one in told["participants"]:
            self._put(one)
        for one in told["left"]:
            self._gone(one["participantId"], one["reason"])

    def _on_message(self, told: Payload, *, silent: bool = False) -> None:
        number = max(told["id"], told.get("change", 0))
        known = self._last_message is not None and told["id"] <= self._last_message
        self._last_message = max(self._last_message or 0, number)
        own = told["clientId"] in self._written
        if not (silent or known or own or told.get("deleted")):
            for chat in self._chats:
                chat.put(Message.of(told))

    def _on_mode(self, told: Payload) -> None:
        self.media.take_mode(told)

    def _on_permissions(self, told: Payload) -> None:
        self.permissions = frozenset(told["permissions"])

    def _on_stopped(self, told: Payload) -> None:
        for source in told["sources"]:
            self.stopped.add(source)
            self._turn_off(source)
        said = asyncio.ensure_future(self._say_off(told["sources"]))
        self._turning_off.add(said)
        said.add_done_callback(self._turning_off.discard)

    async def _say_off(self, sources: list[str]) -> None:
        # Until this is said, what the bot says of them counts for nothing.
        with contextlib.suppress(Refused, LineLost):
            await self.ask("media", **dict.fromkeys(sources, False))

    def _on_ended(self, told: Payload) -> None:
        if told["code"] in {"server_stopping", "room_elsewhere"}:
            self._lost.set()
        else:
            self._end(told["code"])

    def _tell(self, event: Event) -> None:
        for reader in self._readers:
            reader.put(event)

    def _end(self, code: str) -> None:
        if self.ended is None:
            self.ended = code
            self._lost.set()
            self._over.set()
            for reader in (*self._readers, *self._chats):
                reader.close()
            if self._voice is not None:
                self._voice.stop()
            self.media.end()

    @contextlib.contextmanager
    def _reading(self, readers: set[Latest[Any]]) -> Any:
        reader: Latest[Any] = Latest(EVENTS)
        readers.add(reader)
        if self.ended is not None:
            reader.close()
        try:
            yield reader
        finally:
            readers.discard(reader)


@asynccontextmanager
async def room(
    url: str,
    token: str | None = None,
    *,
    name: str = "Bot",
    patience: float = PATIENCE,
    take_over: bool = False,
    plain: bool | None = None,
) -> AsyncIterator[Call]:
    """Be in a room for a while: by its address and a join token, or by a link that has both.

    `name`: without a token, the name of the guest. `patience`: seconds that it tries to come back.
    `take_over`: another who came by the same token goes. `plain`: its media goes over the loopback,
    without ICE and DTLS, where the server lets it; None: if the address is of this host. Raises
    Refused, LineLost, ValueError."""
    door = Door.of(url, token, name)
    plain = door.is_this_host if plain is None else plain
    call = Call(door, patience=patience, take_over=take_over, plain=plain)
    await call.join()
    try:
        yield call
    finally:
        await call.leave()
