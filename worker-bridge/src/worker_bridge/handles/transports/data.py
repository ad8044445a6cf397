"""Messages through a transport: producing and consuming data, over SCTP or directly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from worker_bridge.channel import messages
from worker_bridge.channel.ids import new_id
from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone
from worker_bridge.errors import NotFoundError, UnsupportedError
from worker_bridge.events import E
from worker_bridge.handles.data_consumer import DataConsumer
from worker_bridge.handles.data_producer import DataProducer
from worker_bridge.handles.handle import AppData, by_id
from worker_bridge.handles.transports.base import TransportBase
from worker_bridge.negotiation import ortc
from worker_bridge.rtp import SctpStreamParameters

_MAX_STREAMS = 65535
"""SCTP's own limit (RFC 9260)."""


class DataTransport(TransportBase[E]):
    """The part of a transport that makes data producers and data consumers."""

    _next_stream = 0

    async def produce_data(
        self,
        *,
        sctp_stream_parameters: SctpStreamParameters | None = None,
        label: str = "",
        protocol: str = "",
        paused: bool = False,
        id: str | None = None,  # noqa: A002
        app_data: AppData | None = None,
    ) -> DataProducer:
        """Take in messages: of an SCTP stream, or on a DirectTransport of this process.

        Raises ParameterError, InvalidStateError, and what requests raise."""
        self._must_be_open()
        data_producer_id = self._new_producer_id(id, "data producer")
        params: Any = None
        if self.type != "direct":
            params = clone(sctp_stream_parameters, "sctp_stream_parameters")
            ortc.validate_and_normalize_sctp_stream_parameters(params)
        body = {
            "dataProducerId": data_producer_id,
            "type": "direct" if params is None else "sctp",
            "sctpStreamParameters": params,
            "label": label,
            "protocol": protocol,
            "paused": paused,
        }
        response = await self._create(
            DataProducer, data_producer_id, messages.TRANSPORT_PRODUCE_DATA, body
        )
        data_producer = DataProducer(
            self._channel,
            data_producer_id,
            transport_id=self.id,
            response=response,
            app_data=app_data,
            on_close=self._data_producer_closed,
        )
        self._router.data_producers[data_producer_id] = data_producer
        self._adopt(data_producer, "newdataproducer")
        return data_producer

    async def consume_data(
        self,
        *,
        data_producer_id: str,
        ordered: bool | None = None,
        max_packet_life_time: int | None = None,
        max_retransmits: int | None = None,
        paused: bool = False,
        subchannels: Sequence[int] = (),
        app_data: AppData | None = None,
    ) -> DataConsumer:
        """Send a data producer's messages out; on a DirectTransport, to this process.

        Delivery is as the data producer's unless given: `max_packet_life_time` in ms or
        `max_retransmits` make it unordered. Raises NotFoundError, ParameterError,
        UnsupportedError (no SCTP stream left), InvalidStateError, and what requests raise."""
        self._must_be_open()
        data_producer = by_id(self._router.data_producers, data_producer_id)
        if data_producer is None:
            raise NotFoundError(f"no data producer with id {data_producer_id}")
        params: Any = None
        if self.type != "direct":
            params = _delivery(
                data_producer.sctp_stream_parameters, ordered, max_packet_life_time, max_retransmits
            )
            params["streamId"] = self._take_stream()
        data_consumer_id = new_id()
        body = {
            "dataConsumerId": data_consumer_id,
            "dataProducerId": data_producer_id,
            "type": "direct" if params is None else "sctp",
            "sctpStreamParameters": params,
            "label": data_producer.label,
            "protocol": data_producer.protocol,
            "paused": paused,
            "subchannels": subchannels,
        }
        response = await self._create(
            DataConsumer, data_consumer_id, messages.TRANSPORT_CONSUME_DATA, body
        )
        data_consumer = DataConsumer(
            self._channel,
            data_consumer_id,
            transport_id=self.id,
            response=response,
            app_data=app_data,
            on_close=self._child_closed,
        )
        self._adopt(data_consumer, "newdataconsumer")
        return data_consumer

    def _take_stream(self) -> int:
        """The next SCTP stream that no open data consumer of this transport uses."""
        used = {
            child.stream_id for child in self._children.values() if isinstance(child, DataConsumer)
        }
        limit = _MAX_STREAMS
        if self._sctp_negotiated is not None:
            limit = self._sctp_negotiated["negotiatedMaxOutboundStreams"]
        for step in range(limit):
            stream = (self._next_stream + step) % limit
            if stream not in used:
                self._next_stream = stream + 1
                return stream
        raise UnsupportedError("no SCTP stream is left")

    def _data_producer_closed(self, data_producer: DataProducer) -> None:
        self._child_closed(data_producer)
        self._router.data_producers.pop(data_producer.id, None)


def _delivery(
    its: SctpStreamParameters | None,
    ordered: bool | None,
    max_packet_life_time: int | None,
    max_retransmits: int | None,
) -> Body:
    params: Body = dict(its) if its is not None else {"ordered": True}
    limits = {"maxPacketLifeTime": max_packet_life_time, "maxRetransmits": max_retransmits}
    given = {key: value for key, value in limits.items() if value is not None}
    if ordered is not None:
        params["ordered"] = ordered
    if ordered or given:
        for key in limits:
            params.pop(key, None)
    if given and not ordered:
        params |= {"ordered": False, **given}
    return params
