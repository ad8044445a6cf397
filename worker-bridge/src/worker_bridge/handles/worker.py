"""A worker: one mediasoup process, which uses one CPU core at most."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Literal, Self

from worker_bridge.channel import messages, process
from worker_bridge.channel.channel import Body, Channel, new_id
from worker_bridge.channel.process import Process
from worker_bridge.clone import clone
from worker_bridge.errors import (
    InvalidStateError,
    ParameterError,
    WorkerBridgeError,
    WorkerClosedError,
    WorkerDiedError,
    WorkerStartError,
)
from worker_bridge.events import Emitter
from worker_bridge.handles.handle import AppData, close_all
from worker_bridge.handles.router import Router
from worker_bridge.handles.transports import options
from worker_bridge.handles.webrtc_server import WebRtcServer
from worker_bridge.installation import Installation, find_or_fail
from worker_bridge.negotiation import ortc
from worker_bridge.rtp import ListenInfo, RtpCodecCapability
from worker_bridge.wire import codec

Events = Literal["died", "subprocessclose"]
ObserverEvents = Literal["close", "newwebrtcserver", "newrouter"]
LogLevel = Literal["debug", "warn", "error", "none"]
LogTag = Literal[
    "info",
    "ice",
    "dtls",
    "rtp",
    "srtp",
    "rtcp",
    "rtx",
    "bwe",
    "score",
    "simulcast",
    "svc",
    "sctp",
    "message",
]

START_TIMEOUT = 20.0
"""Seconds for a worker to come up."""
REQUEST_TIMEOUT = 15.0
"""Seconds for a worker to answer."""
CLOSE_TIMEOUT = 5.0
"""Seconds for a closed worker to exit before it is killed."""
EXIT_TIMEOUT = 1.0
"""Seconds for a worker that closed its channel to exit before it is killed."""
_WRONG_SETTINGS = 42
_LONGEST_ARGUMENT = 4096

_log = logging.getLogger("worker_bridge.worker")

observer: Emitter[Literal["newworker"]] = Emitter()
"""Event: `newworker` (Worker), for whatever watches all workers of this process."""


async def create_worker(
    installation: Installation | None = None,
    *,
    log_level: LogLevel = "warn",
    log_tags: Sequence[LogTag] = (),
    rtc_min_port: int | None = None,
    rtc_max_port: int | None = None,
    dtls_certificate_file: str | None = None,
    dtls_private_key_file: str | None = None,
    libwebrtc_field_trials: str | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    on_log: Callable[[int, str], None] | None = None,
    app_data: AppData | None = None,
) -> Worker:
    """Start a worker process and wait until it is ready.

    `installation`: what `provision.install` or `provision.find` gave; found by itself if None.
    Ports of transports without a port of their own lie from `rtc_min_port` to `rtc_max_port`.
    `on_log` gets the level (of `logging`) and text of what the worker logs; by default it goes to
    the logger `worker_bridge.worker`.
    Raises WorkerStartError, ParameterError for wrong settings, ProvisionError."""
    if installation is None:
        installation = find_or_fail()
    if not isinstance(log_tags, list | tuple):
        raise ParameterError("log_tags must be an array")
    arguments = [
        *_argument("logLevel", log_level, str),
        *(argument for tag in log_tags for argument in _argument("logTag", tag, str)),
        *_argument("rtcMinPort", rtc_min_port, int),
        *_argument("rtcMaxPort", rtc_max_port, int),
        *_argument("dtlsCertificateFile", dtls_certificate_file, str),
        *_argument("dtlsPrivateKeyFile", dtls_private_key_file, str),
        *_argument("libwebrtcFieldTrials", libwebrtc_field_trials, str),
    ]
    the_codec = codec.load(installation.schemas)
    child = Process(installation.binary, arguments, {"MEDIASOUP_VERSION": installation.version})
    worker = Worker(child, the_codec, request_timeout, on_log or _to_logger, app_data)
    try:
        async with asyncio.timeout(START_TIMEOUT):
            await worker._started()  # noqa: SLF001
    except BaseException as error:
        child.kill()
        worker.close()
        # Else nobody reaps it when the loop ends with the task that was cancelled.
        await worker.wait_closed()
        if isinstance(error, TimeoutError):
            raise WorkerStartError(f"not ready within {START_TIMEOUT:g} s") from error
        raise
    observer.emit("newworker", worker)
    return worker


def _argument(option: str, value: object, kind: type) -> list[str]:
    """A setting as the process gets it; none if there is no value. Raises ParameterError."""
    if value is None:
        return []
    text = f"--{option}={value}"
    if type(value) is not kind or "\0" in text or len(text) > _LONGEST_ARGUMENT:
        raise ParameterError(f"{option}: not a value for it")
    if isinstance(value, int) and not 0 <= value <= 65535:
        raise ParameterError(f"{option} must be from 0 to 65535")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ParameterError(f"{option} must be text that UTF-8 can carry") from None
    return [text]


def _to_logger(level: int, text: str) -> None:
    _log.log(level, "%s", text)


class Worker(Emitter[Events]):
    """Made by `create_worker`.

    Events: `died` (WorkerDiedError): the process ended by itself, with all that it had ·
    `subprocessclose` (): the process is over, however it ended.

    `close()` takes effect at once; `await wait_closed()` waits for the process to be over. As an
    async context manager it does both.
    """

    def __init__(
        self,
        child: Process,
        the_codec: codec.Codec,
        request_timeout: float,
        on_log: Callable[[int, str], None],
        app_data: AppData | None,
    ) -> None:
        super().__init__()
        self._process = child
        self._channel = Channel(
            the_codec, request_timeout=request_timeout, on_log=on_log, on_lost=self._channel_lost
        )
        self._closed = False
        self._died = False
        self._lost: WorkerBridgeError | None = None
        self._kill_timer: asyncio.TimerHandle | None = None
        self._routers: set[Router] = set()
        self._webrtc_servers: set[WebRtcServer] = set()
        self._observer: Emitter[ObserverEvents] = Emitter()
        self._running: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.app_data: AppData = app_data if app_data is not None else {}
        """Yours; never looked at."""
        child.exited.add_done_callback(self._exited)

    async def _started(self) -> None:
        self._channel.bind(str(self.pid), self)
        self._channel.connected(*await process.connect(self._process, lambda: self._channel))
        await self._running

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def closed(self) -> bool:
        """Whether it was closed or died."""
        return self._closed

    @property
    def died(self) -> bool:
        """Whether the process ended by itself."""
        return self._died

    @property
    def subprocess_closed(self) -> bool:
        """Whether the process is over."""
        return self._process.exited.done()

    @property
    def observer(self) -> Emitter[ObserverEvents]:
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
        """Be told the method of each request that is answered, and the seconds that it took."""
        self._channel.on_answer = on_answer

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
        """The worker's inner view, for people. Asked for at once, awaited or not."""
        try:
            return self._channel.request(messages.WORKER_DUMP)
        except WorkerBridgeError as error:
            refused: asyncio.Future[Body] = asyncio.get_running_loop().create_future()
            refused.set_exception(error)
            return refused

    async def get_resource_usage(self) -> dict[str, int]:
        """What getrusage(2) says of the process: CPU times in ms, `ru_maxrss` in KiB, …"""
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
        """A port for WebRtcTransports to share; give one UDP and one TCP info for both.

        Raises ParameterError, RequestError (port taken), WorkerClosedError."""
        id_ = new_id()
        body = {"webRtcServerId": id_, "listenInfos": options.listen_infos(listen_infos)}
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
        """A router that carries these codecs.

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
        text = f"worker {self.pid}: {process.describe(status)}"
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
