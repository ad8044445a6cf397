"""The part of a router that makes transports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, Unpack

from worker_bridge.channel import messages
from worker_bridge.channel.ids import new_id
from worker_bridge.channel.messages import Body
from worker_bridge.errors import InvalidStateError, ParameterError
from worker_bridge.events import E
from worker_bridge.handles.handle import AppData, O, close_all
from worker_bridge.handles.parent import Parent
from worker_bridge.handles.transports import options
from worker_bridge.handles.transports.base import RouterAccess
from worker_bridge.handles.transports.direct import DirectTransport
from worker_bridge.handles.transports.options import SctpOptions
from worker_bridge.handles.transports.pipe import PipeTransport
from worker_bridge.handles.transports.plain import PlainTransport
from worker_bridge.handles.transports.transport import Transport
from worker_bridge.handles.transports.webrtc import WebRtcTransport
from worker_bridge.handles.webrtc_server import WebRtcServer
from worker_bridge.rtp import ListenInfo, SrtpCryptoSuite

T = TypeVar("T", bound=Transport[Any])


class TransportFactory(Parent[E, O]):
    """Base of Router."""

    _access: RouterAccess

    async def create_webrtc_transport(
        self,
        *,
        webrtc_server: WebRtcServer | None = None,
        listen_infos: Sequence[ListenInfo] | None = None,
        enable_udp: bool = True,
        enable_tcp: bool | None = None,
        prefer_udp: bool = False,
        prefer_tcp: bool = False,
        initial_available_outgoing_bitrate: int = 600_000,
        ice_consent_timeout: int = 30,
        enable_sctp: bool = False,
        app_data: AppData | None = None,
        **sctp: Unpack[SctpOptions],
    ) -> WebRtcTransport:
        """Create a transport for a browser, on a WebRtcServer or on sockets of its own.

        `enable_tcp` is on by default with a WebRtcServer. `initial_available_outgoing_bitrate`:
        bits per second until bandwidth estimation knows better. `ice_consent_timeout`: seconds
        without a consent check (RFC 7675) before it counts as disconnected; 0 for never.
        `sctp`: max_send_message_size, max_receive_message_size, sctp_send_buffer_size, … in bytes.
        Raises ParameterError, RequestError (port taken), InvalidStateError, and what requests
        raise."""
        self._must_be_open()
        listen: Body
        if webrtc_server is not None and listen_infos is not None:
            raise ParameterError("give either webrtc_server or listen_infos")
        if webrtc_server is not None:
            if not isinstance(webrtc_server, WebRtcServer):
                raise ParameterError("webrtc_server must be a WebRtcServer")
            if webrtc_server.closed:
                raise InvalidStateError("the WebRtcServer is closed")
            listen = _union("ListenServer", {"webRtcServerId": webrtc_server.id})
            request = messages.ROUTER_CREATE_WEBRTCTRANSPORT_WITH_SERVER
        else:
            if listen_infos is None:
                raise ParameterError("give either webrtc_server or listen_infos")
            listen = _union("ListenIndividual", {"listenInfos": options.listen_infos(listen_infos)})
            request = messages.ROUTER_CREATE_WEBRTCTRANSPORT
        its = {
            "base": options.base_options(
                initial_available_outgoing_bitrate=initial_available_outgoing_bitrate,
                enable_sctp=enable_sctp,
                is_data_channel=True,
                sctp=sctp,
            ),
            **listen,
            "enableUdp": enable_udp,
            "enableTcp": webrtc_server is not None if enable_tcp is None else enable_tcp,
            "preferUdp": prefer_udp,
            "preferTcp": prefer_tcp,
            "iceConsentTimeout": ice_consent_timeout,
        }
        transport = await self._create_transport(WebRtcTransport, request, its, app_data)
        if webrtc_server is not None:
            if webrtc_server.closed:
                close_all([transport], "listenserverclose")
                raise InvalidStateError("the WebRtcServer was closed meanwhile")
            webrtc_server._handle_transport(transport)  # noqa: SLF001
        return transport

    async def create_plain_transport(
        self,
        *,
        listen_info: ListenInfo,
        rtcp_listen_info: ListenInfo | None = None,
        rtcp_mux: bool = True,
        comedia: bool = False,
        enable_srtp: bool = False,
        srtp_crypto_suite: SrtpCryptoSuite = "AES_CM_128_HMAC_SHA1_80",
        enable_sctp: bool = False,
        app_data: AppData | None = None,
        **sctp: Unpack[SctpOptions],
    ) -> PlainTransport:
        """Create a transport for plain RTP. With `rtcp_mux` off, RTCP has a port of its own
        (`rtcp_listen_info` or one nearby). `comedia`: learn the remote address from packets.

        Raises ParameterError, RequestError (port taken), InvalidStateError."""
        self._must_be_open()
        rtcp_info = None if rtcp_listen_info is None else options.listen_info(rtcp_listen_info)
        its = {
            "base": options.base_options(enable_sctp=enable_sctp, sctp=sctp),
            "listenInfo": options.listen_info(listen_info),
            "rtcpListenInfo": rtcp_info,
            "rtcpMux": rtcp_mux and rtcp_info is None,
            "comedia": comedia,
            "enableSrtp": enable_srtp,
            "srtpCryptoSuite": srtp_crypto_suite,
        }
        return await self._create_transport(
            PlainTransport, messages.ROUTER_CREATE_PLAINTRANSPORT, its, app_data
        )

    async def create_pipe_transport(
        self,
        *,
        listen_info: ListenInfo,
        enable_rtx: bool = False,
        enable_srtp: bool = False,
        enable_sctp: bool = False,
        app_data: AppData | None = None,
        **sctp: Unpack[SctpOptions],
    ) -> PipeTransport:
        """Create a transport to another router; `pipe_to_router` does all that is needed by itself.

        Raises ParameterError, RequestError (port taken), InvalidStateError."""
        its = {
            "base": options.base_options(enable_sctp=enable_sctp, sctp=sctp),
            "listenInfo": options.listen_info(listen_info),
            "enableRtx": enable_rtx,
            "enableSrtp": enable_srtp,
        }
        return await self._create_transport(
            PipeTransport, messages.ROUTER_CREATE_PIPETRANSPORT, its, app_data
        )

    async def create_direct_transport(
        self,
        *,
        max_send_message_size: int = options.DEFAULT_MESSAGE_SIZE,
        max_receive_message_size: int = options.DEFAULT_MESSAGE_SIZE,
        app_data: AppData | None = None,
    ) -> DirectTransport:
        """Create a transport into this process. Raises ParameterError, InvalidStateError."""
        base = {
            "direct": True,
            "maxSendMessageSize": max_send_message_size,
            "maxReceiveMessageSize": max_receive_message_size,
        }
        return await self._create_transport(
            DirectTransport, messages.ROUTER_CREATE_DIRECTTRANSPORT, {"base": base}, app_data
        )

    async def _create_transport(
        self, kind: type[T], request: messages.Request, options: Body, app_data: AppData | None
    ) -> T:
        self._must_be_open()
        id_ = new_id()
        body = {"transportId": id_, "options": options}
        response = await self._create(kind, id_, request, body)
        transport = kind(
            self._channel,
            id_,
            response=response,
            router=self._access,
            app_data=app_data,
            on_close=self._on_child_closed,
        )
        self._adopt(transport, "newtransport")
        return transport


def _union(member: str, value: Body) -> Body:
    return {"listenType": member, "listen": value}
