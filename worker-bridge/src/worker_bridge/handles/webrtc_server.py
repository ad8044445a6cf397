"""One UDP or TCP port shared by all WebRtcTransports that are made with it."""

from __future__ import annotations

from collections.abc import Callable

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.channel.messages import Body
from worker_bridge.handles.event_names import ParentedByWorkerEvents as Events
from worker_bridge.handles.event_names import WebRtcServerObserverEvents as ObserverEvents
from worker_bridge.handles.handle import AppData, Handle, close_all
from worker_bridge.handles.transports.webrtc import WebRtcTransport


class WebRtcServer(Handle[Events, ObserverEvents]):
    """Made by `Worker.create_webrtc_server`. Event: `workerclose` ()."""

    _close_request = messages.WORKER_WEBRTCSERVER_CLOSE
    _id_key = "webRtcServerId"

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        *,
        app_data: AppData | None,
        on_close: Callable[[WebRtcServer], None],
    ) -> None:
        self._transports: dict[str, WebRtcTransport] = {}
        super().__init__(channel, id, "", app_data, on_close)

    async def dump(self) -> Body:
        """Worker-side state, for debugging."""
        return await self._ask(messages.WEBRTCSERVER_DUMP)

    def _handle_transport(self, transport: WebRtcTransport) -> None:
        self._transports[transport.id] = transport
        transport.observer.on("close", lambda: self._transport_closed(transport))
        self._observe("webrtctransporthandled", transport)

    def _transport_closed(self, transport: WebRtcTransport) -> None:
        if self._transports.pop(transport.id, None) is not None:
            self._observe("webrtctransportunhandled", transport)

    def _close_children(self) -> None:
        close_all(self._transports.values(), "listenserverclose")

    def __repr__(self) -> str:
        return f"<WebRtcServer {self.id} {'closed' if self._closed else 'open'}>"
