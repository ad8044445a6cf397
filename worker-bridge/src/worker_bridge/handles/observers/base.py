"""Base of AudioLevelObserver and ActiveSpeakerObserver: the producers that they listen to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.errors import NotFoundError
from worker_bridge.events import E
from worker_bridge.handles.event_names import RtpObserverObserverEvents as ObserverEvents
from worker_bridge.handles.handle import AppData, Handle
from worker_bridge.handles.producer import Producer

RtpObserverType = Literal["audiolevel", "activespeaker"]


class RtpObserver(Handle[E, ObserverEvents]):
    """Base of the observers of a router's audio. Event of both: `routerclose` ()."""

    type: ClassVar[RtpObserverType]
    """Kind of observer."""

    _close_request = messages.ROUTER_CLOSE_RTPOBSERVER
    _id_key = "rtpObserverId"

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        *,
        router_id: str,
        get_producer: Callable[[str], Producer | None],
        app_data: AppData | None,
        on_close: Callable[[Any], None],
    ) -> None:
        self._get_producer = get_producer
        self._paused = False
        super().__init__(channel, id, router_id, app_data, on_close)

    @property
    def paused(self) -> bool:
        """True while it is paused."""
        return self._paused

    async def pause(self) -> None:
        """Stop listening."""
        await self._ask(messages.RTPOBSERVER_PAUSE)
        was, self._paused = self._paused, True
        if not was:
            self._observe("pause")

    async def resume(self) -> None:
        """Listen again."""
        await self._ask(messages.RTPOBSERVER_RESUME)
        was, self._paused = self._paused, False
        if was:
            self._observe("resume")

    async def add_producer(self, *, producer_id: str) -> None:
        """Listen to a producer of the same router. Raises NotFoundError."""
        producer = self._producer(producer_id)
        await self._ask(messages.RTPOBSERVER_ADD_PRODUCER, {"producerId": producer_id})
        self._observe("addproducer", producer)

    async def remove_producer(self, *, producer_id: str) -> None:
        """Do not listen to it any more. Raises NotFoundError."""
        producer = self._producer(producer_id)
        await self._ask(messages.RTPOBSERVER_REMOVE_PRODUCER, {"producerId": producer_id})
        self._observe("removeproducer", producer)

    def _producer(self, producer_id: str) -> Producer:
        producer = self._get_producer(producer_id)
        if producer is None:
            raise NotFoundError(f"no producer with id {producer_id}")
        return producer
