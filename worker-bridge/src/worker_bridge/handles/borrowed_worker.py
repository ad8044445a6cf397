"""A worker of another process, of which one router is ours: the other end of a `LentRouter`.

Its channel goes through a socket, over which whoever borrows carries messages there and back."""

from __future__ import annotations

import asyncio
import logging
import socket

from worker_bridge.channel.channel import Channel
from worker_bridge.clone import clone
from worker_bridge.errors import WorkerBridgeError, WorkerDiedError
from worker_bridge.handles.handle import AppData
from worker_bridge.handles.router import Router
from worker_bridge.handles.webrtc_server import WebRtcServer
from worker_bridge.installation import Installation
from worker_bridge.negotiation import ortc
from worker_bridge.rtp import RtpCodecCapability
from worker_bridge.wire.codec import load

_log = logging.getLogger("worker_bridge")


class BorrowedWorker:
    """Made by `borrow`. When its socket ends, its router gets `workerclose`, as when a worker
    dies."""

    def __init__(
        self,
        installation: Installation,
        *,
        router_id: str,
        webrtc_server_id: str,
        media_codecs: list[RtpCodecCapability],
        request_timeout: float,
        app_data: AppData | None,
    ) -> None:
        self._channel = Channel(
            load(installation.schemas),
            request_timeout=request_timeout,
            on_log=lambda level, text: _log.log(level, "%s", text),
            on_lost=self._lost,
        )
        self.webrtc_server = WebRtcServer(
            self._channel, webrtc_server_id, app_data=None, on_close=lambda _: None
        )
        """Where its browsers come to."""
        self.router = Router(
            self._channel,
            router_id,
            rtp_capabilities=ortc.generate_router_rtp_capabilities(
                clone(media_codecs, "media_codecs")
            ),
            app_data=app_data,
            on_close=self._end_soon,
        )
        """The router that is ours. Closing it gives it back."""

    async def connect(self, sock: socket.socket) -> None:
        """Talk through that socket from now on. Raises OSError."""
        sock.setblocking(False)
        transport, _ = await asyncio.get_running_loop().create_unix_connection(
            lambda: self._channel, sock=sock
        )
        self._channel.connected(transport, transport)

    def _lost(self, error: WorkerBridgeError | None) -> None:
        self._channel.close(WorkerDiedError(str(error or "the way to a borrowed router ended")))
        for handle in (self.router, self.webrtc_server):
            handle._parent_closed("workerclose")  # noqa: SLF001

    def _end_soon(self, _: Router) -> None:
        asyncio.get_running_loop().call_soon(self._end)

    def _end(self) -> None:
        """The router was closed, and the worker there told: hang up."""
        self._channel.close(WorkerDiedError("the router was given back"))


async def borrow(
    installation: Installation,
    sock: socket.socket,
    *,
    router_id: str,
    webrtc_server_id: str,
    media_codecs: list[RtpCodecCapability],
    request_timeout: float,
    app_data: AppData | None = None,
) -> BorrowedWorker:
    """Drive a lent router, whose messages go through `sock`: frames of a worker's channel.

    Raises ParameterError, UnsupportedError, OSError."""
    worker = BorrowedWorker(
        installation,
        router_id=router_id,
        webrtc_server_id=webrtc_server_id,
        media_codecs=media_codecs,
        request_timeout=request_timeout,
        app_data=app_data,
    )
    await worker.connect(sock)
    return worker
