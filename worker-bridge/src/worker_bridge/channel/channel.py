"""Requests, answers and notifications between this process and one worker."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from worker_bridge.channel.messages import Notification, Request
from worker_bridge.channel.write_queue import FULL, HIGH_WATER, WriteQueue
from worker_bridge.errors import (
    ChannelFullError,
    NotFoundError,
    ParameterError,
    ProtocolError,
    RequestError,
    RequestTimeoutError,
    WorkerBridgeError,
    WorkerClosedError,
)
from worker_bridge.wire import template
from worker_bridge.wire.codec import Codec, Encoded
from worker_bridge.wire.framing import FrameReader, frame
from worker_bridge.wire.template import Template, pack_u32

Body = dict[str, Any]

_log = logging.getLogger("worker_bridge")
_LEVELS = {"D": logging.DEBUG, "W": logging.WARNING, "E": logging.ERROR, "X": logging.INFO}


def new_id() -> str:
    """An id for something new in the worker: a random UUID (RFC 9562), made quickly."""
    digits = secrets.token_hex(16)
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


class Subscriber(Protocol):
    """Whoever gets the notifications for an id."""

    def notified(self, event: str, body: Body) -> None:
        """Take one."""


Pending = tuple[Request, asyncio.Future[Body] | None, float]
"""What was asked, who waits for the answer, and until when."""


class Channel(asyncio.Protocol):
    """Both directions of a worker's channel.

    Writes of one turn of the loop leave as one. Requests wait while the worker is slow to read;
    notifications and closing requests do not wait.
    """

    def __init__(
        self,
        codec: Codec,
        *,
        request_timeout: float,
        on_log: Callable[[int, str], None],
        on_lost: Callable[[WorkerBridgeError | None], None],
    ) -> None:
        """`on_lost` is called once: with an error if the worker sent nonsense, None at its end."""
        self._loop = asyncio.get_running_loop()
        self._codec = codec
        self._timeout = request_timeout
        self._on_log = on_log
        self._on_lost = on_lost
        self._frames = FrameReader()
        self._outgoing = WriteQueue()
        self._reader: asyncio.BaseTransport | None = None
        self._pending: dict[int, Pending] = {}
        self._next_id = 0
        self._timer: asyncio.TimerHandle | None = None
        self._failure: WorkerClosedError | None = None
        self._subscribers: dict[str, Subscriber | list[tuple[str, Body]]] = {}
        self._heads: dict[tuple[Request | Notification, bool], Template] = {}
        self.requests = 0
        """Requests sent so far."""
        self.on_answer: Callable[[str, float], None] | None = None
        """Hears the method of each answered request, and the seconds that the answer took."""

    @property
    def codec(self) -> Codec:
        """Encodes what goes through this channel."""
        return self._codec

    @property
    def waiting(self) -> int:
        """Bytes that wait for the worker to read."""
        return self._outgoing.waiting

    @property
    def pending(self) -> int:
        """Requests not answered yet."""
        return len(self._pending)

    # -- asking ------------------------------------------------------------------------------

    def request(
        self, request: Request, handler_id: str = "", body: Body | Encoded | None = None
    ) -> Awaitable[Body]:
        """Ask the worker; what is awaited gives what it answers, an empty dict for a bare yes.

        Raises ParameterError before anything is sent, or for the worker's own TypeError;
        NotFoundError, RequestError, RequestTimeoutError, WorkerClosedError."""
        if self._outgoing.waiting > HIGH_WATER:
            return self._request_later(request, handler_id, body)
        future: asyncio.Future[Body] = self._loop.create_future()
        self._send_request(request, handler_id, body, future)
        return future

    async def _request_later(
        self, request: Request, handler_id: str, body: Body | Encoded | None
    ) -> Body:
        try:
            await self._outgoing.drained(self._timeout)
        except TimeoutError:
            raise RequestTimeoutError("the worker does not read") from None
        return await self.request(request, handler_id, body)

    async def create(
        self,
        request: Request,
        handler_id: str,
        body: Body | Encoded,
        new: str,
        undo: Callable[[], None],
    ) -> Body:
        """Ask for something new, whose notifications are kept from now on until it is bound.

        If the answer is not waited for to the end, `undo` has to tell the worker to drop it.
        Raises ParameterError if there is something of that id, and what `request` raises."""
        if new in self._subscribers:
            raise ParameterError(f"the id {new} is in use")
        self._subscribers[new] = []
        try:
            return await self.request(request, handler_id, body)
        except BaseException as error:
            self._subscribers.pop(new, None)
            if isinstance(error, asyncio.CancelledError | RequestTimeoutError):
                undo()
            raise

    def post(self, request: Request, handler_id: str, body: Body) -> None:
        """Ask without waiting for the answer; for closing. Does nothing on a closed channel."""
        if self._failure is None:
            self._send_request(request, handler_id, body, None)

    def notify(self, notification: Notification, handler_id: str = "", body: Any = None) -> None:
        """Tell the worker something that it does not answer. `body` is an object, or bytes where
        they are all that the notification carries.

        Raises ParameterError, ChannelFullError, WorkerClosedError."""
        self._must_be_open()
        if self._outgoing.waiting > FULL:
            raise ChannelFullError(f"{self._outgoing.waiting} bytes wait for the worker")
        piece = b""
        if notification.body is not None:
            table = self._codec.member("FBS.Notification.Body", notification.body)
            encode = self._codec.encode if isinstance(body, dict) else self._codec.encode_data
            piece = encode(table, body)
        head = self._heads.get((notification, bool(handler_id)))
        head = head or self._new_head(notification, bool(handler_id))
        start = head.fill(handler_id.encode()) if handler_id else head.fill()
        self._outgoing.write(frame(start, piece))

    def _send_request(
        self,
        request: Request,
        handler_id: str,
        body: Body | Encoded | None,
        future: asyncio.Future[Body] | None,
    ) -> None:
        self._must_be_open()
        if self._outgoing.waiting > FULL and future is not None:
            raise ChannelFullError(f"{self._outgoing.waiting} bytes wait for the worker")
        piece = b"" if request.body is None else self._body(request.body, body)
        head = self._heads.get((request, bool(handler_id)))
        head = head or self._new_head(request, bool(handler_id))
        if self._next_id == 0xFFFFFFFF:
            self._next_id = 0
        self._next_id += 1
        number = pack_u32(self._next_id)
        start = head.fill(number, handler_id.encode()) if handler_id else head.fill(number)
        data = frame(start, piece)
        self._pending[self._next_id] = (request, future, self._loop.time() + self._timeout)
        if self._timer is None:
            self._timer = self._loop.call_later(self._timeout, self._expire)
        self.requests += 1
        self._outgoing.write(data)

    def _body(self, member: str, body: Body | Encoded | None) -> bytes:
        if type(body) is Encoded:
            return body
        return self._codec.encode(self._codec.member("FBS.Request.Body", member), body)

    def _new_head(self, kind: Request | Notification, has_handler: bool) -> Template:
        """What stands before the body: it differs in a request's number and the handler only."""

        def make() -> tuple[bytes, list[bytes]]:
            handler = template.mark_id() if has_handler else ""
            data: Body = {"handlerId": handler}
            marks = [handler.encode()] if has_handler else []
            if isinstance(kind, Request):
                number = template.mark_number()
                data |= {"id": number, "method": kind.method}
                marks.insert(0, pack_u32(number))
            else:
                data["event"] = kind.event
            if kind.body is not None:
                data |= {"bodyType": kind.body, "body": Encoded()}
            message = {"dataType": type(kind).__name__, "data": data}
            return self._codec.encode_message(message), marks

        head = self._heads[kind, has_handler] = template.from_marks(make)
        return head

    def _must_be_open(self) -> None:
        if self._failure is not None:
            raise type(self._failure)(*self._failure.args)

    # -- notifications -----------------------------------------------------------------------

    def bind(self, handler_id: str, subscriber: Subscriber) -> None:
        """Pass on an object's notifications: those kept since its creation was asked for first,
        in the loop's next turn, so that the object's maker can add handlers before."""
        kept = self._subscribers.get(handler_id)
        if not kept:
            self._subscribers[handler_id] = subscriber
        else:
            self._loop.call_soon(self._replay, handler_id, subscriber)

    def _replay(self, handler_id: str, subscriber: Subscriber) -> None:
        kept = self._subscribers.get(handler_id)
        if isinstance(kept, list):
            self._subscribers[handler_id] = subscriber
            try:
                for event, body in kept:
                    _deliver(subscriber, event, body)
            except ProtocolError as error:
                self._lost(error)

    def unbind(self, handler_id: str) -> None:
        """Drop what comes for an object from now on."""
        self._subscribers.pop(handler_id, None)

    # -- writing -----------------------------------------------------------------------------

    def pause_writing(self) -> None:
        """The worker reads slower than we write."""
        self._outgoing.pause()

    def resume_writing(self) -> None:
        """The worker has caught up."""
        self._outgoing.resume()

    # -- reading -----------------------------------------------------------------------------

    def connected(self, reader: asyncio.BaseTransport, writer: asyncio.WriteTransport) -> None:
        """Both ends are there: reading goes on, what was queued leaves."""
        self._reader = reader
        self._outgoing.connected(writer)
        if self._failure is not None:  # meanwhile
            self._disconnect()

    def data_received(self, data: bytes) -> None:
        """Bytes from the worker."""
        try:
            for message in self._frames.feed(data):
                self._received(self._codec.decode_message(message))
        except ProtocolError as error:
            self._lost(error)

    def connection_lost(self, exc: Exception | None) -> None:
        """The worker closed its end, or ended."""
        self._outgoing.end()
        self._lost(None)

    def _lost(self, error: WorkerBridgeError | None) -> None:
        if self._failure is None:
            self._on_lost(error)

    def _received(self, message: Body) -> None:
        kind, data = message["dataType"], message["data"]
        if kind == "Response":
            self._answered(data)
        elif kind == "Notification":
            subscriber = self._subscribers.get(data["handlerId"])
            if isinstance(subscriber, list):
                subscriber.append((data["event"], data.get("body", {})))
            elif subscriber is not None:
                _deliver(subscriber, data["event"], data.get("body", {}))
        elif kind == "Log":
            text = data["data"]
            _tell(self._on_log, _LEVELS.get(text[:1], logging.INFO), text[1:])
        else:
            raise ProtocolError(f"the worker sent a {kind}")

    def _answered(self, response: Body) -> None:
        pending = self._pending.get(response["id"])
        if pending is None:
            _log.debug("late answer to request %d", response["id"])
            return
        request, future, deadline = pending
        if response["accepted"] and response.get("bodyType") != request.response:
            # It stays among those that the end of the channel fails.
            raise ProtocolError(f"{request.method} answered by {response.get('bodyType')}")
        del self._pending[response["id"]]
        if self.on_answer is not None:
            began = deadline - self._timeout
            _tell(self.on_answer, request.method, self._loop.time() - began)
        if future is None or future.done():
            return
        if response["accepted"]:
            future.set_result(response.get("body", {}))
        else:
            future.set_exception(_refusal(request, response))

    # -- ending ------------------------------------------------------------------------------

    def _expire(self) -> None:
        """One timer for all: requests are answered late in the order that they were sent in."""
        now = self._loop.time()
        self._timer = None
        for number, (request, future, deadline) in list(self._pending.items()):
            if deadline > now:
                self._timer = self._loop.call_at(deadline, self._expire)
                break
            del self._pending[number]
            if future is not None and not future.done():
                error = f"{request.method}: no answer within {self._timeout:g} s"
                future.set_exception(RequestTimeoutError(error))

    def close(self, failure: WorkerClosedError) -> None:
        """End: what is asked, and what will be, fails with `failure`. What was queued is sent."""
        if self._failure is not None:
            return
        self._failure = failure
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for request, future, _ in self._pending.values():
            if future is not None and not future.done():
                future.set_exception(type(failure)(f"{request.method}: {failure}"))
        self._pending.clear()
        self._subscribers.clear()
        self._disconnect()

    def _disconnect(self) -> None:
        self._outgoing.close()
        if self._reader is not None:
            self._reader.close()


def _deliver(subscriber: Subscriber, event: str, body: Body) -> None:
    """Pass a notification on. Raises ProtocolError if it lacks what it should carry."""
    try:
        subscriber.notified(event, body)
    except Exception as error:
        raise ProtocolError(f"{event} makes no sense: {error!r}") from error


def _tell(handler: Callable[..., None], *details: Any) -> None:
    """Call what the owner gave us: its mistakes are not the worker's."""
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
