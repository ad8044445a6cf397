"""A data producer: messages that come into a router."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone
from worker_bridge.handles import data_message, json_shapes
from worker_bridge.handles.event_names import DataObserverEvents as ObserverEvents
from worker_bridge.handles.event_names import DataProducerEvents as Events
from worker_bridge.handles.handle import AppData, Handle
from worker_bridge.rtp import SctpStreamParameters

DataType = Literal["sctp", "direct"]


class DataProducer(Handle[Events, ObserverEvents]):
    """Made by `Transport.produce_data`. Event: `transportclose` ()."""

    _close_request = messages.TRANSPORT_CLOSE_DATAPRODUCER
    _id_key = "dataProducerId"

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        *,
        transport_id: str,
        response: Body,
        app_data: AppData | None,
        on_close: Callable[[Any], None],
    ) -> None:
        self._paused: bool = response["paused"]
        self._sctp_stream_parameters: SctpStreamParameters | None = response.get(
            "sctpStreamParameters"
        )
        self.type: DataType = response["type"]
        """`sctp` or `direct`."""
        self.label: str = response["label"]
        """Yours, to tell data channels apart."""
        self.protocol: str = response["protocol"]
        """Yours: the name of the sub-protocol."""
        super().__init__(channel, id, transport_id, app_data, on_close)

    @property
    def sctp_stream_parameters(self) -> SctpStreamParameters | None:
        """Stream and delivery; None for `direct`."""
        return clone(self._sctp_stream_parameters)

    @property
    def paused(self) -> bool:
        """True while the worker drops what comes in."""
        return self._paused

    async def pause(self) -> None:
        """Drop what comes in. Data consumers get `dataproducerpause`."""
        await self._ask(messages.DATAPRODUCER_PAUSE)
        was, self._paused = self._paused, True
        if not was:
            self._observe("pause")

    async def resume(self) -> None:
        """Let messages in again. Data consumers get `dataproducerresume`."""
        await self._ask(messages.DATAPRODUCER_RESUME)
        was, self._paused = self._paused, False
        if was:
            self._observe("resume")

    async def dump(self) -> Body:
        """Worker-side state, for debugging."""
        return await self._ask(messages.DATAPRODUCER_DUMP)

    async def get_stats(self) -> list[Body]:
        """One object: messages and bytes received."""
        return json_shapes.data_producer_stats(await self._ask(messages.DATAPRODUCER_GET_STATS))

    def send(
        self,
        message: str | bytes,
        *,
        ppid: int | None = None,
        subchannels: Sequence[int] = (),
        required_subchannel: int | None = None,
        ignored_subchannel: int | None = None,
    ) -> None:
        """Put a message in; for data producers of a DirectTransport.

        With `subchannels`, only data consumers on one of them get it; `required_subchannel` and
        `ignored_subchannel` narrow that down. Raises InvalidStateError, ParameterError,
        ChannelFullError."""
        self._must_be_open()
        number, data = data_message.encode(message, ppid)
        body = {
            "ppid": number,
            "data": data,
            "subchannels": subchannels,
            "requiredSubchannel": required_subchannel,
            "ignoredSubchannel": ignored_subchannel,
        }
        self._channel.notify(messages.DATAPRODUCER_SEND, self.id, body)

    def __repr__(self) -> str:
        state = "closed" if self._closed else "paused" if self._paused else "open"
        return f"<DataProducer {self.id} {self.type} {state}>"
