"""Base of all transports: settings, statistics, closing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.channel.ids import new_id
from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone
from worker_bridge.errors import ParameterError
from worker_bridge.events import E
from worker_bridge.handles import json_shapes
from worker_bridge.handles.data_producer import DataProducer
from worker_bridge.handles.event_names import TransportObserverEvents as ObserverEvents
from worker_bridge.handles.handle import AppData
from worker_bridge.handles.parent import Parent
from worker_bridge.handles.producer import Producer
from worker_bridge.rtp import RtpCapabilities, SctpState

TransportType = Literal["webrtc", "plain", "pipe", "direct"]
TraceType = Literal["probation", "bwe"]


@dataclass(frozen=True, slots=True)
class RouterAccess:
    """The part of a router that its transports may know and change."""

    router_id: str
    rtp_capabilities: Callable[[], RtpCapabilities]
    producers: dict[str, Producer]
    data_producers: dict[str, DataProducer]


class TransportBase(Parent[E, ObserverEvents]):
    """A way for media and data between a router and the outside."""

    type: ClassVar[TransportType]
    """Kind of transport."""
    _close_request = messages.ROUTER_CLOSE_TRANSPORT
    _id_key = "transportId"
    _closes_children = "transportclose"
    _dump: ClassVar[messages.Request]
    _get_stats: ClassVar[messages.Request]
    _stats_type: ClassVar[str]

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
        self._router = router
        self._sctp_negotiated: Body | None = None
        self._created(response)
        super().__init__(channel, id, router.router_id, app_data, on_close)

    def _created(self, response: Body) -> None:
        """Take what the worker answered to the creation."""
        base = response["base"]
        self._sctp_parameters: Body | None = base.get("sctpParameters")
        self._sctp_state: SctpState | None = base.get("sctpState")

    @property
    def sctp_parameters(self) -> Body | None:
        """The worker's side of SCTP; None without it."""
        its = self._sctp_parameters
        return None if its is None else json_shapes.sctp_parameters(its)

    @property
    def sctp_state(self) -> SctpState | None:
        """new, connecting, connected, failed or closed; None without SCTP."""
        return self._sctp_state

    @property
    def sctp_negotiated_capabilities(self) -> Body | None:
        """{negotiatedMaxOutboundStreams, negotiatedMaxInboundStreams}, once SCTP is connected."""
        return clone(self._sctp_negotiated)

    # -- settings and inspection -------------------------------------------------------------

    async def set_max_incoming_bitrate(self, bitrate: int) -> None:
        """Limit what senders send, in bits per second; 0 for no limit."""
        body = {"maxIncomingBitrate": bitrate}
        await self._ask(messages.TRANSPORT_SET_MAX_INCOMING_BITRATE, body)

    async def set_max_outgoing_bitrate(self, bitrate: int) -> None:
        """Limit what is sent, in bits per second; 0 for no limit."""
        body = {"maxOutgoingBitrate": bitrate}
        await self._ask(messages.TRANSPORT_SET_MAX_OUTGOING_BITRATE, body)

    async def set_min_outgoing_bitrate(self, bitrate: int) -> None:
        """Set the bits per second to take as available at least; 0 for no limit."""
        body = {"minOutgoingBitrate": bitrate}
        await self._ask(messages.TRANSPORT_SET_MIN_OUTGOING_BITRATE, body)

    async def enable_trace_event(self, types: Sequence[TraceType] = ()) -> None:
        """Choose which `trace` events come; none stops them."""
        await self._ask(messages.TRANSPORT_ENABLE_TRACE_EVENT, {"events": types})

    async def dump(self) -> Body:
        """Worker-side state, for debugging."""
        return json_shapes.transport_dump(await self._ask(self._dump))

    async def get_stats(self) -> list[Body]:
        """One object: bytes and bits per second in both directions, and the kind's own."""
        return json_shapes.transport_stats(self._stats_type, await self._ask(self._get_stats))

    def _new_producer_id(self, given: str | None, what: str) -> str:
        """The id that the caller wants, or a new one. Raises ParameterError."""
        if given is None:
            return new_id()
        if not isinstance(given, str) or not given:
            raise ParameterError("id must be a string, not empty")
        if given in self._children:
            raise ParameterError(f"a {what} with id {given} exists already")
        return given

    def _end(self, event: E | None = None) -> None:
        if self._sctp_state is not None:
            self._sctp_state = "closed"
        super()._end(event)

    def notified(self, event: str, body: Body) -> None:
        match event:
            case "TRANSPORT_TRACE":
                self._announce("trace", json_shapes.trace(body))
            case "TRANSPORT_SCTP_STATE_CHANGE":
                self._sctp_state = body["sctpState"]
                self._announce("sctpstatechange", self._sctp_state)
            case "TRANSPORT_SCTP_NEGOTIATED_CAPABILITIES":
                self._sctp_negotiated = body.get("negotiatedCapabilities")
