"""The bus of several servers: notices within this one at once, to the others over Redis.

Redis loses what is published while somebody is away, and a subscription can die without a word. So
each node listens for itself: one that does not hear its own heartbeat subscribes anew, and
whoever was deaf looks in the database for what it may have missed."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_network
from uuid import UUID

from redis.asyncio import Redis

from meetd import metrics
from meetd.cluster.bus import (
    BreakoutNotice,
    KeyRevoked,
    N,
    Notice,
    PlaceCounted,
    RoomDeleted,
    SessionEnded,
    SessionRenewed,
)
from meetd.cluster.local import LocalBus
from meetd.cluster.redis import FAILURES, RedisAt
from meetd.ending import ended
from meetd.log import get_logger
from meetd.model import KeyId, RoomId, SessionId

log = get_logger(__name__)

BEAT = 2.0
"""Seconds from one heartbeat to the next."""
DEAF_AFTER = 7.0
"""Seconds without one's own heartbeat after which a subscription counts as dead."""
MAX_WAITING = 10_000
"""Notices that wait for Redis; of more the oldest are dropped. Whoever was away looks by itself."""


class RedisBus:
    """A bus. What is published waits while Redis is away, and nobody waits for it."""

    def __init__(self, redis: RedisAt, instance: UUID) -> None:
        self._redis = redis
        self._channel = f"{redis.prefix}:notices"
        self._from = instance.hex
        # Heard by this node alone: among many, heartbeats to all would be most of what Redis does.
        self._own_channel = f"{self._channel}:{self._from}"
        self._local = LocalBus()
        self._waiting: deque[str] = deque(maxlen=MAX_WAITING)
        self._published = asyncio.Event()
        self._on_gap: list[Callable[[], None]] = []
        self._heard_at = 0.0
        self._gap = False
        """True once notices of others may have been lost."""

    def publish(self, notice: Notice) -> None:
        """See Bus."""
        self._local.publish(notice)
        self._waiting.append(_encoded(self._from, notice))
        self._published.set()

    def subscribe(self, kind: type[N], callback: Callable[[N], None]) -> None:
        """See Bus."""
        self._local.subscribe(kind, callback)

    def on_gap(self, callback: Callable[[], None]) -> None:
        """Be told when notices of other nodes may have been lost."""
        self._on_gap.append(callback)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send and hear, while inside."""
        tasks = [
            asyncio.create_task(self._redis.again_and_again(work))
            for work in (self._send, self._hear)
        ]
        try:
            yield
        finally:
            await ended(*tasks)
            # The last words, such as of those who were signed out a moment ago.
            try:
                async with asyncio.timeout(1), self._redis.client() as redis:
                    await self._flush(redis)
            except FAILURES:
                log.debug("the last notices were not sent")

    async def _send(self, redis: Redis) -> None:
        while True:
            await redis.publish(self._own_channel, json.dumps({"from": self._from, "kind": "beat"}))
            beats_at = time.monotonic() + BEAT
            while (left := beats_at - time.monotonic()) > 0:
                self._published.clear()
                await self._flush(redis)
                try:
                    async with asyncio.timeout(left):
                        await self._published.wait()
                except TimeoutError:
                    break

    async def _flush(self, redis: Redis) -> None:
        while self._waiting:
            # Twice rather than not at all.
            await redis.publish(self._channel, self._waiting[0])
            self._waiting.popleft()

    async def _hear(self, redis: Redis) -> None:
        try:
            async with redis.pubsub() as subscription:
                await subscription.subscribe(self._channel, self._own_channel)
                self._heard_at = time.monotonic()
                while time.monotonic() - self._heard_at < DEAF_AFTER:
                    message = await subscription.get_message(
                        ignore_subscribe_messages=True, timeout=1.0
                    )
                    if message is not None:
                        self._take(message["data"])
            raise TimeoutError
        finally:
            self._gap = True
            metrics.REDIS_HEARD.set(0)

    def _take(self, data: object) -> None:
        try:
            said = json.loads(data) if isinstance(data, str | bytes) else {}
            if said["from"] == self._from:
                self._hears_itself()
            elif (notice := _decoded(said)) is not None:
                self._local.publish(notice)
        except (ValueError, KeyError, TypeError):
            # Of a newer version, in the middle of an upgrade.
            log.debug("a notice was not understood")

    def _hears_itself(self) -> None:
        self._heard_at = time.monotonic()
        metrics.REDIS_HEARD.set(1)
        if not self._gap:
            return
        self._gap = False
        for callback in self._on_gap:
            try:
                callback()
            except Exception:
                # Whoever cannot look keeps nobody else from hearing.
                log.exception("what was missed is not looked for")


def _encoded(sender: str, notice: Notice) -> str:
    match notice:
        case RoomDeleted(room_id):
            its = {"id": room_id.hex}
        case SessionEnded(session_id) | SessionRenewed(session_id):
            its = {"id": session_id.hex}
        case KeyRevoked(key_id):
            its = {"id": key_id.hex}
        case PlaceCounted(limit, place):
            its = {"limit": limit, "place": "" if place is None else str(place)}
        case BreakoutNotice(parent_id, kind, what):
            its = {"id": parent_id.hex, "of": kind, "said": json.dumps(what)}
    return json.dumps({"from": sender, "kind": type(notice).__name__} | its)


def _decoded(said: dict[str, str]) -> Notice | None:
    match said["kind"]:
        case RoomDeleted.__name__:
            return RoomDeleted(RoomId(UUID(said["id"])))
        case SessionEnded.__name__:
            return SessionEnded(SessionId(UUID(said["id"])))
        case SessionRenewed.__name__:
            return SessionRenewed(SessionId(UUID(said["id"])))
        case KeyRevoked.__name__:
            return KeyRevoked(KeyId(UUID(said["id"])))
        case PlaceCounted.__name__:
            place = said["place"]
            return PlaceCounted(said["limit"], ip_network(place) if place else None)
        case BreakoutNotice.__name__:
            return BreakoutNotice(RoomId(UUID(said["id"])), said["of"], json.loads(said["said"]))
    return None
