"""What all transports have in common: settings, statistics, closing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from worker_bridge import messages, shaping
from worker_bridge.channel import Body, Channel, new_id
from worker_bridge.clone import clone
from worker_bridge.codec import Encoded
from worker_bridge.data_producer import DataProducer
from worker_bridge.errors import InvalidStateError, ParameterError
from worker_bridge.events import E
from worker_bridge.handle import AppData, Handle
from worker_bridge.producer import Producer
from worker_bridge.rtp import RtpCapabilities, SctpState

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
    "rtcp",
]


@dataclass(frozen=True, slots=True)
class RouterAccess:
    """What a transport may know and change of its router."""

    router_id: str
    rtp_capabilities: Callable[[], RtpCapabilities]
    get_producer: Callable[[str], Producer | None]
    new_producer: Callable[[Producer], None]
    producer_closed: Callable[[Producer], object]
    get_data_producer: Callable[[str], DataProducer | None]
    new_data_producer: Callable[[DataProducer], None]
    data_producer_closed: Callable[[DataProducer], object]


class TransportBase(Handle[E, ObserverEvents]):
    """Whatever carries media and data between a router and the outside."""

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
        response: Body,
        router: RouterAccess,
        app_data: AppData | None,
        on_close: Callable[[Any], None],
    ) -> None:
        base = response["base"]
        self._router = router
        self._children: dict[str, Handle[Any, Any]] = {}
        self._on_child_closed = self._child_closed  # one bound method for thousands of children
        self._sctp_parameters: Body | None = base.get("sctpParameters")
        self._sctp_state: SctpState | None = base.get("sctpState")
        self._sctp_negotiated: Body | None = None
        super().__init__(channel, id, app_data, on_close)

    @property
    def sctp_parameters(self) -> Body | None:
        """The worker's side of SCTP; None without it."""
        its = self._sctp_parameters
        return None if its is None else shaping.sctp_parameters(its)

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
        await self._ask(messages.TRANSPORT_ENABLE_TRACE_EVENT, {"events": types})

    async def dump(self) -> Body:
        """The worker's inner view, for people."""
        return shaping.transport_dump(await self._ask(self._dump))

    async def get_stats(self) -> list[Body]:
        """One object: bytes and bits per second in both directions, and the kind's own."""
        return shaping.transport_stats(self._stats_type, await self._ask(self._get_stats))

    def _ask(self, request: messages.Request, body: Body | None = None) -> Awaitable[Body]:
        self._must_be_open()
        return self._channel.request(request, self.id, body)

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

    def _adopt(self, child: Handle[Any, Any], event: str) -> None:
        self._children[child.id] = child
        self._observe(event, child)

    def _child_closed(self, child: Handle[Any, Any]) -> None:
        self._children.pop(child.id, None)

    def _tell_closed(self) -> None:
        self._channel.post(
            messages.ROUTER_CLOSE_TRANSPORT, self._router.router_id, {"transportId": self.id}
        )

    def _close_children(self) -> None:
        for child in list(self._children.values()):
            child._parent_closed("transportclose")  # noqa: SLF001

    def _end(self, event: E | None = None) -> None:
        if self._sctp_state is not None:
            self._sctp_state = "closed"
        super()._end(event)

    def notified(self, event: str, body: Body) -> None:
        match event:
            case "TRANSPORT_TRACE":
                self._announce("trace", shaping.trace(body))
            case "TRANSPORT_SCTP_STATE_CHANGE":
                self._sctp_state = body["sctpState"]
                self._announce("sctpstatechange", self._sctp_state)
            case "TRANSPORT_SCTP_NEGOTIATED_CAPABILITIES":
                self._sctp_negotiated = body.get("negotiatedCapabilities")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} {'closed' if self._closed else 'open'}>"


def given_id(given: str | None) -> str:
    """The id that the caller wants, or a new one. Raises ParameterError."""
    if given is None:
        return new_id()
    if not isinstance(given, str) or not given:
        raise ParameterError("id must be a string, not empty")
    return given
