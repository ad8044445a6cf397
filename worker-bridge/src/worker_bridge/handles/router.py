"""A router: forwards media between the transports that it has."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, Unpack

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.channel.ids import new_id
from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone
from worker_bridge.errors import NotFoundError, ParameterError, WorkerBridgeError
from worker_bridge.handles import router_pipes
from worker_bridge.handles.data_producer import DataProducer
from worker_bridge.handles.event_names import ParentedByWorkerEvents as Events
from worker_bridge.handles.event_names import RouterObserverEvents as ObserverEvents
from worker_bridge.handles.handle import AppData, by_id
from worker_bridge.handles.observers.active_speaker import ActiveSpeakerObserver
from worker_bridge.handles.observers.audio_level import AudioLevelObserver
from worker_bridge.handles.observers.base import RtpObserver
from worker_bridge.handles.producer import Producer
from worker_bridge.handles.router_pipes import Piped, Pipes
from worker_bridge.handles.transport_factory import TransportFactory
from worker_bridge.handles.transports.base import RouterAccess
from worker_bridge.handles.transports.options import SctpOptions
from worker_bridge.handles.transports.pipe import PipeTransport
from worker_bridge.negotiation import ortc
from worker_bridge.rtp import ListenInfo, RtpCapabilities, RtpCodecCapability

O = TypeVar("O", bound=RtpObserver[Any])  # noqa: E741

_log = logging.getLogger("worker_bridge")


class Router(TransportFactory[Events, ObserverEvents]):
    """Made by `Worker.create_router`. Event: `workerclose` ()."""

    _close_request = messages.WORKER_CLOSE_ROUTER
    _id_key = "routerId"
    _closes_children = "routerclose"

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
        self._producers: dict[str, Producer] = {}
        self._data_producers: dict[str, DataProducer] = {}
        self._pipes = Pipes()
        self._access = RouterAccess(
            router_id=id,
            rtp_capabilities=lambda: self._rtp_capabilities,
            producers=self._producers,
            data_producers=self._data_producers,
        )
        super().__init__(channel, id, "", app_data, on_close)

    @property
    def rtp_capabilities(self) -> RtpCapabilities:
        """Capabilities to receive; a copy, to be handed to browsers."""
        return clone(self._rtp_capabilities)

    def update_media_codecs(self, media_codecs: list[RtpCodecCapability]) -> None:
        """Change the codecs for producers to come. Raises ParameterError, UnsupportedError."""
        self._rtp_capabilities = ortc.generate_router_rtp_capabilities(
            clone(media_codecs, "media_codecs")
        )

    def can_consume(self, *, producer_id: str, rtp_capabilities: RtpCapabilities) -> bool:
        """Tell whether a receiver with these capabilities can consume a producer of this router."""
        producer = by_id(self._producers, producer_id)
        if producer is None:
            return False
        try:
            return producer.consume_templates.can_consume(rtp_capabilities)
        except WorkerBridgeError as error:
            _log.debug("can_consume: %s", error)
            return False

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
            lambda: router_pipes.connected_pair(
                (self.id, lambda: make(self)), (router.id, lambda: make(router))
            ),
        )
        here, there = pair[self.id], pair[router.id]
        if producer is not None:
            return await router_pipes.pipe_producer(producer, here, there, keep_id=keep_id)
        if data_producer is None:
            raise NotFoundError(f"no data producer with id {data_producer_id}")
        return await router_pipes.pipe_data_producer(data_producer, here, there, keep_id=keep_id)

    async def create_audio_level_observer(
        self,
        *,
        max_entries: int = 1,
        threshold: int = -80,
        interval: int = 1000,
        app_data: AppData | None = None,
    ) -> AudioLevelObserver:
        """Create an observer that tells every `interval` ms the `max_entries` loudest producers
        above `threshold` dBov. Raises ParameterError, InvalidStateError."""
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
        """Create an observer that tells who speaks, looking every `interval` ms.

        Raises ParameterError, InvalidStateError."""
        return await self._create_observer(
            ActiveSpeakerObserver,
            messages.ROUTER_CREATE_ACTIVESPEAKEROBSERVER,
            {"interval": interval},
            app_data,
        )

    async def dump(self) -> Body:
        """Worker-side state, for debugging."""
        return await self._ask(messages.ROUTER_DUMP)

    # -- inner -------------------------------------------------------------------------------

    async def _create_observer(
        self,
        kind: type[O],
        request: messages.Request,
        options: Body,
        app_data: AppData | None,
    ) -> O:
        self._must_be_open()
        id_ = new_id()
        await self._create(kind, id_, request, {"rtpObserverId": id_, "options": options})
        observer = kind(
            self._channel,
            id_,
            router_id=self.id,
            get_producer=partial(by_id, self._producers),
            app_data=app_data,
            on_close=self._on_child_closed,
        )
        self._adopt(observer, "newrtpobserver")
        return observer
