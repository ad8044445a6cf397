"""A transport for plain RTP or SRTP over UDP: ffmpeg, GStreamer, another SFU."""

from __future__ import annotations

from typing import ClassVar

from worker_bridge.channel import messages
from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone
from worker_bridge.handles import json_shapes
from worker_bridge.handles.event_names import PlainTransportEvents as Events
from worker_bridge.handles.transports.transport import Transport, TransportType
from worker_bridge.rtp import SrtpParameters, TransportTuple


class PlainTransport(Transport[Events]):
    """Made by `Router.create_plain_transport`.

    Events, besides every transport's: `tuple` (tuple), `rtcptuple` (tuple): the remote address
    became known (comedia).
    """

    type: ClassVar[TransportType] = "plain"
    _dump = messages.PLAINTRANSPORT_DUMP
    _get_stats = messages.PLAINTRANSPORT_GET_STATS
    _stats_type = "plain-rtp-transport"

    def _created(self, response: Body) -> None:
        self._tuple: Body = response["tuple"]
        self._rtcp_tuple: Body | None = response.get("rtcpTuple")
        self._srtp_parameters: SrtpParameters | None = response.get("srtpParameters")
        self.rtcp_mux: bool = response["rtcpMux"]
        """True if RTCP comes and goes on RTP's port."""
        self.comedia: bool = response["comedia"]
        """True if the remote address is learnt from the first packet."""
        super()._created(response)

    @property
    def tuple(self) -> TransportTuple:
        """Addresses of RTP."""
        return json_shapes.transport_tuple(self._tuple)

    @property
    def rtcp_tuple(self) -> TransportTuple | None:
        """Addresses of RTCP; None if it shares RTP's."""
        its = self._rtcp_tuple
        return None if its is None else json_shapes.transport_tuple(its)

    @property
    def srtp_parameters(self) -> SrtpParameters | None:
        """The worker's key, for the other side to read what is sent; None without SRTP."""
        return clone(self._srtp_parameters)

    async def connect(
        self,
        *,
        ip: str | None = None,
        port: int | None = None,
        rtcp_port: int | None = None,
        srtp_parameters: SrtpParameters | None = None,
    ) -> None:
        """Set where to send to, and the other side's key.

        With comedia, give the key alone or nothing.
        Raises ParameterError, RequestError, InvalidStateError."""
        body = {
            "ip": ip,
            "port": port,
            "rtcpPort": rtcp_port,
            "srtpParameters": srtp_parameters,
        }
        response = await self._ask(messages.PLAINTRANSPORT_CONNECT, body)
        self._tuple = response.get("tuple", self._tuple)
        self._rtcp_tuple = response.get("rtcpTuple", self._rtcp_tuple)
        self._srtp_parameters = response.get("srtpParameters", self._srtp_parameters)

    def notified(self, event: str, body: Body) -> None:
        match event:
            case "PLAINTRANSPORT_TUPLE":
                self._tuple = body["tuple"]
                self._announce("tuple", self.tuple)
            case "PLAINTRANSPORT_RTCP_TUPLE":
                self._rtcp_tuple = body["tuple"]
                self._announce("rtcptuple", self.rtcp_tuple)
            case _:
                super().notified(event, body)
