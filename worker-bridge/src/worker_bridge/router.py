"""A router: forwards media between the transports that it has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal, TypeVar, Unpack

from worker_bridge import listening, messages, ortc, piping
from worker_bridge.active_speaker_observer import ActiveSpeakerObserver
from worker_bridge.audio_level_observer import AudioLevelObserver
from worker_bridge.channel import Body, Channel, new_id
from worker_bridge.clone import clone
from worker_bridge.data_producer import DataProducer
from worker_bridge.direct_transport import DirectTransport
from worker_bridge.errors import InvalidStateError, NotFoundError, ParameterError, WorkerBridgeError
from worker_bridge.handle import AppData, Handle, by_id
from worker_bridge.listening import DEFAULT_MESSAGE_SIZE, SctpOptions, base_options
from worker_bridge.pipe_transport import PipeTransport
from worker_bridge.piping import Piped, Pipes
from worker_bridge.plain_transport import PlainTransport
from worker_bridge.producer import Producer
from worker_bridge.rtp import ListenInfo, RtpCapabilities, RtpCodecCapability, SrtpCryptoSuite
from worker_bridge.rtp_observer import RtpObserver
from worker_bridge.transport import RouterAccess, Transport
from worker_bridge.webrtc_server import WebRtcServer
from worker_bridge.webrtc_transport import WebRtcTransport

Events = Literal["workerclose"]
ObserverEvents = Literal["close", "newtransport", "newrtpobserver"]

T = TypeVar("T", bound=Transport[Any])
O = TypeVar("O", bound=RtpObserver[Any])  # noqa: E741

_log = logging.getLogger("worker_bridge")


class Router(Handle[Events, ObserverEvents]):
    """Made by `Worker.create_router`. Event: `workerclose` ()."""

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        *,
        rtp_capabilities: RtpCapabilities,
        app_data: AppData | None,
        on_close: Callable[[Router], None],
    ) -> None:
        self._rtp_capabilities = rtp_capabilities
        self._children: dict[str, Handle[Any, Any]] = {}
        self._producers: dict[str, Producer] = {}
        self._data_producers: dict[str, DataProducer] = {}
        self._pipes = Pipes()
        self._access = RouterAccess(
            router_id=id,
            rtp_capabilities=lambda: self._rtp_capabilities,
            get_producer=partial(by_id, self._producers),
            new_producer=lambda its: self._producers.update({its.id: its}),
            producer_closed=lambda its: self._producers.pop(its.id, None),
            get_data_producer=partial(by_id, self._data_producers),
            new_data_producer=lambda its: self._data_producers.update({its.id: its}),
            data_producer_closed=lambda its: self._data_producers.pop(its.id, None),
        )
        super().__init__(channel, id, app_data, on_close)

    @property
    def rtp_capabilities(self) -> RtpCapabilities:
        """What it can receive; a copy, to be handed to browsers."""
        return clone(self._rtp_capabilities)

    def update_media_codecs(self, media_codecs: list[RtpCodecCapability]) -> None:
        """Change the codecs for producers to come. Raises ParameterError, UnsupportedError."""
        self._rtp_capabilities = ortc.generate_router_rtp_capabilities(
            clone(media_codecs, "media_codecs")
        )

    def can_consume(self, *, producer_id: str, rtp_capabilities: RtpCapabilities) -> bool:
        """Whether a receiver with these capabilities can consume a producer of this router."""
        producer = by_id(self._producers, producer_id)
        if producer is None:
            return False
        try:
            caps = clone(rtp_capabilities, "rtp_capabilities")
            return ortc.can_consume(producer._consumable, caps)  # noqa: SLF001
        except WorkerBridgeError as error:
            _log.debug("can_consume: %s", error)
            return False

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
        """A transport for a browser, on a WebRtcServer or on sockets of its own (`listen_infos`).

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
            listen = _union(
                "ListenIndividual", {"listenInfos": listening.listen_infos(listen_infos)}
            )
            request = messages.ROUTER_CREATE_WEBRTCTRANSPORT
        options = {
            "base": base_options(
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
        transport = await self._create_transport(WebRtcTransport, request, options, app_data)
        if webrtc_server is not None:
            if webrtc_server.closed:
                transport._parent_closed("listenserverclose")  # noqa: SLF001
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
        """A transport for plain RTP. With `rtcp_mux` off, RTCP has a port of its own
        (`rtcp_listen_info` or one nearby). `comedia`: learn the remote address from packets.

        Raises ParameterError, RequestError (port taken), InvalidStateError."""
        self._must_be_open()
        rtcp_info = None if rtcp_listen_info is None else listening.listen_info(rtcp_listen_info)
        options = {
            "base": base_options(enable_sctp=enable_sctp, sctp=sctp),
            "listenInfo": listening.listen_info(listen_info),
            "rtcpListenInfo": rtcp_info,
            "rtcpMux": rtcp_mux and rtcp_info is None,
            "comedia": comedia,
            "enableSrtp": enable_srtp,
            "srtpCryptoSuite": srtp_crypto_suite,
        }
        return await self._create_transport(
            PlainTransport, messages.ROUTER_CREATE_PLAINTRANSPORT, options, app_data
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
        """A transport to another router; `pipe_to_router` does all that is needed by itself.

        Raises ParameterError, RequestError (port taken), InvalidStateError."""
        options = {
            "base": base_options(enable_sctp=enable_sctp, sctp=sctp),
            "listenInfo": listening.listen_info(listen_info),
            "enableRtx": enable_rtx,
            "enableSrtp": enable_srtp,
        }
        return await self._create_transport(
            PipeTransport, messages.ROUTER_CREATE_PIPETRANSPORT, options, app_data
        )

    async def create_direct_transport(
        self,
        *,
        max_send_message_size: int = DEFAULT_MESSAGE_SIZE,
        max_receive_message_size: int = DEFAULT_MESSAGE_SIZE,
        app_data: AppData | None = None,
    ) -> DirectTransport:
        """A transport into this process. Raises ParameterError, InvalidStateError."""
        base = {
            "direct": True,
            "maxSendMessageSize": max_send_message_size,
            "maxReceiveMessageSize": max_receive_message_size,
        }
        return await self._create_transport(
            DirectTransport, messages.ROUTER_CREATE_DIRECTTRANSPORT, {"base": base}, app_data
        )

    async def pipe_to_router(
        self,
        *,
        router: Router,
        producer_id: str | None = None,
        data_producer_id: str | None = None,
        keep_id: bool = True,
        listen_info: ListenInfo | None = None,
        enable_rtx: bool = False,
        enable_srtp: bool = False,
        enable_sctp: bool = True,
        **sctp: Unpack[SctpOptions],
    ) -> Piped:
        """Make a producer or a data producer of this router one of another, of any worker on this
        host. Both routers get a PipeTransport at the first call, with the options of that call.

        With `keep_id`, the copy has the original's id, so the other router must not have it yet.
        Raises NotFoundError, ParameterError, InvalidStateError, and what requests raise."""
        self._must_be_open()
        if (producer_id is None) == (data_producer_id is None):
            raise ParameterError("give either producer_id or data_producer_id")
        if not isinstance(router, Router) or router is self:
            raise ParameterError("router must be another router")
        producer = by_id(self._producers, producer_id)
        data_producer = by_id(self._data_producers, data_producer_id)
        if producer is None and data_producer is None:
            raise NotFoundError(f"no producer with id {producer_id or data_producer_id}")

        async def make(its: Router) -> PipeTransport:
            return await its.create_pipe_transport(
                listen_info=listen_info or {"protocol": "udp", "ip": "127.0.0.1"},
                enable_rtx=enable_rtx,
                enable_srtp=enable_srtp,
                enable_sctp=enable_sctp,
                **sctp,
            )

        pair = await self._pipes.get(
            self.id,
            router.id,
            router._pipes,
            lambda: piping.connected_pair(
                (self.id, lambda: make(self)), (router.id, lambda: make(router))
            ),
        )
        here, there = pair[self.id], pair[router.id]
        if producer is not None:
            return await piping.pipe_producer(producer, here, there, keep_id=keep_id)
        if data_producer is None:
            raise NotFoundError(f"no data producer with id {data_producer_id}")
        return await piping.pipe_data_producer(data_producer, here, there, keep_id=keep_id)

    async def create_audio_level_observer(
        self,
        *,
        max_entries: int = 1,
        threshold: int = -80,
        interval: int = 1000,
        app_data: AppData | None = None,
    ) -> AudioLevelObserver:
        """Tells every `interval` ms the `max_entries` loudest producers above `threshold` dBov."""
        if type(max_entries) is not int or max_entries <= 0:
            raise ParameterError("max_entries must be a positive number")
        if type(threshold) is not int or not -127 <= threshold <= 0:
            raise ParameterError("threshold must be from -127 to 0")
        options = {"maxEntries": max_entries, "threshold": threshold, "interval": interval}
        return await self._create_observer(
            AudioLevelObserver, messages.ROUTER_CREATE_AUDIOLEVELOBSERVER, options, app_data
        )

    async def create_active_speaker_observer(
        self, *, interval: int = 300, app_data: AppData | None = None
    ) -> ActiveSpeakerObserver:
        """Tells who speaks, looking every `interval` ms."""
        return await self._create_observer(
            ActiveSpeakerObserver,
            messages.ROUTER_CREATE_ACTIVESPEAKEROBSERVER,
            {"interval": interval},
            app_data,
        )

    async def dump(self) -> Body:
        """The worker's inner view, for people."""
        self._must_be_open()
        return await self._channel.request(messages.ROUTER_DUMP, self.id)

    # -- inner -------------------------------------------------------------------------------

    async def _create_transport(
        self, kind: type[T], request: messages.Request, options: Body, app_data: AppData | None
    ) -> T:
        self._must_be_open()
        id_ = new_id()
        response = await self._create(
            request,
            {"transportId": id_, "options": options},
            id_,
            (messages.ROUTER_CLOSE_TRANSPORT, {"transportId": id_}),
        )
        transport = kind(
            self._channel,
            id_,
            response=response,
            router=self._access,
            app_data=app_data,
            on_close=self._child_closed,
        )
        self._children[id_] = transport
        self._observe("newtransport", transport)
        return transport

    async def _create_observer(
        self,
        kind: type[O],
        request: messages.Request,
        options: Body,
        app_data: AppData | None,
    ) -> O:
        self._must_be_open()
        id_ = new_id()
        await self._create(
            request,
            {"rtpObserverId": id_, "options": options},
            id_,
            (messages.ROUTER_CLOSE_RTPOBSERVER, {"rtpObserverId": id_}),
        )
        observer = kind(
            self._channel,
            id_,
            router_id=self.id,
            get_producer=self._access.get_producer,
            app_data=app_data,
            on_close=self._child_closed,
        )
        self._children[id_] = observer
        self._observe("newrtpobserver", observer)
        return observer

    async def _create(
        self,
        request: messages.Request,
        body: Body,
        new: str,
        undo: tuple[messages.Request, Body],
    ) -> Body:
        response = await self._channel.create(
            request, self.id, body, new, lambda: self._channel.post(undo[0], self.id, undo[1])
        )
        if self._closed:  # and so is, in the worker, what was just made
            self._channel.unbind(new)
            raise InvalidStateError(f"Router {self.id} was closed meanwhile")
        return response

    def _child_closed(self, child: Handle[Any, Any]) -> None:
        self._children.pop(child.id, None)

    def _tell_closed(self) -> None:
        self._channel.post(messages.WORKER_CLOSE_ROUTER, "", {"routerId": self.id})

    def _close_children(self) -> None:
        for child in list(self._children.values()):
            child._parent_closed("routerclose")  # noqa: SLF001

    def __repr__(self) -> str:
        return f"<Router {self.id} {'closed' if self._closed else 'open'}>"


def _union(member: str, value: Body) -> Body:
    return {"listenType": member, "listen": value}
