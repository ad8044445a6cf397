"""A transport into this process: RTP, RTCP and messages as bytes, no network."""

from __future__ import annotations

from typing import ClassVar, NoReturn

from worker_bridge.channel import messages
from worker_bridge.channel.messages import Body
from worker_bridge.errors import UnsupportedError
from worker_bridge.handles.event_names import DirectTransportEvents as Events
from worker_bridge.handles.transports.transport import Transport, TransportType


class DirectTransport(Transport[Events]):
    """Made by `Router.create_direct_transport`.

    Its producers take RTP by `Producer.send`, its consumers give it by their event `rtp`.
    Event, besides every transport's: `rtcp` (bytes).
    """

    type: ClassVar[TransportType] = "direct"
    _dump = messages.DIRECTTRANSPORT_DUMP
    _get_stats = messages.DIRECTTRANSPORT_GET_STATS
    _stats_type = "direct-transport"

    async def connect(self) -> None:
        """Do nothing; here so that all transports have it."""

    def send_rtcp(self, rtcp_packet: bytes) -> None:
        """Put an RTCP packet in. Raises InvalidStateError, ParameterError, ChannelFullError."""
        self._must_be_open()
        self._channel.notify(messages.TRANSPORT_SEND_RTCP, self.id, rtcp_packet)

    async def set_max_incoming_bitrate(self, bitrate: int) -> NoReturn:
        """Refuse, with UnsupportedError: there is no network to limit."""
        raise UnsupportedError("a DirectTransport has no bitrate limits")

    async def set_max_outgoing_bitrate(self, bitrate: int) -> NoReturn:
        """Refuse, with UnsupportedError: there is no network to limit."""
        raise UnsupportedError("a DirectTransport has no bitrate limits")

    async def set_min_outgoing_bitrate(self, bitrate: int) -> NoReturn:
        """Refuse, with UnsupportedError: there is no network to limit."""
        raise UnsupportedError("a DirectTransport has no bitrate limits")

    def notified(self, event: str, body: Body) -> None:
        if event == "DIRECTTRANSPORT_RTCP":
            self._announce("rtcp", body["data"])
        else:
            super().notified(event, body)
