"""What a bot has on one router: a transport each way, producers and consumers, by pymediasoup."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from aiortc import MediaStreamTrack
from pymediasoup import Device
from pymediasoup.handlers.aiortc_handler import AiortcHandler
from pymediasoup.models.transport import DtlsParameters, IceCandidate, IceParameters
from pymediasoup.rtp_parameters import RtpCapabilities, RtpParameters

from meetd.bot.errors import LineLost, Refused
from meetd.bot.receiving import Ask, Receiving
from meetd.bot.sound import Lent

CLOSE_LIMIT = 5.0
"""Seconds that hanging up may take."""
WORN = 40
"""Consumers that ended, after which a session is better made anew: each leaves a section in SDP."""


class Session(Receiving):
    """Media on one router, until it breaks or another router takes its place."""

    def __init__(self, ask: Ask, router_id: str, on_broken: Callable[[], None]) -> None:
        super().__init__(ask)
        self.router_id = router_id
        self.broken = False
        self.producers: dict[str, str] = {}
        """Ids of what is sent, by source."""
        self._on_broken = on_broken
        self._device: Any = Device(handlerFactory=AiortcHandler.createFactory())
        self._transports: dict[str, Any] = {}
        self._error: Exception | None = None

    async def load(self, capabilities: dict[str, Any]) -> None:
        """Learn what the router can do."""
        await self._device.load(RtpCapabilities(**capabilities))

    @property
    def worn(self) -> bool:
        """Whether so much has ended that it should be made anew."""
        return self._ended > WORN

    def has(self, transport_id: str) -> bool:
        """Whether one of its transports has that id."""
        return any(its.id == transport_id for its in self._transports.values())

    async def send(self, source: str, track: MediaStreamTrack) -> None:
        """Send a track as a source. Raises Refused, LineLost."""
        transport = await self._transport("send")
        self._error = None
        try:
            made = await transport.produce(
                track=Lent(track), stopTracks=False, appData={"source": source}
            )
        except IndexError:
            raise self._error or LineLost from None
        self.producers[source] = made.id

    async def stop(self, source: str) -> None:
        """Send a source no more."""
        producer_id = self.producers.pop(source, None)
        if producer_id is not None:
            await self._ask("sfu:producer:close", producerId=producer_id)
            producers = self._transports["send"]._producers  # noqa: SLF001
            # pymediasoup ends no sender: without its track it sends nothing.
            producers[producer_id].track.stop()

    async def receive(self, producer_ids: Iterable[str]) -> dict[str, MediaStreamTrack]:
        """Receive producers; their tracks by their ids. What cannot be had is left out. Raises
        Refused, LineLost."""
        transport = await self._transport("recv")
        answer = await self._ask(
            "sfu:consume",
            transportId=transport.id,
            rtpCapabilities=_json(self._device.rtpCapabilities),
            producerIds=list(producer_ids),
        )
        tracks: dict[str, MediaStreamTrack] = {}
        for told in answer["consumers"]:
            consumer = await transport.consume(
                id=told["id"],
                producerId=told["producerId"],
                kind=told["kind"],
                rtpParameters=RtpParameters(**told["rtpParameters"]),
            )
            self.consumers[told["producerId"]] = told["id"]
            self._receivers[told["producerId"]] = next(
                one.receiver
                for one in transport.handler.pc.getTransceivers()
                if one.mid == consumer.localId
            )
            tracks[told["producerId"]] = consumer.track
        await self._resume(tracks)
        return tracks

    async def close(self) -> None:
        """Hang up; the server is told nothing."""
        self._on_broken = _nothing
        closing = {asyncio.ensure_future(one.close()) for one in self._transports.values()}
        for task in closing:
            # What is broken already may not end as it should.
            task.add_done_callback(_forgive)
        if closing:
            await asyncio.wait(closing, timeout=CLOSE_LIMIT)

    async def _transport(self, direction: str) -> Any:
        if direction in self._transports:
            return self._transports[direction]
        made = await self._ask("sfu:transport:create", routerId=self.router_id, direction=direction)
        create = (
            self._device.createSendTransport
            if direction == "send"
            else self._device.createRecvTransport
        )
        transport = create(
            id=made["id"],
            iceParameters=IceParameters(**made["iceParameters"]),
            iceCandidates=[IceCandidate(**one) for one in made["iceCandidates"]],
            dtlsParameters=DtlsParameters(**made["dtlsParameters"]),
            sctpParameters=None,
            iceServers=[],
        )
        transport.on("connect", self._connecting(made["id"]))
        transport.on("produce", self._producing(made["id"]))
        transport.on("connectionstatechange", self._on_state)
        transport.on("error", self._on_error)
        self._transports[direction] = transport
        return transport

    def _connecting(self, transport_id: str) -> Callable[[Any], Awaitable[None]]:
        async def connect(parameters: Any) -> None:
            await self._ask(
                "sfu:transport:connect",
                transportId=transport_id,
                dtlsParameters=_json(parameters),
            )

        return connect

    def _producing(self, transport_id: str) -> Callable[[Any, Any, Any], Awaitable[str]]:
        async def produce(kind: Any, parameters: Any, its: Any) -> str:
            try:
                answer = await self._ask(
                    "sfu:produce",
                    transportId=transport_id,
                    kind=kind,
                    source=its["source"],
                    rtpParameters=_json(parameters),
                    paused=False,
                )
            except (Refused, LineLost) as error:
                self._error = error
                raise
            return str(answer["producerId"])

        return produce

    def _on_state(self, state: str) -> None:
        if state in {"failed", "closed"}:
            self.lose()

    def _on_error(self, error: Exception) -> None:
        if self._error is None:
            self.lose()

    def lose(self) -> None:
        """It carries nothing any more."""
        if not self.broken:
            self.broken = True
            self._on_broken()


def _json(model: Any) -> dict[str, Any]:
    dumped: dict[str, Any] = model.model_dump(exclude_none=True)
    return dumped


def _nothing() -> None:
    pass


def _forgive(task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        task.exception()
