"""A place that webhooks lead to, which checks what comes as an integrator's would."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks.webhooks import Webhook

Received = dict[str, Any]


class Receiver:
    """Keeps what it is sent, in the order of its coming."""

    def __init__(self) -> None:
        self.url = ""
        self.secret = ""
        """Checks signatures, where it is set."""
        self.answer: Callable[[Received], web.StreamResponse | None] = lambda _: None
        """Answers otherwise than with 204."""
        self.received: list[Received] = []
        self.ids: list[str] = []
        self.came: list[float] = []
        """When each body of what is received was here, in seconds of this host's clock."""
        self.tried = 0
        self._news = asyncio.Condition()

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take one message."""
        body, came = await request.read(), time.time()
        if self.secret:
            # Its own check is not to be outwitted: it raises where nothing fits.
            Webhook(self.secret).verify(body, dict(request.headers))
        message: Received = json.loads(body)
        self.tried += 1
        answer = self.answer(message)
        async with self._news:
            if answer is None or answer.status < 300:
                self.received.append(message)
                self.ids.append(request.headers["webhook-id"])
                self.came.append(came)
            self._news.notify_all()
        return answer or web.Response(status=204)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until that is so, after something came."""
        async with asyncio.timeout(60), self._news:
            await self._news.wait_for(holds)

    def types(self) -> list[str]:
        """The types of what came."""
        return [message["type"] for message in self.received]


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver on a loopback address."""
    taken = Receiver()
    app = web.Application()
    app.router.add_post("/{path:.*}", taken.take)
    async with TestServer(app) as server:
        taken.url = str(server.make_url("/events"))
        yield taken
