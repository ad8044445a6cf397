"""A producer: media that comes into a router."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from worker_bridge import messages, shaping
from worker_bridge.channel import Body, Channel
from worker_bridge.clone import clone, fingerprint
from worker_bridge.consuming import ConsumeShape
from worker_bridge.handle import AppData, Handle
from worker_bridge.rtp import MediaKind, ProducerType, RtpCapabilities, RtpParameters

Events = Literal["transportclose", "score", "videoorientationchange", "trace"]
ObserverEvents = Literal["close", "pause", "resume", "score", "videoorientationchange", "trace"]
TraceType = Literal["keyframe", "fir", "nack", "pli", "rtp", "sr"]

_SHAPES_KEPT = 64


class Producer(Handle[Events, ObserverEvents]):
    """Made by `Transport.produce`.

    Events: `transportclose` () · `score` (list of {encodingIdx, ssrc, rid, score}) ·
    `videoorientationchange` ({camera, flip, rotation}) · `trace` ({type, timestamp, direction,
    info}).
    """

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        *,
        transport_id: str,
        kind: MediaKind,
        type: ProducerType,  # noqa: A002
        rtp_parameters: RtpParameters,
        consumable_rtp_parameters: RtpParameters,
        paused: bool,
        app_data: AppData | None,
        on_close: Callable[[Producer], None],
    ) -> None:
        self._transport_id = transport_id
        self._paused = paused
        self._score: list[Body] = []
        self._rtp_parameters = rtp_parameters
        self._consumable = consumable_rtp_parameters
        self._shapes: dict[object, ConsumeShape] = {}
        self.kind: MediaKind = kind
        """`audio` or `video`."""
        self.type: ProducerType = type
        """`simple`, `simulcast` or `svc`."""
        super().__init__(channel, id, app_data, on_close)

    @property
    def rtp_parameters(self) -> RtpParameters:
        """What it sends; a copy."""
        return clone(self._rtp_parameters)

    @property
    def consumable_rtp_parameters(self) -> RtpParameters:
        """What its consumers are made from; a copy."""
        return clone(self._consumable)

    @property
    def paused(self) -> bool:
        """Whether the worker drops what comes in."""
        return self._paused

    @property
    def score(self) -> list[Body]:
        """Quality of each stream, 0 to 10: {encodingIdx, ssrc, rid, score}."""
        return clone(self._score)

    async def pause(self) -> None:
        """Drop what comes in. Consumers get `producerpause`."""
        await self._ask(messages.PRODUCER_PAUSE)
        was, self._paused = self._paused, True
        if not was:
            self._observe("pause")

    async def resume(self) -> None:
        """Let media in again. Consumers get `producerresume`."""
        await self._ask(messages.PRODUCER_RESUME)
        was, self._paused = self._paused, False
        if was:
            self._observe("resume")

    async def dump(self) -> Body:
        """The worker's inner view, for people."""
        return shaping.producer_dump(await self._ask(messages.PRODUCER_DUMP))

    async def get_stats(self) -> list[Body]:
        """One `inbound-rtp` object for each stream received."""
        return shaping.rtp_stream_stats(await self._ask(messages.PRODUCER_GET_STATS))

    async def enable_trace_event(self, types: Sequence[TraceType] = ()) -> None:
        """Choose which `trace` events come; none stops them."""
        await self._ask(messages.PRODUCER_ENABLE_TRACE_EVENT, {"events": types})

    def send(self, rtp_packet: bytes) -> None:
        """Put an RTP packet in; for producers of a DirectTransport.

        Raises InvalidStateError, ParameterError, ChannelFullError."""
        self._must_be_open()
        self._channel.notify(messages.PRODUCER_SEND, self.id, rtp_packet)

    def _ask(self, request: messages.Request, body: Body | None = None) -> Awaitable[Body]:
        self._must_be_open()
        return self._channel.request(request, self.id, body)

    def _shape(
        self, capabilities: RtpCapabilities, *, enable_rtx: bool, options: Body
    ) -> ConsumeShape:
        key = fingerprint([capabilities, enable_rtx, options], "rtp_capabilities")
        shape = self._shapes.get(key)
        if shape is None:
            shape = ConsumeShape(
                self._channel.codec,
                producer_id=self.id,
                kind=self.kind,
                type=self.type,
                consumable=self._consumable,
                capabilities=clone(capabilities),
                enable_rtx=enable_rtx,
                options=options,
            )
            if len(self._shapes) >= _SHAPES_KEPT:
                self._shapes.clear()
            self._shapes[key] = shape
        return shape

    def _tell_closed(self) -> None:
        self._channel.post(
            messages.TRANSPORT_CLOSE_PRODUCER, self._transport_id, {"producerId": self.id}
        )

    def notified(self, event: str, body: Body) -> None:
        match event:
            case "PRODUCER_SCORE":
                self._score = body["scores"]
                self._announce("score", self.score)
            case "PRODUCER_VIDEO_ORIENTATION_CHANGE":
                self._announce("videoorientationchange", body)
            case "PRODUCER_TRACE":
                self._announce("trace", shaping.trace(body))

    def __repr__(self) -> str:
        state = "closed" if self._closed else "paused" if self._paused else "open"
        return f"<Producer {self.id} {self.kind} {self.type} {state}>"
