"""A transport for plain RTP or SRTP over UDP: ffmpeg, GStreamer, another SFU."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

from worker_bridge import messages, shaping
from worker_bridge.channel import Body, Channel
from worker_bridge.clone import clone
from worker_bridge.handle import AppData
from worker_bridge.rtp import SrtpParameters, TransportTuple
from worker_bridge.transport import RouterAccess, Transport, TransportType

Events = Literal["routerclose", "tuple", "rtcptuple", "sctpstatechange", "trace"]


class PlainTransport(Transport[Events]):
    """Made by `Router.create_plain_transport`.

    Events, besides every transport's: `tuple` (tuple), `rtcptuple` (tuple): the remote address
    became known (comedia).
    """

    type: ClassVar[TransportType] = "plain"
    _dump = messages.PLAINTRANSPORT_DUMP
    _get_stats = messages.PLAINTRANSPORT_GET_STATS
    _stats_type = "plain-rtp-transport"

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        *,
        response: Body,
        router: RouterAccess,
        app_data: AppData | None,
        on_close: Callable[[Any], None],
    ) -> None:
        self._tuple: Body = response["tuple"]
        self._rtcp_tuple: Body | None = response.get("rtcpTuple")
        self._srtp_parameters: SrtpParameters | None = response.get("srtpParameters")
        self.rtcp_mux: bool = response["rtcpMux"]
        """Whether RTCP comes and goes on RTP's port."""
        self.comedia: bool = response["comedia"]
        """Whether the remote address is learnt from the first packet."""
        super().__init__(
            channel, id, response=response, router=router, app_data=app_data, on_close=on_close
        )

    @property
    def tuple(self) -> TransportTuple:
        """Addresses of RTP."""
        return shaping.transport_tuple(self._tuple)

    @property
    def rtcp_tuple(self) -> TransportTuple | None:
        """Addresses of RTCP; None if it shares RTP's."""
        its = self._rtcp_tuple
        return None if its is None else shaping.transport_tuple(its)

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
        """Where to send to, and the other side's key. With comedia, give the key alone or nothing.

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
