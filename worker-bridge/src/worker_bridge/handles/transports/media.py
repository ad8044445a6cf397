"""Media through a transport: producing and consuming."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from worker_bridge.channel import messages
from worker_bridge.channel.ids import new_id
from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone
from worker_bridge.errors import NotFoundError, ParameterError
from worker_bridge.events import E
from worker_bridge.handles.consume_template import consume_body
from worker_bridge.handles.consumer import Consumer
from worker_bridge.handles.handle import AppData, by_id
from worker_bridge.handles.producer import Producer
from worker_bridge.handles.transports.base import TransportBase
from worker_bridge.negotiation import ortc
from worker_bridge.negotiation.ssrc import random_ssrc
from worker_bridge.rtp import (
    ConsumerLayers,
    ConsumerType,
    MediaKind,
    RtpCapabilities,
    RtpParameters,
)
from worker_bridge.wire.codec import Encoded
from worker_bridge.wire.template import MID_LENGTH


class MediaTransport(TransportBase[E]):
    """The part of a transport that makes producers and consumers."""

    _cname: str | None = None
    _next_mid = 0

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
        producer_id = self._new_producer_id(id, "producer")
        if kind not in ("audio", "video"):
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
        response = await self._create(Producer, producer_id, messages.TRANSPORT_PRODUCE, body)
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
        self._router.producers[producer_id] = producer
        self._adopt(producer, "newproducer")
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

            rtp_parameters: Callable[[], RtpParameters] = partial(clone, params)
        else:
            template = producer.consume_templates.get(rtp_capabilities, enable_rtx, options)
            its_mid, ssrc = mid or self._take_mid(), random_ssrc()
            body = template.fill(consumer_id, its_mid, ssrc)
            rtp_parameters = partial(template.rtp_parameters, its_mid, ssrc)

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
        response = await self._create(Consumer, consumer_id, messages.TRANSPORT_CONSUME, body)
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
            on_close=self._on_child_closed,
        )
        self._adopt(consumer, "newconsumer")
        return consumer

    def _producer_of(self, producer_id: str) -> Producer:
        producer = by_id(self._router.producers, producer_id)
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
            self._cname = rtcp.get("cname") or self._random_cname()
        rtcp["cname"] = self._cname

    def _random_cname(self) -> str:
        return secrets.token_hex(4)

    def _take_mid(self) -> str:
        mid = str(self._next_mid)
        self._next_mid = (self._next_mid + 1) % 10**MID_LENGTH
        return mid

    def _producer_closed(self, producer: Producer) -> None:
        self._child_closed(producer)
        self._router.producers.pop(producer.id, None)


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
