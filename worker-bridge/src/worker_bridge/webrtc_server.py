"""One UDP or TCP port shared by all WebRtcTransports that are made with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from worker_bridge import messages
from worker_bridge.channel import Body, Channel
from worker_bridge.handle import AppData, Handle
from worker_bridge.webrtc_transport import WebRtcTransport

Events = Literal["workerclose"]
ObserverEvents = Literal["close", "webrtctransporthandled", "webrtctransportunhandled"]


class WebRtcServer(Handle[Events, ObserverEvents]):
    """Made by `Worker.create_webrtc_server`. Event: `workerclose` ()."""

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        *,
        app_data: AppData | None,
        on_close: Callable[[WebRtcServer], None],
    ) -> None:
        self._transports: dict[str, WebRtcTransport] = {}
        super().__init__(channel, id, app_data, on_close)

    async def dump(self) -> Body:
        """The worker's inner view, for people."""
        self._must_be_open()
        return await self._channel.request(messages.WEBRTCSERVER_DUMP, self.id)

    def _handle_transport(self, transport: WebRtcTransport) -> None:
        self._transports[transport.id] = transport
        transport.observer.on("close", lambda: self._transport_closed(transport))
        self._observe("webrtctransporthandled", transport)

    def _transport_closed(self, transport: WebRtcTransport) -> None:
        if self._transports.pop(transport.id, None) is not None:
            self._observe("webrtctransportunhandled", transport)

    def _tell_closed(self) -> None:
        self._channel.post(messages.WORKER_WEBRTCSERVER_CLOSE, "", {"webRtcServerId": self.id})

    def _close_children(self) -> None:
        for transport in list(self._transports.values()):
            transport._parent_closed("listenserverclose")  # noqa: SLF001

    def __repr__(self) -> str:
        return f"<WebRtcServer {self.id} {'closed' if self._closed else 'open'}>"
