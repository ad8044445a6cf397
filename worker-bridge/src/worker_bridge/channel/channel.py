"""Requests, answers and notifications between this process and one worker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from worker_bridge.channel.message_head import message_head
from worker_bridge.channel.messages import Body, Notification, Request
from worker_bridge.channel.pending_requests import PendingRequests, call_owner
from worker_bridge.channel.subscribers import Subscriber, Subscribers
from worker_bridge.channel.write_queue import FULL, HIGH_WATER, WriteQueue
from worker_bridge.errors import (
    ChannelFullError,
    ProtocolError,
    RequestTimeoutError,
    WorkerBridgeError,
    WorkerClosedError,
)
from worker_bridge.wire.codec import Codec, Encoded
from worker_bridge.wire.framing import FrameReader, frame
from worker_bridge.wire.template import Template, pack_u32

_LEVELS = {"D": logging.DEBUG, "W": logging.WARNING, "E": logging.ERROR, "X": logging.INFO}


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
        self._pending = PendingRequests(request_timeout)
        self._next_number = 1
        self._failure: WorkerClosedError | None = None
        self._subscribers = Subscribers(self._lost)
        self._heads: dict[tuple[Request | Notification, bool], Template] = {}

    @property
    def codec(self) -> Codec:
        """Encodes what goes through this channel."""
        return self._codec

    @property
    def waiting(self) -> int:
        """Bytes that wait for the worker to read."""
        return self._outgoing.waiting

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._pending.total

    @property
    def pending(self) -> int:
        """Requests not answered yet."""
        return len(self._pending)

    def watch_requests(self, on_answer: Callable[[str, float], None]) -> None:
        """Pass on the method of each answered request, and the seconds that the answer took."""
        self._pending.on_answer = on_answer

    # -- asking ------------------------------------------------------------------------------

    def request(
        self, request: Request, handler_id: str = "", body: Body | Encoded | None = None
    ) -> Awaitable[Body]:
        """Ask the worker; awaiting it gives the body of the response, empty if that has none.

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
        self.expect(new)
        try:
            return await self.request(request, handler_id, body)
        except BaseException as error:
            self._subscribers.unbind(new)
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
        number = self._next_number
        self._next_number = number % 0xFFFFFFFF + 1
        packed = pack_u32(number)
        start = head.fill(packed, handler_id.encode()) if handler_id else head.fill(packed)
        data = frame(start, piece)
        self._pending.add(number, request, future)
        self._outgoing.write(data)

    def _body(self, member: str, body: Body | Encoded | None) -> bytes:
        if type(body) is Encoded:
            return body
        return self._codec.encode(self._codec.member("FBS.Request.Body", member), body)

    def _new_head(self, kind: Request | Notification, has_handler: bool) -> Template:
        head = self._heads[kind, has_handler] = message_head(self._codec, kind, has_handler)
        return head

    def _must_be_open(self) -> None:
        if self._failure is not None:
            raise type(self._failure)(*self._failure.args)

    # -- notifications -----------------------------------------------------------------------

    def expect(self, handler_id: str) -> None:
        """Keep what comes for an object until it is bound. Raises ParameterError if there is
        something of that id."""
        self._subscribers.expect(handler_id)

    def bind(self, handler_id: str, subscriber: Subscriber) -> None:
        """Pass on an object's notifications: those kept since its creation was asked for first,
        in the loop's next turn, so that the object's maker can add handlers before."""
        self._subscribers.bind(handler_id, subscriber)

    def unbind(self, handler_id: str) -> None:
        """Drop what comes for an object from now on."""
        self._subscribers.unbind(handler_id)

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
            self._pending.answered(data)
        elif kind == "Notification":
            self._subscribers.deliver(data["handlerId"], data["event"], data.get("body", {}))
        elif kind == "Log":
            text = data["data"]
            call_owner(self._on_log, _LEVELS.get(text[:1], logging.INFO), text[1:])
        else:
            raise ProtocolError(f"the worker sent a {kind}")

    # -- ending ------------------------------------------------------------------------------

    def close(self, failure: WorkerClosedError) -> None:
        """End: what is asked, and what will be, fails with `failure`. What was queued is sent."""
        if self._failure is not None:
            return
        self._failure = failure
        self._pending.fail(failure)
        self._subscribers.clear()
        self._disconnect()

    def _disconnect(self) -> None:
        self._outgoing.close()
        if self._reader is not None:
            self._reader.close()
