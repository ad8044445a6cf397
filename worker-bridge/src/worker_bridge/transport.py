"""What all transports do: produce, consume, statistics, limits, closing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from worker_bridge import messages, ortc, stats
from worker_bridge.channel import Body, Channel, new_id
from worker_bridge.clone import clone
from worker_bridge.codec import Encoded
from worker_bridge.consumer import Consumer
from worker_bridge.consuming import consume_body
from worker_bridge.errors import InvalidStateError, NotFoundError, ParameterError
from worker_bridge.events import E
from worker_bridge.handle import AppData, Handle
from worker_bridge.producer import Producer
from worker_bridge.rtp import (
    ConsumerLayers,
    ConsumerType,
    MediaKind,
    RtpCapabilities,
    RtpParameters,
)
from worker_bridge.template import MID_LENGTH

TransportType = Literal["webrtc", "plain", "pipe", "direct"]
TraceType = Literal["probation", "bwe"]
ObserverEvents = Literal[
    "close",
    "newproducer",
    "newconsumer",
    "newdataproducer",
    "newdataconsumer",
    "icestatechange",
    "iceselectedtuplechange",
    "dtlsstatechange",
    "sctpstatechange",
    "tuple",
    "rtcptuple",
    "trace",
]


@dataclass(frozen=True, slots=True)
class RouterAccess:
    """What a transport may know and change of its router."""

    router_id: str
    rtp_capabilities: Callable[[], RtpCapabilities]
    get_producer: Callable[[str], Producer | None]
    new_producer: Callable[[Producer], None]
    producer_closed: Callable[[Producer], None]


class Transport(Handle[E, ObserverEvents]):
    """Base of WebRtcTransport, PlainTransport, PipeTransport and DirectTransport.

    Events of all: `routerclose` () · `listenserverclose` () · `trace` ({type, timestamp,
    direction, info}).
    """

    type: ClassVar[TransportType]
    """Which kind it is."""
    _dump: ClassVar[messages.Request]
    _get_stats: ClassVar[messages.Request]
    _stats_type: ClassVar[str]

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        *,
        router: RouterAccess,
        app_data: AppData | None,
        on_close: Callable[[Any], None],
    ) -> None:
        self._router = router
        self._producers: dict[str, Producer] = {}
        self._consumers: dict[str, Consumer] = {}
        self._cname: str | None = None
        self._next_mid = 0
        super().__init__(channel, id, app_data, on_close)

    # -- media -------------------------------------------------------------------------------

    async def produce(
        self,
        *,
        kind: MediaKind,
        rtp_parameters: RtpParameters,
        paused: bool = False,
        id: str | None = None,  # noqa: A002
        key_frame_request_delay: int = 0,
        enable_mediasoup_packet_id_header_extension: bool = False,
        app_data: AppData | None = None,
    ) -> Producer:
        """Take in media with these parameters. `key_frame_request_delay` is in milliseconds.

        Raises ParameterError, UnsupportedError, InvalidStateError, and what requests raise."""
        self._must_be_open()
        producer_id = _given_id(id)
        if producer_id in self._producers:
            raise ParameterError(f"a producer with id {producer_id} exists already")
        if kind not in {"audio", "video"}:
            raise ParameterError("kind must be audio or video")
        params: Any = clone(rtp_parameters, "rtp_parameters")
        ortc.validate_and_normalize_rtp_parameters(params)
        params["encodings"] = params["encodings"] or [{}]
        self._set_cname(params["rtcp"])
        capabilities = self._router.rtp_capabilities()
        mapping = ortc.get_producer_rtp_parameters_mapping(params, capabilities)
        consumable = ortc.get_consumable_rtp_parameters(kind, params, capabilities, mapping)
        body = {
            "producerId": producer_id,
            "kind": kind,
            "rtpParameters": params,
            "rtpMapping": mapping,
            "paused": paused,
            "keyFrameRequestDelay": key_frame_request_delay,
            "enableMediasoupPacketIdHeaderExtension": enable_mediasoup_packet_id_header_extension,
        }
        undo = (messages.TRANSPORT_CLOSE_PRODUCER, {"producerId": producer_id})
        response = await self._create(messages.TRANSPORT_PRODUCE, body, producer_id, undo)
        producer = Producer(
            self._channel,
            producer_id,
            transport_id=self.id,
            kind=kind,
            type=response["type"],
            rtp_parameters=params,
            consumable_rtp_parameters=consumable,
            paused=paused,
            app_data=app_data,
            on_close=self._producer_closed,
        )
        self._producers[producer_id] = producer
        self._router.new_producer(producer)
        self._observe("newproducer", producer)
        return producer

    async def consume(
        self,
        *,
        producer_id: str,
        rtp_capabilities: RtpCapabilities,
        paused: bool = False,
        mid: str | None = None,
        preferred_layers: ConsumerLayers | None = None,
        ignore_dtx: bool = False,
        enable_rtx: bool | None = None,
        pipe: bool = False,
        app_data: AppData | None = None,
    ) -> Consumer:
        """Send a producer's media out, to a receiver with these capabilities.

        Create it paused and resume it when the receiver is ready, or its first key frame is lost.
        `enable_rtx`: for video only unless given. `pipe`: send all of its streams.
        Raises NotFoundError, ParameterError, UnsupportedError, InvalidStateError, and what
        requests raise."""
        self._must_be_open()
        producer = self._producer_of(producer_id)
        if mid is not None and (not isinstance(mid, str) or not mid):
            raise ParameterError("mid must be a string, not empty")
        if enable_rtx is None:
            enable_rtx = producer.kind == "video"
        consumer_id = new_id()
        options: Body = {"paused": paused, "ignoreDtx": ignore_dtx}
        if preferred_layers is not None:
            options["preferredLayers"] = preferred_layers
        body: Body | Encoded
        if pipe or (mid is not None and len(mid.encode("utf-8", "replace")) > MID_LENGTH):
            params = self._negotiated(producer, rtp_capabilities, pipe, enable_rtx)
            if not pipe:
                params["mid"] = mid or self._take_mid()
            body = _body(consumer_id, producer, params, options, pipe=pipe)

            def rtp_parameters() -> RtpParameters:
                return clone(params)
        else:
            shape = producer._shape(rtp_capabilities, enable_rtx=enable_rtx, options=options)  # noqa: SLF001
            its_mid, ssrc = mid or self._take_mid(), ortc.random_ssrc()
            body = shape.fill(consumer_id, its_mid, ssrc)

            def rtp_parameters() -> RtpParameters:
                return shape.rtp_parameters(its_mid, ssrc)

        return await self._consume(
            producer, consumer_id, body, rtp_parameters, "pipe" if pipe else producer.type, app_data
        )

    async def _consume(
        self,
        producer: Producer,
        consumer_id: str,
        body: Body | Encoded,
        rtp_parameters: Callable[[], RtpParameters],
        type: ConsumerType,  # noqa: A002
        app_data: AppData | None,
    ) -> Consumer:
        undo = (messages.TRANSPORT_CLOSE_CONSUMER, {"consumerId": consumer_id})
        response = await self._create(messages.TRANSPORT_CONSUME, body, consumer_id, undo)
        consumer = Consumer(
            self._channel,
            consumer_id,
            transport_id=self.id,
            producer_id=producer.id,
            kind=producer.kind,
            type=type,
            rtp_parameters=rtp_parameters,
            response=response,
            app_data=app_data,
            on_close=self._consumer_closed,
        )
        self._consumers[consumer_id] = consumer
        self._observe("newconsumer", consumer)
        return consumer

    # -- settings and inspection -------------------------------------------------------------

    async def set_max_incoming_bitrate(self, bitrate: int) -> None:
        """Bits per second that senders are told to keep below; 0 for no limit."""
        body = {"maxIncomingBitrate": bitrate}
        await self._ask(messages.TRANSPORT_SET_MAX_INCOMING_BITRATE, body)

    async def set_max_outgoing_bitrate(self, bitrate: int) -> None:
        """Bits per second to keep below when sending; 0 for no limit."""
        body = {"maxOutgoingBitrate": bitrate}
        await self._ask(messages.TRANSPORT_SET_MAX_OUTGOING_BITRATE, body)

    async def set_min_outgoing_bitrate(self, bitrate: int) -> None:
        """Bits per second to take as available at least; 0 for no limit."""
        body = {"minOutgoingBitrate": bitrate}
        await self._ask(messages.TRANSPORT_SET_MIN_OUTGOING_BITRATE, body)

    async def enable_trace_event(self, types: Sequence[TraceType] = ()) -> None:
        """Choose which `trace` events come; none stops them."""
        await self._ask(messages.TRANSPORT_ENABLE_TRACE_EVENT, {"events": list(types)})

    async def dump(self) -> Body:
        """The worker's inner view, for people."""
        return stats.transport_dump(await self._ask(self._dump))

    async def get_stats(self) -> list[Body]:
        """One object: bytes and bits per second in both directions, and the kind's own."""
        return stats.transport_stats(self._stats_type, await self._ask(self._get_stats))

    # -- inner -------------------------------------------------------------------------------

    async def _ask(self, request: messages.Request, body: Body | None = None) -> Body:
        self._must_be_open()
        return await self._channel.request(request, self.id, body)

    async def _create(
        self,
        request: messages.Request,
        body: Body | Encoded,
        new: str,
        undo: tuple[messages.Request, Body],
    ) -> Body:
        response = await self._channel.create(
            request, self.id, body, new, lambda: self._channel.post(undo[0], self.id, undo[1])
        )
        if self._closed:  # and so is, in the worker, what was just made
            self._channel.unbind(new)
            raise InvalidStateError(f"{self.__class__.__name__} {self.id} was closed meanwhile")
        return response

    def _producer_of(self, producer_id: str) -> Producer:
        if not isinstance(producer_id, str):
            raise ParameterError("producer_id must be a string")
        producer = self._router.get_producer(producer_id)
        if producer is None:
            raise NotFoundError(f"no producer with id {producer_id}")
        return producer

    def _negotiated(
        self, producer: Producer, capabilities: RtpCapabilities, pipe: bool, enable_rtx: bool
    ) -> RtpParameters:
        caps = clone(capabilities, "rtp_capabilities")
        ortc.validate_and_normalize_rtp_capabilities(caps)
        return ortc.get_consumer_rtp_parameters(
            consumable_rtp_parameters=producer.consumable_rtp_parameters,
            remote_rtp_capabilities=caps,
            pipe=pipe,
            enable_rtx=enable_rtx,
        )

    def _set_cname(self, rtcp: Any) -> None:
        """One CNAME for all producers of a transport: they share a clock."""
        if self._cname is None:
            self._cname = rtcp.get("cname") or _random_cname()
        rtcp["cname"] = self._cname

    def _take_mid(self) -> str:
        mid = str(self._next_mid)
        self._next_mid = (self._next_mid + 1) % 10**MID_LENGTH
        return mid

    def _producer_closed(self, producer: Producer) -> None:
        self._producers.pop(producer.id, None)
        self._router.producer_closed(producer)

    def _consumer_closed(self, consumer: Consumer) -> None:
        self._consumers.pop(consumer.id, None)

    def _tell_closed(self) -> None:
        self._channel.post(
            messages.ROUTER_CLOSE_TRANSPORT, self._router.router_id, {"transportId": self.id}
        )

    def _close_children(self) -> None:
        children: list[Handle[Any, Any]] = [*self._producers.values(), *self._consumers.values()]
        for child in children:
            child._parent_closed("transportclose")  # noqa: SLF001

    def _notified(self, event: str, body: Body) -> None:
        if event == "TRANSPORT_TRACE":
            self._announce("trace", stats.trace(body))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} {'closed' if self._closed else 'open'}>"


def _body(
    consumer_id: str, producer: Producer, params: RtpParameters, options: Body, *, pipe: bool
) -> Body:
    return consume_body(
        consumer_id=consumer_id,
        producer_id=producer.id,
        kind=producer.kind,
        type="pipe" if pipe else producer.type,
        rtp_parameters=params,
        consumable_encodings=list(producer.consumable_rtp_parameters["encodings"]),
        options=options,
    )


def _given_id(given: str | None) -> str:
    if given is None:
        return new_id()
    if not isinstance(given, str) or not given:
        raise ParameterError("id must be a string, not empty")
    return given


def _random_cname() -> str:
    return secrets.token_hex(4)
