"""A router of a worker here that another process drives.

That one has a `Router` of its own for it (`borrowed_worker`), and the messages of its channel come
here. What they ask is decoded, looked at, and asked of the worker anew: nothing that was written
elsewhere gets to a worker as it is, and nothing can be asked of what is not the router's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.channel.messages import Body, Request
from worker_bridge.errors import (
    NotFoundError,
    ParameterError,
    ProtocolError,
    WorkerClosedError,
)
from worker_bridge.handles import lent_requests
from worker_bridge.handles.lent_requests import Limits
from worker_bridge.wire.framing import FrameReader, frame

MAX_THINGS = 20_000
"""Transports, producers, consumers and observers of one lent router."""


@dataclass(frozen=True, slots=True)
class LentTransport:
    """A transport of a browser on a lent router."""

    id: str
    get_stats: Callable[[], Awaitable[list[dict[str, Any]]]]
    """As a transport's own."""


class LentRouter:
    """Made by `Worker.lend_router`."""

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        limits: Limits,
        send: Callable[[bytes], None],
        on_end: Callable[[LentRouter], None],
    ) -> None:
        """`send` gets bytes for who drives it, and never waits; `on_end` is called once."""
        self._channel = channel
        self._limits = limits
        self._send = send
        self._on_end = on_end
        self._parents: dict[str, str] = {}
        """What there is on it, and what that lives in."""
        self._children: dict[str, set[str]] = {}
        """What lives in each transport."""
        self._browsers: set[str] = set()
        """Transports of browsers."""
        self._producers: set[str] = set()
        self._consumers: set[str] = set()
        self._closed = False
        self._frames = FrameReader()
        self.pending = 0
        """Requests that the worker has not answered yet."""
        self.id = id

    @property
    def closed(self) -> bool:
        """True when it is over."""
        return self._closed

    @property
    def load(self) -> int:
        """Transports of browsers and consumers on it."""
        return len(self._browsers) + len(self._consumers)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Transports of browsers, producers and consumers on it, those of pipes among them."""
        return len(self._browsers), len(self._producers), len(self._consumers)

    def receiving(self) -> Iterator[LentTransport]:
        """The transports of browsers."""
        for id_ in self._browsers:
            yield LentTransport(id_, partial(self._stats, id_))

    def received(self, data: bytes) -> None:
        """Take bytes from who drives it, however they were cut. Raises ProtocolError: that one is
        not to be trusted, and the router is to be closed."""
        for message in self._frames.feed(data):
            if self._closed:
                return
            decoded = self._channel.codec.decode_message(message)
            try:
                if decoded["dataType"] != "Request":
                    raise ProtocolError("only requests are taken")
                self._take(decoded["data"])
            except (ParameterError, KeyError, TypeError, ValueError) as error:
                raise ProtocolError(f"not a request for a lent router: {error}") from error

    def close(self) -> None:
        """End it, with all on it."""
        if self._closed:
            return
        self._channel.post(messages.WORKER_CLOSE_ROUTER, "", {"routerId": self.id})
        self.ended()

    def ended(self) -> None:
        """It is over, as the worker knows."""
        if self._closed:
            return
        self._closed = True
        for id_ in (*self._parents, self.id):
            self._channel.unbind(id_)
        self._parents.clear()
        self._children.clear()
        for kind in (self._browsers, self._producers, self._consumers):
            kind.clear()
        self._on_end(self)

    def _take(self, data: Body) -> None:
        number, method, handler = data["id"], data["method"], data.get("handlerId", "")
        body = data.get("body")
        if method == messages.WORKER_CLOSE_ROUTER.method and body == {"routerId": self.id}:
            self.close()
            return
        kind = lent_requests.ALLOWED.get(method)
        if kind is None:
            raise ProtocolError(f"{method} is not for a lent router")
        if handler != self.id and handler not in self._parents:
            # It may have ended a moment ago, which who asks does not know yet.
            self._refuse(number, NotFoundError(f"nothing of the id {handler}"))
            return
        checked = kind.check(body or {}, self._limits)
        new = str(checked[kind.makes]) if kind.makes else None
        if new is not None:
            if len(self._parents) >= MAX_THINGS:
                self._refuse(number, ParameterError("too much on one router"))
                return
            self._channel.expect(new)
            self._channel.bind(new, _Passing(self, new))
            self._parents[new] = handler
            self._children.setdefault(handler, set()).add(new)
            if method in lent_requests.OF_BROWSERS:
                self._browsers.add(new)
            elif kind.makes == "consumerId":
                self._consumers.add(new)
            elif kind.makes == "producerId":
                self._producers.add(new)
        elif kind.closes:
            self._forget(str(checked[kind.closes]))
        request = lent_requests.for_handler(kind.request, is_browser=handler in self._browsers)
        self.pending += 1
        asking = asyncio.ensure_future(self._channel.request(request, handler, checked or None))
        asking.add_done_callback(partial(self._answered, number, request, new))

    def _answered(
        self, number: int, request: Request, new: str | None, asked: asyncio.Future[Body]
    ) -> None:
        self.pending -= 1
        if self._closed or asked.cancelled():
            return
        error = asked.exception()
        if error is None:
            answer: Body = {"id": number, "accepted": True}
            if request.response is not None:
                answer |= {"bodyType": request.response, "body": asked.result()}
            self._tell("Response", answer)
        elif isinstance(error, WorkerClosedError):
            self.ended()
        else:
            if new is not None:
                self._forget(new)
            self._refuse(number, error)

    def _refuse(self, number: int, error: BaseException) -> None:
        kind = "Error"
        if isinstance(error, ParameterError):
            kind = "TypeError"
        elif isinstance(error, NotFoundError):
            kind = "NotFoundError"
        self._tell("Response", {"id": number, "error": kind, "reason": str(error)})

    def tell(self, id_: str, event: str, body: Body) -> None:
        """Pass on what the worker says of something on it."""
        notification = lent_requests.notification(id_, event, body)
        if notification is not None:
            self._tell("Notification", notification)
        if event == lent_requests.ENDS_A_CONSUMER:
            self._forget(id_)

    def _tell(self, kind: str, data: Body) -> None:
        message = {"dataType": kind, "data": data}
        self._send(frame(self._channel.codec.encode_message(message)))

    def _forget(self, id_: str) -> None:
        """Something ended, with all that lives in it."""
        parent = self._parents.pop(id_, None)
        if parent is None:
            return
        self._channel.unbind(id_)
        self._children.get(parent, set()).discard(id_)
        for kind in (self._browsers, self._producers, self._consumers):
            kind.discard(id_)
        for child in self._children.pop(id_, set()):
            self._parents[child] = ""
            self._forget(child)

    async def _stats(self, id_: str) -> list[dict[str, Any]]:
        """Raises WorkerBridgeError."""
        if id_ not in self._browsers:
            raise NotFoundError("it is gone")
        answer = await self._channel.request(messages.WEBRTCTRANSPORT_GET_STATS, id_)
        return [{"sendBitrate": answer["base"]["sendBitrate"]}]


class _Passing:
    """Takes the notifications of one thing on a lent router."""

    __slots__ = ("_id", "_router")

    def __init__(self, router: LentRouter, id_: str) -> None:
        self._router = router
        self._id = id_

    def notified(self, event: str, body: Body) -> None:
        """Pass one on."""
        self._router.tell(self._id, event, body)
