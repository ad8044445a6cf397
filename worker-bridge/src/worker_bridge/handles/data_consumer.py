"""A data consumer: messages that go out of a router."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.channel.messages import Body
from worker_bridge.clone import clone
from worker_bridge.errors import InvalidStateError
from worker_bridge.handles import data_message
from worker_bridge.handles.data_producer import DataType
from worker_bridge.handles.event_names import DataConsumerEvents as Events
from worker_bridge.handles.event_names import DataObserverEvents as ObserverEvents
from worker_bridge.handles.handle import AppData, Handle
from worker_bridge.rtp import SctpStreamParameters


class DataConsumer(Handle[Events, ObserverEvents]):
    """Made by `Transport.consume_data`.

    Events: `transportclose` () · `dataproducerclose` () · `dataproducerpause` () ·
    `dataproducerresume` () · `sctpsendbufferfull` () · `bufferedamountlow` (bytes) ·
    `message` (bytes, ppid; on a DirectTransport).
    """

    _close_request = messages.TRANSPORT_CLOSE_DATACONSUMER
    _id_key = "dataConsumerId"

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
        self._data_producer_paused: bool = response["dataProducerPaused"]
        self._subchannels: list[int] = response["subchannels"]
        self._sctp_stream_parameters: SctpStreamParameters | None = response.get(
            "sctpStreamParameters"
        )
        self._flow = asyncio.Lock()  # between letting messages flow and raising the threshold
        self.data_producer_id: str = response["dataProducerId"]
        """Id of the data producer that it consumes."""
        self.type: DataType = response["type"]
        """`sctp` or `direct`."""
        self.label: str = response["label"]
        """The data producer's."""
        self.protocol: str = response["protocol"]
        """The data producer's."""
        super().__init__(channel, id, transport_id, app_data, on_close)

    @property
    def stream_id(self) -> int | None:
        """Number of the SCTP stream; None for `direct`."""
        params = self._sctp_stream_parameters
        return None if params is None else params["streamId"]

    @property
    def sctp_stream_parameters(self) -> SctpStreamParameters | None:
        """Stream and delivery; None for `direct`."""
        return clone(self._sctp_stream_parameters)

    @property
    def paused(self) -> bool:
        """True if it was paused here."""
        return self._paused

    @property
    def data_producer_paused(self) -> bool:
        """True while its data producer is paused."""
        return self._data_producer_paused

    @property
    def subchannels(self) -> list[int]:
        """Subchannels that it listens to."""
        return list(self._subchannels)

    async def pause(self) -> None:
        """Send nothing."""
        await self._ask(messages.DATACONSUMER_PAUSE)
        was, self._paused = self._paused, True
        if not was and not self._data_producer_paused:
            self._observe("pause")

    async def resume(self) -> None:
        """Send again."""
        async with self._flow:
            await self._ask(messages.DATACONSUMER_RESUME)
            was, self._paused = self._paused, False
        if was and not self._data_producer_paused:
            self._observe("resume")

    async def set_buffered_amount_low_threshold(self, threshold: int) -> None:
        """Set below how many waiting bytes `bufferedamountlow` comes.

        It can be raised only while this is paused and no more bytes wait than the threshold before,
        since what waits must not come to lie between the two: this version of the worker aborts
        there. Raises ParameterError, and InvalidStateError when it cannot be raised."""
        async with self._flow:
            now = await self.dump()
            low, waiting = now["bufferedAmountLowThreshold"], now["bufferedAmount"]
            if isinstance(threshold, int | float) and threshold > low:
                if not self._paused:
                    raise InvalidStateError("the threshold can be raised only while paused")
                if waiting > low:
                    raise InvalidStateError(f"{waiting} bytes wait: raise it when {low} do or less")
            body = {"threshold": threshold}
            await self._ask(messages.DATACONSUMER_SET_BUFFERED_AMOUNT_LOW_THRESHOLD, body)

    async def get_buffered_amount(self) -> int:
        """Bytes that wait to be sent."""
        response = await self._ask(messages.DATACONSUMER_GET_BUFFERED_AMOUNT)
        return int(response["bufferedAmount"])

    async def send(self, message: str | bytes, *, ppid: int | None = None) -> int:
        """Send a message of our own over its SCTP stream; the bytes that wait to be sent then.

        Raises ParameterError, InvalidStateError, RequestError (buffer full, SCTP not connected)."""
        number, data = data_message.encode(message, ppid)
        response = await self._ask(messages.DATACONSUMER_SEND, {"ppid": number, "data": data})
        return int(response["bufferedAmount"])

    async def set_subchannels(self, subchannels: Sequence[int]) -> None:
        """Listen to these only."""
        await self._ask_subchannels(
            messages.DATACONSUMER_SET_SUBCHANNELS, {"subchannels": subchannels}
        )

    async def add_subchannel(self, subchannel: int) -> None:
        """Listen to one more."""
        await self._ask_subchannels(
            messages.DATACONSUMER_ADD_SUBCHANNEL, {"subchannel": subchannel}
        )

    async def remove_subchannel(self, subchannel: int) -> None:
        """Listen to one less."""
        await self._ask_subchannels(
            messages.DATACONSUMER_REMOVE_SUBCHANNEL, {"subchannel": subchannel}
        )

    async def dump(self) -> Body:
        """Worker-side state, for debugging."""
        return await self._ask(messages.DATACONSUMER_DUMP)

    async def get_stats(self) -> list[Body]:
        """One object: messages and bytes sent, bytes waiting."""
        return [{"type": "data-consumer", **await self._ask(messages.DATACONSUMER_GET_STATS)}]

    async def _ask_subchannels(self, request: messages.Request, body: Body) -> None:
        self._subchannels = (await self._ask(request, body))["subchannels"]

    def notified(self, event: str, body: Body) -> None:
        match event:
            case "DATACONSUMER_DATAPRODUCER_CLOSE":
                self._parent_closed("dataproducerclose")
            case "DATACONSUMER_DATAPRODUCER_PAUSE":
                self._data_producer_is_paused(True)
            case "DATACONSUMER_DATAPRODUCER_RESUME":
                self._data_producer_is_paused(False)
            case "DATACONSUMER_SCTP_SENDBUFFER_FULL":
                self.emit("sctpsendbufferfull")
            case "DATACONSUMER_BUFFERED_AMOUNT_LOW":
                self.emit("bufferedamountlow", body["bufferedAmount"])
            case "DATACONSUMER_MESSAGE":
                self.emit("message", body["data"], body["ppid"])

    def _data_producer_is_paused(self, paused: bool) -> None:
        if self._data_producer_paused == paused:
            return
        self._data_producer_paused = paused
        self.emit("dataproducerpause" if paused else "dataproducerresume")
        if not self._paused:
            self._observe("pause" if paused else "resume")

    def __repr__(self) -> str:
        state = "closed" if self._closed else "paused" if self._paused else "open"
        return f"<DataConsumer {self.id} of {self.data_producer_id} {self.type} {state}>"
