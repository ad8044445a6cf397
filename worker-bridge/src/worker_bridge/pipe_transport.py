"""A transport between two routers, on one host or several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

from worker_bridge import messages, ortc, shaping
from worker_bridge.channel import Body, Channel, new_id
from worker_bridge.clone import clone
from worker_bridge.consumer import Consumer
from worker_bridge.consuming import consume_body
from worker_bridge.handle import AppData
from worker_bridge.rtp import SrtpParameters, TransportTuple
from worker_bridge.transport import RouterAccess, Transport, TransportType

Events = Literal["routerclose", "sctpstatechange", "trace"]


class PipeTransport(Transport[Events]):
    """Made by `Router.create_pipe_transport`, or by `Router.pipe_to_router` for both routers."""

    type: ClassVar[TransportType] = "pipe"
    _dump = messages.PIPETRANSPORT_DUMP
    _get_stats = messages.PIPETRANSPORT_GET_STATS
    _stats_type = "pipe-transport"

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
        self._srtp_parameters: SrtpParameters | None = response.get("srtpParameters")
        self.rtx: bool = response["rtx"]
        """Whether lost packets are sent again."""
        super().__init__(
            channel, id, response=response, router=router, app_data=app_data, on_close=on_close
        )

    @property
    def tuple(self) -> TransportTuple:
        """Addresses of both ends."""
        return shaping.transport_tuple(self._tuple)

    @property
    def srtp_parameters(self) -> SrtpParameters | None:
        """The worker's key, for the other side; None without SRTP."""
        return clone(self._srtp_parameters)

    async def connect(
        self, *, ip: str, port: int, srtp_parameters: SrtpParameters | None = None
    ) -> None:
        """Where the other PipeTransport is, and its key.

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
