"""A transport between two routers, on one host or several."""

from __future__ import annotations

from typing import Any, ClassVar

from worker_bridge.channel import messages
from worker_bridge.channel.ids import new_id
from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone
from worker_bridge.handles import json_shapes
from worker_bridge.handles.consume_template import consume_body
from worker_bridge.handles.consumer import Consumer
from worker_bridge.handles.event_names import PipeTransportEvents as Events
from worker_bridge.handles.handle import AppData
from worker_bridge.handles.transports.transport import Transport, TransportType
from worker_bridge.negotiation import ortc
from worker_bridge.rtp import SrtpParameters, TransportTuple


class PipeTransport(Transport[Events]):
    """Made by `Router.create_pipe_transport`, or by `Router.pipe_to_router` for both routers."""

    type: ClassVar[TransportType] = "pipe"
    _dump = messages.PIPETRANSPORT_DUMP
    _get_stats = messages.PIPETRANSPORT_GET_STATS
    _stats_type = "pipe-transport"

    def _created(self, response: Body) -> None:
        self._tuple: Body = response["tuple"]
        self._srtp_parameters: SrtpParameters | None = response.get("srtpParameters")
        self.rtx: bool = response["rtx"]
        """True if lost packets are sent again."""
        super()._created(response)

    @property
    def tuple(self) -> TransportTuple:
        """Addresses of both ends."""
        return json_shapes.transport_tuple(self._tuple)

    @property
    def srtp_parameters(self) -> SrtpParameters | None:
        """The worker's key, for the other side; None without SRTP."""
        return clone(self._srtp_parameters)

    async def connect(
        self, *, ip: str, port: int, srtp_parameters: SrtpParameters | None = None
    ) -> None:
        """Connect to the other PipeTransport, whose key it gets.

        Raises ParameterError, RequestError, InvalidStateError."""
        body = {"ip": ip, "port": port, "srtpParameters": srtp_parameters}
        response = await self._ask(messages.PIPETRANSPORT_CONNECT, body)
        self._tuple = response["tuple"]

    async def consume(  # type: ignore[override]
        self, *, producer_id: str, app_data: AppData | None = None
    ) -> Consumer:
        """Send all streams of a producer to the other router.

        Raises NotFoundError, ParameterError, InvalidStateError."""
        self._must_be_open()
        producer = self._producer_of(producer_id)
        params = ortc.get_pipe_consumer_rtp_parameters(
            consumable_rtp_parameters=producer.consumable_rtp_parameters, enable_rtx=self.rtx
        )
        consumer_id = new_id()
        body = consume_body(
            consumer_id=consumer_id,
            producer_id=producer.id,
            kind=producer.kind,
            type="pipe",
            rtp_parameters=params,
            consumable_encodings=list(producer.consumable_rtp_parameters["encodings"]),
            options={"paused": False},
        )
        return await self._consume(
            producer, consumer_id, body, lambda: clone(params), "pipe", app_data
        )

    def _set_cname(self, rtcp: Any) -> None:
        """Piped producers keep the CNAMEs that they have: they come from different senders."""
        rtcp["cname"] = rtcp.get("cname") or self._random_cname()
