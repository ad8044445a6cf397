"""The HTTP server's connections: how many there may be, how long they may take, and what is
answered to what is no HTTP."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Callable
from typing import Any, cast

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from meetd import metrics
from meetd.cluster.operator_socket import is_operators_transport
from meetd.errors import Internal, MalformedRequest, Unavailable
from meetd.log import get_logger
from meetd.rest.headers import guard
from meetd.rest.problem import problem

log = get_logger(__name__)

KEEPALIVE = 75
"""Seconds that an idle HTTP connection is kept: more than proxies keep theirs."""
FIRST_REQUEST_LIMIT = 10.0
"""Seconds in which the first request of a connection has to arrive, its body excepted."""
REQUEST_LIMIT = 300.0
"""Seconds after which an answer that nobody takes is given up. What comes or goes in pieces has
limits of its own, for each of them."""
STALLED = 5.0
"""Seconds in which somebody takes nothing of an answer, after which others may have their place."""
SWEEP_INTERVAL = 10.0
_OWN = 64
"""Descriptors for the database, logs, and the rest of the server."""
_OF_A_WORKER = 12
_REFUSAL = (
    f"HTTP/1.1 {Unavailable.status} Service Unavailable\r\nRetry-After: 1\r\n"
    "Connection: close\r\nContent-Length: 0\r\n\r\n"
).encode()


def raise_descriptor_limit() -> int:
    """Use all descriptors that the system allows; how many those are."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else os.sysconf("SC_OPEN_MAX")


def backlog(descriptors: int) -> int:
    """Connections that may wait to be accepted: all of them may be at once."""
    return 128 if descriptors >= 1024 else 32


def capacity(descriptors: int, workers: int) -> int:
    """Connections that leave enough descriptors for everything else."""
    reserved = _OWN + _OF_A_WORKER * workers + backlog(descriptors)
    return max(16, descriptors - reserved)


def goes_on(request: web.Request) -> None:
    """Give a request as long again as it may take: a piece of it has come, or one of its answer was
    taken. For handlers that wait for no piece without a limit."""
    if isinstance(request.protocol, _Connection):
        request.protocol.go_on()


class Runner(web.AppRunner):
    """Runs the application with our connections."""

    __slots__ = ("_capacity",)

    def __init__(
        self, app: web.Application, *, capacity: Callable[[], int], **options: Any
    ) -> None:
        """`capacity`: how many connections there may be at a time, now."""
        super().__init__(app, keepalive_timeout=KEEPALIVE, **options)
        self._capacity = capacity

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(
            made.request_handler,
            request_factory=made.request_factory,
            capacity=self._capacity,
            **self._kwargs,
        )


class _Server(web.Server):
    def __init__(self, *args: Any, capacity: Callable[[], int], **options: Any) -> None:
        super().__init__(*args, **options)
        self._capacity = capacity
        self._live: dict[_Connection, None] = {}
        """In the order they came."""
        self._sweeping = self._loop.call_later(SWEEP_INTERVAL, self._sweep)

    def __call__(self) -> RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)

    def has_room(self, newcomer: _Connection) -> bool:
        """Keep within the capacity: the oldest that wants nothing at the moment makes room."""
        capacity = self._capacity()
        # More than one goes where there may be fewer than before.
        while len(self._live) >= capacity:
            spare = next((other for other in self._live if other.is_spare), None)
            if spare is None:
                return False
            del self._live[spare]
            spare.give_up()
        self._live[newcomer] = None
        return True

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        """It takes no descriptor any more, even if somebody still works for it."""
        super().connection_lost(handler, exc)
        self._live.pop(cast("_Connection", handler), None)

    async def shutdown(self, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """See Server."""
        self._sweeping.cancel()
        await super().shutdown(timeout)

    def _sweep(self) -> None:
        self._sweeping = self._loop.call_later(SWEEP_INTERVAL, self._sweep)
        overdue = self._loop.time() - REQUEST_LIMIT
        for connection in list(self._live):
            connection.abort_if_since(overdue)


class _Connection(RequestHandler):
    __slots__ = ("_full_since", "_since")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._since: float | None = None
        self._full_since: float | None = None
        """When so much waited to be taken that nothing more is written."""

    @property
    def is_spare(self) -> bool:
        """True if nothing is lost with it: it says nothing, or has not said all, or does not take
        what it asked for."""
        request, full = self._current_request, self._full_since
        if full is not None and full < self._loop.time() - STALLED:
            return True
        return request is None or not request.content.is_eof()

    def pause_writing(self) -> None:
        """See RequestHandler."""
        super().pause_writing()
        self._full_since = self._loop.time()

    def resume_writing(self) -> None:
        """See RequestHandler."""
        super().resume_writing()
        self._full_since = None

    def go_on(self) -> None:
        """Something of what is asked for has come or gone."""
        if self._since is not None:
            self._since = self._loop.time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait less long for the first request than for those to follow."""
        super().connection_made(transport)
        # The operator looks when there is no room for anybody else.
        if is_operators_transport(transport):
            return
        if not cast("_Server", self._manager).has_room(self):
            cast("asyncio.Transport", transport).write(_REFUSAL)
            self.give_up()
            return
        if self._keepalive_handle is not None:
            self._keepalive_handle.cancel()
        self._next_keepalive_close_time = self._loop.time() + FIRST_REQUEST_LIMIT
        self._keepalive_handle = self._loop.call_at(
            self._next_keepalive_close_time, self._process_keepalive
        )

    def give_up(self) -> None:
        """Hang up."""
        task = self._task_handler
        if self._full_since is not None and self.transport is not None:
            # Otherwise it stays until somebody takes what waits.
            self.transport.abort()
        self.force_close()
        if task is not None and self._current_request is None:
            task.cancel()

    def abort_if_since(self, moment: float) -> None:
        """Give up a request that is older, unless it became a WebSocket."""
        is_http = self._payload_parser is None
        if self._since is not None and self._since < moment and is_http and self.transport:
            self.transport.abort()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no HTTP, without a word on what reads it; it is counted, not logged."""
        if status < 500:
            metrics.HTTP_MALFORMED.inc()
        else:
            log.error("request failed", exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("The answer has begun already.")
        response = problem(MalformedRequest() if status < 500 else Internal())
        guard(response)
        response.force_close()
        return response

    async def _handle_request(self, *args: Any) -> tuple[web.StreamResponse, bool]:
        self._since = self._loop.time()
        try:
            return await super()._handle_request(*args)
        finally:
            self._since = None
