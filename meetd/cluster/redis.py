"""Redis, as nodes use it: each task with a client of its own, given up once a call fails."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from meetd.log import Seldom, get_logger

log = get_logger(__name__)

CALL_LIMIT = 2.0
"""Seconds for one call, connecting included."""
RETRY = 1.0
"""Seconds until a lost Redis is tried again."""
FAILURES = (RedisError, OSError, TimeoutError, EOFError)


class RedisAt:
    """A Redis that may be away for as long as it likes."""

    def __init__(self, url: str, secret_key: str) -> None:
        self._url = url
        # Several services may share one Redis, and do not hear each other.
        self.prefix = (
            f"meetd:{hmac.digest(secret_key.encode(), b'meetd, in redis', 'sha256').hex()[:16]}"
        )
        self._seldom = Seldom()

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Redis]:
        """A client, which never tries anything twice by itself."""
        redis = Redis.from_url(
            self._url,
            socket_timeout=CALL_LIMIT,
            socket_connect_timeout=CALL_LIMIT,
            retry=Retry(NoBackoff(), 0),
        )
        try:
            yield redis
        finally:
            await redis.aclose()

    async def again_and_again(self, work: Callable[[Redis], Awaitable[None]]) -> None:
        """Work that does not end, begun anew with another client each time that it fails."""
        while True:
            began = time.monotonic()
            try:
                async with self.client() as redis:
                    await work(redis)
            except FAILURES as error:
                times = self._seldom.due()
                if times is not None:
                    log.warning("Redis is away", why=type(error).__name__, times=times)
            except Exception:
                log.exception("work with Redis failed")
            await asyncio.sleep(max(0.0, RETRY - (time.monotonic() - began)))
