"""A worker: one mediasoup process, which uses one CPU core at most.

Longer than other files: what lives in it ends with it, in one order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Self

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.channel.ids import new_id
from worker_bridge.channel.messages import Body
from worker_bridge.channel.process import Process, connect, describe
from worker_bridge.clone import clone
from worker_bridge.errors import (
    InvalidStateError,
    ParameterError,
    WorkerBridgeError,
    WorkerClosedError,
    WorkerDiedError,
    WorkerStartError,
)
from worker_bridge.handles.event_names import WorkerEvents as Events
from worker_bridge.handles.event_names import WorkerObserverEvents as ObserverEvents
from worker_bridge.handles.handle import AppData, close_all
from worker_bridge.handles.lent_requests import Limits
from worker_bridge.handles.lent_router import LentRouter
from worker_bridge.handles.listened import Listened
from worker_bridge.handles.router import Router
from worker_bridge.handles.transports.options import listen_infos as checked_infos
from worker_bridge.handles.webrtc_server import WebRtcServer
from worker_bridge.handles.worker_settings import LogLevel, LogTag
from worker_bridge.negotiation import ortc
from worker_bridge.rtp import ListenInfo, RtpCodecCapability
from worker_bridge.wire.codec import Codec

CLOSE_TIMEOUT = 5.0
"""Seconds for a closed worker to exit before it is killed."""
EXIT_TIMEOUT = 1.0
"""Seconds for a worker that closed its channel to exit before it is killed."""
_WRONG_SETTINGS = 42
"""Exit code of a worker that does not take its settings."""


class Worker(Listened[Events]):
    """Made by `create_worker`.

    Events: `died` (WorkerDiedError): the process ended by itself, with all that it had ·
    `subprocessclose` (): the process is over, however it ended.

    `close()` takes effect at once; `await wait_closed()` waits for the process to be over. As an
    async context manager it does both.
    """

    def __init__(
        self,
        process: Process,
        codec: Codec,
        request_timeout: float,
        on_log: Callable[[int, str], None],
        app_data: AppData | None,
    ) -> None:
        super().__init__()
        self._process = process
        self._channel = Channel(
            codec, request_timeout=request_timeout, on_log=on_log, on_lost=self._channel_lost
        )
        self._closed = False
        self._died = False
        self._lost: WorkerBridgeError | None = None
        self._kill_timer: asyncio.TimerHandle | None = None
        self._routers: set[Router] = set()
        self._lent: set[LentRouter] = set()
        self._webrtc_servers: set[WebRtcServer] = set()
        self._observer: Listened[ObserverEvents] = Listened()
        self._running: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.app_data: AppData = app_data if app_data is not None else {}
        """Data of the owner's own; never looked at."""
        process.exited.add_done_callback(self._exited)

    async def _started(self) -> None:
        self._channel.bind(str(self.pid), self)
        self._channel.connected(*await connect(self._process, lambda: self._channel))
        await self._running

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def closed(self) -> bool:
        """True when it was closed or died."""
        return self._closed

    @property
    def died(self) -> bool:
        """True if the process ended by itself."""
        return self._died

    @property
    def subprocess_closed(self) -> bool:
        """True when the process is over."""
        return self._process.exited.done()

    @property
    def observer(self) -> Listened[ObserverEvents]:
        """Events for those who watch rather than own."""
        return self._observer

    @property
    def requests(self) -> int:
        """Requests sent so far, for metrics."""
        return self._channel.requests

    @property
    def pending_requests(self) -> int:
        """Requests not answered yet, for metrics."""
        return self._channel.pending

    def watch_requests(self, on_answer: Callable[[str, float], None]) -> None:
        """Call `on_answer` with the method of each answered request, and the seconds it took."""
        self._channel.watch_requests(on_answer)

    def close(self) -> None:
        """End the process and all that lives in it, in order. Killed if it takes too long."""
        if self._closed:
            return
        self._closed = True
        if not self._process.exited.done():
            try:
                self._channel.notify(messages.WORKER_CLOSE)
            except WorkerBridgeError:
                self._process.kill()
            self._kill_later(CLOSE_TIMEOUT)
        self._channel.close(WorkerClosedError("the worker was closed"))
        self._close_children()
        self._observer.emit("close")

    def kill(self) -> None:
        """End the process at once, for one that hangs: unless it was closed before, it counts as
        having died, and `died` comes."""
        self._process.kill()

    async def wait_closed(self) -> None:
        """Wait until the process is over."""
        await asyncio.shield(self._process.exited)

    def dump(self) -> Awaitable[Body]:
        """Worker-side state, for debugging. Requested at once, awaited or not."""
        try:
            return self._channel.request(messages.WORKER_DUMP)
        except WorkerBridgeError as error:
            refused: asyncio.Future[Body] = asyncio.get_running_loop().create_future()
            refused.set_exception(error)
            return refused

    async def get_resource_usage(self) -> dict[str, int]:
        """Result of getrusage(2) for the process: CPU times in ms, `ru_maxrss` in KiB, …"""
        return await self._channel.request(messages.WORKER_GET_RESOURCE_USAGE)

    async def update_settings(
        self, *, log_level: LogLevel | None = None, log_tags: Sequence[LogTag] | None = None
    ) -> None:
        """Change what the worker logs. Raises ParameterError."""
        body = {"logLevel": log_level, "logTags": log_tags}
        await self._channel.request(messages.WORKER_UPDATE_SETTINGS, "", body)

    async def create_webrtc_server(
        self, *, listen_infos: Sequence[ListenInfo], app_data: AppData | None = None
    ) -> WebRtcServer:
        """Create a port for WebRtcTransports to share; give one UDP and one TCP info for both.

        Raises ParameterError, RequestError (port taken), WorkerClosedError."""
        id_ = new_id()
        body = {"webRtcServerId": id_, "listenInfos": checked_infos(listen_infos)}
        undo = (messages.WORKER_WEBRTCSERVER_CLOSE, {"webRtcServerId": id_})
        await self._create(messages.WORKER_CREATE_WEBRTCSERVER, body, id_, undo)
        server = WebRtcServer(
            self._channel, id_, app_data=app_data, on_close=self._webrtc_servers.discard
        )
        self._webrtc_servers.add(server)
        self._observer.emit("newwebrtcserver", server)
        return server

    async def create_router(
        self,
        *,
        media_codecs: list[RtpCodecCapability] | None = None,
        app_data: AppData | None = None,
    ) -> Router:
        """Create a router that carries these codecs.

        Raises ParameterError, UnsupportedError, WorkerClosedError."""
        capabilities = ortc.generate_router_rtp_capabilities(
            clone(media_codecs or [], "media_codecs")
        )
        id_ = new_id()
        undo = (messages.WORKER_CLOSE_ROUTER, {"routerId": id_})
        await self._create(messages.WORKER_CREATE_ROUTER, {"routerId": id_}, id_, undo)
        router = Router(
            self._channel,
            id_,
            rtp_capabilities=capabilities,
            app_data=app_data,
            on_close=self._routers.discard,
        )
        self._routers.add(router)
        self._observer.emit("newrouter", router)
        return router

    async def lend_router(
        self,
        *,
        webrtc_server: WebRtcServer,
        pipe_listen_info: ListenInfo,
        send: Callable[[bytes], None],
        on_end: Callable[[], None],
    ) -> LentRouter:
        """Create a router that another process drives, by a `BorrowedWorker`. Its browsers come to
        `webrtc_server`, its pipes to `pipe_listen_info`. `send` gets the messages for that process;
        `on_end` is called when the router is over.

        Raises ParameterError, WorkerClosedError."""
        limits = Limits(webrtc_server.id, pipe_listen_info)
        id_ = new_id()
        undo = (messages.WORKER_CLOSE_ROUTER, {"routerId": id_})
        await self._create(messages.WORKER_CREATE_ROUTER, {"routerId": id_}, id_, undo)

        def ended(lent: LentRouter) -> None:
            self._lent.discard(lent)
            on_end()

        router = LentRouter(self._channel, id_, limits, send, ended)
        self._lent.add(router)
        return router

    async def _create(
        self, request: messages.Request, body: Body, new: str, undo: tuple[messages.Request, Body]
    ) -> None:
        await self._channel.create(
            request, "", body, new, lambda: self._channel.post(undo[0], "", undo[1])
        )
        if self._closed:
            raise WorkerClosedError("the worker was closed meanwhile")

    def notified(self, event: str, body: Body) -> None:
        """Take a notification from the worker; for the channel."""
        if event == "WORKER_RUNNING" and not self._running.done():
            self._running.set_result(None)

    def _channel_lost(self, error: WorkerBridgeError | None) -> None:
        """A worker that cannot be talked to is as good as dead; its exit does the rest."""
        if self._closed or self._process.exited.done():
            return
        self._channel.close(WorkerDiedError(f"worker {self.pid}: {error or 'its channel ended'}"))
        if error is None:  # most likely it is just ending
            self._kill_later(EXIT_TIMEOUT)
        else:
            self._lost = error
            self._process.kill()

    def _kill_later(self, seconds: float) -> None:
        if self._kill_timer is None:
            loop = asyncio.get_running_loop()
            self._kill_timer = loop.call_later(seconds, self._process.kill)

    def _exited(self, exited: asyncio.Future[int]) -> None:
        status = exited.result()
        if self._kill_timer is not None:
            self._kill_timer.cancel()
        text = f"worker {self.pid}: {describe(status)}"
        if self._lost is not None:
            text = f"worker {self.pid}: {self._lost}"
        if not self._closed:
            self._end_by_itself(status, text)
        self.emit("subprocessclose")

    def _end_by_itself(self, status: int, text: str) -> None:
        self._closed = self._died = True
        error = WorkerDiedError(text)
        if not self._running.done():
            wrong = status == _WRONG_SETTINGS << 8
            self._running.set_exception(
                ParameterError("wrong settings") if wrong else WorkerStartError(text)
            )
        self._channel.close(error)
        self._close_children()
        self.emit("died", error)
        self._observer.emit("close")

    def _close_children(self) -> None:
        close_all([*self._routers, *self._webrtc_servers], "workerclose")
        for lent in list(self._lent):
            lent.ended()

    async def __aenter__(self) -> Self:
        if self._closed:
            raise InvalidStateError("the worker is closed")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
        await self.wait_closed()

    def __repr__(self) -> str:
        state = "died" if self._died else "closed" if self._closed else "running"
        return f"<Worker {self.pid} {state}>"
