"""A consumer: media that goes out of a router."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone
from worker_bridge.handles import json_shapes
from worker_bridge.handles.event_names import ConsumerEvents as Events
from worker_bridge.handles.event_names import ConsumerObserverEvents as ObserverEvents
from worker_bridge.handles.handle import AppData, Handle
from worker_bridge.rtp import (
    ConsumerLayers,
    ConsumerScore,
    ConsumerType,
    MediaKind,
    RtpParameters,
)

TraceType = Literal["keyframe", "fir", "nack", "pli", "rtp"]


class Consumer(Handle[Events, ObserverEvents]):
    """Made by `Transport.consume`.

    Events: `transportclose` () · `producerclose` () · `producerpause` () · `producerresume` () ·
    `score` ({score, producerScore, producerScores}) · `layerschange` ({spatialLayer,
    temporalLayer} or None) · `trace` ({type, timestamp, direction, info}) · `rtp` (bytes; on a
    DirectTransport).
    """

    _close_request = messages.TRANSPORT_CLOSE_CONSUMER
    _id_key = "consumerId"
    __slots__ = (
        "_current_layers",
        "_paused",
        "_preferred_layers",
        "_priority",
        "_producer_paused",
        "_rtp_parameters",
        "_score",
        "kind",
        "producer_id",
        "type",
    )

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        *,
        transport_id: str,
        producer_id: str,
        kind: MediaKind,
        type: ConsumerType,  # noqa: A002
        rtp_parameters: Callable[[], RtpParameters],
        response: Body,
        app_data: AppData | None,
        on_close: Callable[[Consumer], None],
    ) -> None:
        self._rtp_parameters = rtp_parameters
        self._paused: bool = response["paused"]
        self._producer_paused: bool = response["producerPaused"]
        self._score: ConsumerScore = response["score"]
        self._preferred_layers: ConsumerLayers | None = response.get("preferredLayers")
        self._current_layers: ConsumerLayers | None = None
        self._priority = 1
        self.producer_id = producer_id
        """Id of the producer that it consumes."""
        self.kind: MediaKind = kind
        """`audio` or `video`."""
        self.type: ConsumerType = type
        """`simple`, `simulcast`, `svc` or `pipe`."""
        super().__init__(channel, id, transport_id, app_data, on_close)

    @property
    def rtp_parameters(self) -> RtpParameters:
        """RTP parameters for the receiver; a copy."""
        return self._rtp_parameters()

    @property
    def paused(self) -> bool:
        """True if it was paused here, whatever its producer does."""
        return self._paused

    @property
    def producer_paused(self) -> bool:
        """True while its producer is paused."""
        return self._producer_paused

    @property
    def priority(self) -> int:
        """Priority for bandwidth: 1 (lowest) to 255."""
        return self._priority

    @property
    def score(self) -> ConsumerScore:
        """Quality, 0 to 10: {score, producerScore, producerScores}."""
        return clone(self._score)

    @property
    def preferred_layers(self) -> ConsumerLayers | None:
        """The highest layers worth sending; None for streams without layers."""
        return clone(self._preferred_layers)

    @property
    def current_layers(self) -> ConsumerLayers | None:
        """The layers sent now; None while there are none."""
        return clone(self._current_layers)

    async def pause(self) -> None:
        """Send nothing."""
        await self._ask(messages.CONSUMER_PAUSE)
        was, self._paused = self._paused, True
        if not was and not self._producer_paused:
            self._observe("pause")

    async def resume(self) -> None:
        """Send again, from a key frame."""
        await self._ask(messages.CONSUMER_RESUME)
        was, self._paused = self._paused, False
        if was and not self._producer_paused:
            self._observe("resume")

    async def set_preferred_layers(
        self, *, spatial_layer: int, temporal_layer: int | None = None
    ) -> None:
        """Set the highest layers worth sending; all temporal layers if none is given."""
        layers = {"spatialLayer": spatial_layer, "temporalLayer": temporal_layer}
        body = {"preferredLayers": layers}
        response = await self._ask(messages.CONSUMER_SET_PREFERRED_LAYERS, body)
        self._preferred_layers = response.get("preferredLayers")

    async def set_priority(self, priority: int) -> None:
        """Set who gets bandwidth first: 1 (lowest, and the beginning) to 255."""
        body = {"priority": priority}
        self._priority = (await self._ask(messages.CONSUMER_SET_PRIORITY, body))["priority"]

    async def unset_priority(self) -> None:
        """Set the priority back to 1."""
        await self.set_priority(1)

    async def request_key_frame(self) -> None:
        """Ask the sender for a picture that needs no other."""
        await self._ask(messages.CONSUMER_REQUEST_KEY_FRAME)

    async def dump(self) -> Body:
        """Worker-side state, for debugging."""
        return json_shapes.consumer_dump(await self._ask(messages.CONSUMER_DUMP))

    async def get_stats(self) -> list[Body]:
        """`outbound-rtp` of what is sent, and `inbound-rtp` of the producer's stream behind it."""
        return json_shapes.rtp_stream_stats(await self._ask(messages.CONSUMER_GET_STATS))

    async def enable_trace_event(self, types: Sequence[TraceType] = ()) -> None:
        """Choose which `trace` events come; none stops them."""
        await self._ask(messages.CONSUMER_ENABLE_TRACE_EVENT, {"events": types})

    def notified(self, event: str, body: Body) -> None:
        match event:
            case "CONSUMER_PRODUCER_CLOSE":
                self._parent_closed("producerclose")
            case "CONSUMER_PRODUCER_PAUSE":
                if not self._producer_paused:
                    self._producer_paused = True
                    self.emit("producerpause")
                    if not self._paused:
                        self._observe("pause")
            case "CONSUMER_PRODUCER_RESUME":
                if self._producer_paused:
                    self._producer_paused = False
                    self.emit("producerresume")
                    if not self._paused:
                        self._observe("resume")
            case "CONSUMER_SCORE":
                self._score = body["score"]
                self._announce("score", self.score)
            case "CONSUMER_LAYERS_CHANGE":
                self._current_layers = body.get("layers")
                self._announce("layerschange", self.current_layers)
            case "CONSUMER_TRACE":
                self._announce("trace", json_shapes.trace(body))
            case "CONSUMER_RTP":
                self.emit("rtp", body["data"])

    def __repr__(self) -> str:
        state = "closed" if self._closed else "paused" if self._paused else "open"
        return f"<Consumer {self.id} of {self.producer_id} {self.type} {state}>"
