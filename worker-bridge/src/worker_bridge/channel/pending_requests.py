"""Requests that were sent and are not answered yet."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from worker_bridge.channel.messages import Body, Request
from worker_bridge.errors import (
    NotFoundError,
    ParameterError,
    ProtocolError,
    RequestError,
    RequestTimeoutError,
    WorkerBridgeError,
    WorkerClosedError,
)

_log = logging.getLogger("worker_bridge")

Pending = tuple[Request, asyncio.Future[Body] | None, float]
"""A request, the future of its answer if anybody waits for it, and its deadline."""


class PendingRequests:
    """Gives each answer to whoever waits for it, or an error when it is late."""

    def __init__(self, timeout: float) -> None:
        """`timeout`: seconds for an answer."""
        self._loop = asyncio.get_running_loop()
        self._timeout = timeout
        self._by_number: dict[int, Pending] = {}
        self._timer: asyncio.TimerHandle | None = None
        self.total = 0
        """Requests so far."""
        self.on_answer: Callable[[str, float], None] | None = None
        """Gets the method of each answered request, and the seconds that the answer took."""

    def __len__(self) -> int:
        return len(self._by_number)

    def add(self, number: int, request: Request, future: asyncio.Future[Body] | None) -> None:
        """Wait for the answer to a request that is about to be sent."""
        self._by_number[number] = (request, future, self._loop.time() + self._timeout)
        if self._timer is None:
            self._timer = self._loop.call_later(self._timeout, self._expire)
        self.total += 1

    def answered(self, response: Body) -> None:
        """Pass on an answer. Raises ProtocolError for one that does not fit its request."""
        pending = self._by_number.get(response["id"])
        if pending is None:
            _log.debug("late answer to request %d", response["id"])
            return
        request, future, deadline = pending
        if response["accepted"] and response.get("bodyType") != request.response:
            # It stays among those that the end of the channel fails.
            raise ProtocolError(f"{request.method} answered by {response.get('bodyType')}")
        del self._by_number[response["id"]]
        if self.on_answer is not None:
            began = deadline - self._timeout
            call_owner(self.on_answer, request.method, self._loop.time() - began)
        if future is None or future.done():
            return
        if response["accepted"]:
            future.set_result(response.get("body", {}))
        else:
            future.set_exception(_refusal(request, response))

    def fail(self, failure: WorkerClosedError) -> None:
        """Give up all of them."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for request, future, _ in self._by_number.values():
            if future is not None and not future.done():
                future.set_exception(type(failure)(f"{request.method}: {failure}"))
        self._by_number.clear()

    def _expire(self) -> None:
        """One timer for all: requests are answered late in the order that they were sent in."""
        now = self._loop.time()
        self._timer = None
        for number, (request, future, deadline) in list(self._by_number.items()):
            if deadline > now:
                self._timer = self._loop.call_at(deadline, self._expire)
                break
            del self._by_number[number]
            if future is not None and not future.done():
                error = f"{request.method}: no answer within {self._timeout:g} s"
                future.set_exception(RequestTimeoutError(error))


def call_owner(handler: Callable[..., None], *details: Any) -> None:
    """Call what the worker's owner gave us: its mistakes are not the worker's."""
    try:
        handler(*details)
    except Exception:
        _log.exception("handler failed")


def _refusal(request: Request, response: Body) -> WorkerBridgeError:
    reason = f"{request.method}: {response.get('reason') or response.get('error') or 'refused'}"
    match response.get("error"):
        case "TypeError":
            return ParameterError(reason)
        case "NotFoundError":
            return NotFoundError(reason)
        case _:
            return RequestError(reason)
