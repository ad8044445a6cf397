"""A WebRTC client in Python, on one transport of a worker: sends and receives tracks and data."""

from __future__ import annotations

from typing import Any

from aiortc import MediaStreamTrack
from pymediasoup import Device
from pymediasoup.handlers.aiortc_handler import AiortcHandler
from pymediasoup.models.transport import DtlsParameters, IceCandidate, IceParameters
from pymediasoup.rtp_parameters import RtpCapabilities, RtpParameters
from pymediasoup.sctp_parameters import SctpParameters, SctpStreamParameters

from worker_bridge import Consumer, DataConsumer, DataProducer, Producer, Router, WebRtcTransport


def _json(model: Any) -> Any:
    return model.model_dump(exclude_none=True)


class RtcClient:
    """One side of a connection: `send` or `recv`."""

    def __init__(self, router: Router, transport: WebRtcTransport) -> None:
        self._router = router
        self._transport = transport
        self._device: Any = Device(handlerFactory=AiortcHandler.createFactory())
        self._connection: Any = None
        self._made: Producer | DataProducer | None = None

    @property
    def rtp_capabilities(self) -> Any:
        """What this client can receive."""
        return _json(self._device.rtpCapabilities)

    async def connect(self, direction: str) -> None:
        """Get ready; ICE and DTLS begin with the first track or channel."""
        await self._device.load(RtpCapabilities(**self._router.rtp_capabilities))
        its = self._transport
        sctp = its.sctp_parameters
        create = (
            self._device.createSendTransport
            if direction == "send"
            else self._device.createRecvTransport
        )
        self._connection = create(
            id=its.id,
            iceParameters=IceParameters(**its.ice_parameters),
            iceCandidates=[IceCandidate(**each) for each in its.ice_candidates],
            dtlsParameters=DtlsParameters(**its.dtls_parameters),
            sctpParameters=None if sctp is None else _sctp(sctp),
        )

        @self._connection.on("connect")  # type: ignore[untyped-decorator]
        async def connect(parameters: Any) -> None:
            await its.connect(dtls_parameters=_json(parameters))

        @self._connection.on("produce")  # type: ignore[untyped-decorator]
        async def produce(kind: Any, parameters: Any, _: Any) -> str:
            self._made = await its.produce(kind=kind, rtp_parameters=_json(parameters))
            return self._made.id

        @self._connection.on("producedata")  # type: ignore[untyped-decorator]
        async def produce_data(**its_data: Any) -> str:
            self._made = await its.produce_data(
                sctp_stream_parameters=_json(its_data["sctpStreamParameters"]),
                label=its_data["label"],
                protocol=its_data["protocol"],
            )
            return self._made.id

    async def send(self, track: MediaStreamTrack) -> Producer:
        """Send a track; the producer that it became."""
        await self._connection.produce(track=track, stopTracks=False)
        assert isinstance(self._made, Producer)
        return self._made

    async def receive(self, consumer: Consumer) -> MediaStreamTrack:
        """The track of a consumer of this client's transport."""
        theirs = await self._connection.consume(
            id=consumer.id,
            producerId=consumer.producer_id,
            kind=consumer.kind,
            rtpParameters=RtpParameters(**consumer.rtp_parameters),
        )
        track: MediaStreamTrack = theirs.track
        return track

    async def send_data(self, **options: Any) -> tuple[Any, DataProducer]:
        """A channel to send on, and the data producer that it became."""
        channel = await self._connection.produceData(**options)
        assert isinstance(self._made, DataProducer)
        return channel, self._made

    async def receive_data(self, consumer: DataConsumer) -> Any:
        """The channel of a data consumer of this client's transport."""
        stream: Any = consumer.sctp_stream_parameters
        return await self._connection.consumeData(
            id=consumer.id,
            dataProducerId=consumer.data_producer_id,
            sctpStreamParameters=SctpStreamParameters(**stream),
            label=consumer.label,
            protocol=consumer.protocol,
        )

    async def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            await self._connection.close()


def _sctp(parameters: dict[str, Any]) -> Any:
    return SctpParameters(
        port=parameters["port"],
        OS=65535,
        MIS=65535,
        maxMessageSize=parameters["maxReceiveMessageSize"],
    )
