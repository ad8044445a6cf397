"""A producer: media that comes into a router."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone
from worker_bridge.handles import json_shapes
from worker_bridge.handles.consume_template import ConsumeTemplates
from worker_bridge.handles.event_names import ProducerEvents as Events
from worker_bridge.handles.event_names import ProducerObserverEvents as ObserverEvents
from worker_bridge.handles.handle import AppData, Handle
from worker_bridge.rtp import MediaKind, ProducerType, RtpParameters

TraceType = Literal["keyframe", "fir", "nack", "pli", "rtp", "sr"]


class Producer(Handle[Events, ObserverEvents]):
    """Made by `Transport.produce`.

    Events: `transportclose` () · `score` (list of {encodingIdx, ssrc, rid, score}) ·
    `videoorientationchange` ({camera, flip, rotation}) · `trace` ({type, timestamp, direction,
    info}).
    """

    _close_request = messages.TRANSPORT_CLOSE_PRODUCER
    _id_key = "producerId"

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
        self._paused = paused
        self._score: list[Body] = []
        self._rtp_parameters = rtp_parameters
        self._consumable = consumable_rtp_parameters
        self.kind: MediaKind = kind
        """`audio` or `video`."""
        self.type: ProducerType = type
        """`simple`, `simulcast` or `svc`."""
        self.consume_templates = ConsumeTemplates(
            channel.codec, id, kind, type, consumable_rtp_parameters
        )
        """For transports: requests to consume this, by the receiver's capabilities."""
        super().__init__(channel, id, transport_id, app_data, on_close)

    @property
    def rtp_parameters(self) -> RtpParameters:
        """RTP parameters of what it sends; a copy."""
        return clone(self._rtp_parameters)

    @property
    def consumable_rtp_parameters(self) -> RtpParameters:
        """RTP parameters that its consumers are made from; a copy."""
        return clone(self._consumable)

    @property
    def paused(self) -> bool:
        """True while the worker drops what comes in."""
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
        """Worker-side state, for debugging."""
        return json_shapes.producer_dump(await self._ask(messages.PRODUCER_DUMP))

    async def get_stats(self) -> list[Body]:
        """One `inbound-rtp` object for each stream received."""
        return json_shapes.rtp_stream_stats(await self._ask(messages.PRODUCER_GET_STATS))

    async def enable_trace_event(self, types: Sequence[TraceType] = ()) -> None:
        """Choose which `trace` events come; none stops them."""
        await self._ask(messages.PRODUCER_ENABLE_TRACE_EVENT, {"events": types})

    def send(self, rtp_packet: bytes) -> None:
        """Put an RTP packet in; for producers of a DirectTransport.

        Raises InvalidStateError, ParameterError, ChannelFullError."""
        self._must_be_open()
        self._channel.notify(messages.PRODUCER_SEND, self.id, rtp_packet)

    def notified(self, event: str, body: Body) -> None:
        match event:
            case "PRODUCER_SCORE":
                self._score = body["scores"]
                self._announce("score", self.score)
            case "PRODUCER_VIDEO_ORIENTATION_CHANGE":
                self._announce("videoorientationchange", body)
            case "PRODUCER_TRACE":
                self._announce("trace", json_shapes.trace(body))

    def __repr__(self) -> str:
        state = "closed" if self._closed else "paused" if self._paused else "open"
        return f"<Producer {self.id} {self.kind} {self.type} {state}>"
