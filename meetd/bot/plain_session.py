"""What a bot has on a router of its own host: senders and receivers of aiortc's on plain ways to
the worker, in the place of connections by pymediasoup (`meetd.bot.session`)."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from aiortc import MediaStreamTrack, RTCRtpReceiver, RTCRtpSender
from aiortc.rtcrtpparameters import (
    RTCRtcpFeedback,
    RTCRtcpParameters,
    RTCRtpCodecParameters,
    RTCRtpDecodingParameters,
    RTCRtpHeaderExtensionParameters,
    RTCRtpReceiveParameters,
    RTCRtpRtxParameters,
    RTCRtpSendParameters,
)
from aiortc.rtcrtpreceiver import RemoteStreamTrack
from aiortc.utils import random32
from pymediasoup import Device
from pymediasoup.handlers.aiortc_handler import AiortcHandler
from pymediasoup.rtp_parameters import RtpCapabilities

from meetd.bot.errors import LineLost, Refused
from meetd.bot.leg import Leg
from meetd.bot.receiving import Ask, Receiving
from meetd.bot.session import CLOSE_LIMIT
from meetd.bot.sound import Lent

KNOCKS = 40
"""Times that the worker is knocked at before it counts as being elsewhere."""
KNOCK_INTERVAL = 0.05
"""Seconds between two."""
_NOT_HERE = {"not_this_host", "invalid_request"}
"""Refusals of a server that has no such way for the bot, or knows of none."""
_FEEDBACK = [("nack", None), ("nack", "pli"), ("ccm", "fir"), ("goog-remb", None)]
_CODECS: dict[str, list[dict[str, Any]]] = {
    "audio": [
        {"mimeType": "audio/opus", "clockRate": 48_000, "channels": 2, "payloadType": 111},
    ],
    "video": [
        {
            "mimeType": "video/VP8",
            "clockRate": 90_000,
            "payloadType": 96,
            "rtcpFeedback": [
                {"type": of} if more is None else {"type": of, "parameter": more}
                for of, more in _FEEDBACK
            ],
        },
        {
            "mimeType": "video/rtx",
            "clockRate": 90_000,
            "payloadType": 97,
            "parameters": {"apt": 96},
        },
    ],
}
_EXTENSIONS: dict[str, list[dict[str, Any]]] = {
    "audio": [{"uri": "urn:ietf:params:rtp-hdrext:ssrc-audio-level", "id": 1}],
    "video": [{"uri": "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time", "id": 2}],
}


class NotHere(Exception):  # noqa: N818 - it is no error: there is another way.
    """The worker is not on the bot's host, or cannot be reached there."""


class PlainSession(Receiving):
    """Media on one router, as `Session` is it."""

    worn = False

    def __init__(self, ask: Ask, router_id: str, on_broken: Callable[[], None]) -> None:
        super().__init__(ask)
        self.router_id = router_id
        self.broken = False
        self.producers: dict[str, str] = {}
        """Ids of what is sent, by source."""
        self._on_broken = on_broken
        self._capabilities: dict[str, Any] = {}
        self._cname = str(uuid.uuid4())
        self._legs: dict[str, Leg] = {}
        self._senders: dict[str, RTCRtpSender] = {}

    async def load(self, capabilities: dict[str, Any]) -> None:
        """Learn what the router can do, and find the worker. Raises NotHere, Refused, LineLost."""
        device: Any = Device(handlerFactory=AiortcHandler.createFactory())
        await device.load(RtpCapabilities(**capabilities))
        self._capabilities = device.rtpCapabilities.model_dump(exclude_none=True)
        await self._leg("recv")

    def has(self, transport_id: str) -> bool:
        """Whether one of its transports has that id."""
        return any(leg.id == transport_id for leg in self._legs.values())

    async def send(self, source: str, track: MediaStreamTrack) -> None:
        """Send a track as a source. Raises Refused, LineLost, NotHere."""
        leg = await self._leg("send")
        codecs, extensions = _CODECS[track.kind], _EXTENSIONS[track.kind]
        sender = RTCRtpSender(Lent(track), leg)  # type: ignore[arg-type]
        encoding: dict[str, Any] = {"ssrc": sender._ssrc}  # noqa: SLF001
        if track.kind == "video":
            encoding["rtx"] = {"ssrc": sender._rtx_ssrc}  # noqa: SLF001
        made = await self._ask(
            "sfu:produce",
            transportId=leg.id,
            kind=track.kind,
            source=source,
            rtpParameters={
                "codecs": codecs,
                "headerExtensions": extensions,
                "encodings": [encoding],
                "rtcp": {"cname": self._cname, "reducedSize": True},
            },
            paused=False,
        )
        self.producers[source], self._senders[source] = str(made["producerId"]), sender
        await sender.send(
            RTCRtpSendParameters(
                codecs=[_codec(one) for one in codecs],
                headerExtensions=[_extension(one) for one in extensions],
                rtcp=RTCRtcpParameters(cname=self._cname, mux=True),
            )
        )

    async def stop(self, source: str) -> None:
        """Send a source no more."""
        producer_id = self.producers.pop(source, None)
        sender = self._senders.pop(source, None)
        if sender is not None:
            await sender.stop()
        if producer_id is not None:
            await self._ask("sfu:producer:close", producerId=producer_id)

    async def receive(self, producer_ids: Iterable[str]) -> dict[str, MediaStreamTrack]:
        """Receive producers; their tracks by their ids. What cannot be had is left out. Raises
        Refused, LineLost, NotHere."""
        leg = await self._leg("recv")
        answer = await self._ask(
            "sfu:consume",
            transportId=leg.id,
            rtpCapabilities=self._capabilities,
            producerIds=list(producer_ids),
        )
        tracks: dict[str, MediaStreamTrack] = {}
        for told in answer["consumers"]:
            producer_id, its = told["producerId"], told["rtpParameters"]
            receiver: Any = RTCRtpReceiver(told["kind"], leg)  # type: ignore[arg-type]
            receiver._track = tracks[producer_id] = RemoteStreamTrack(told["kind"])  # noqa: SLF001
            receiver._set_rtcp_ssrc(random32())  # noqa: SLF001
            self.consumers[producer_id], self._receivers[producer_id] = told["id"], receiver
            await receiver.receive(_received(its))
        await self._resume(tracks)
        return tracks

    async def close(self) -> None:
        """Hang up. The server is told, since nothing else would tell it."""
        self._on_broken = _nothing
        for sender in self._senders.values():
            await sender.stop()
        for receiver in self._receivers.values():
            await receiver.stop()
        for leg in self._legs.values():
            await leg.close()
        with contextlib.suppress(Refused, LineLost, TimeoutError):
            async with asyncio.timeout(CLOSE_LIMIT):
                for leg in self._legs.values():
                    await self._ask("sfu:transport:close", transportId=leg.id)

    def lose(self) -> None:
        """It carries nothing any more."""
        if not self.broken:
            self.broken = True
            self._on_broken()

    async def _leg(self, direction: str) -> Leg:
        """The way that sends or receives. Raises NotHere, Refused, LineLost."""
        if direction in self._legs:
            return self._legs[direction]
        leg = Leg()
        try:
            made = await self._ask(
                "sfu:transport:plain",
                routerId=self.router_id,
                direction=direction,
                key=leg.key,
            )
            self._legs[direction] = leg
            await leg.open(made)
        except Refused as error:
            if error.code in _NOT_HERE:
                raise NotHere from error
            raise
        except (ValueError, OSError) as error:
            raise NotHere from error
        for _ in range(KNOCKS):
            leg.knock()
            if (await self._ask("sfu:transport:heard", transportId=leg.id))["heard"]:
                return leg
            await asyncio.sleep(KNOCK_INTERVAL)
        raise NotHere


def _received(its: dict[str, Any]) -> RTCRtpReceiveParameters:
    """The parameters of a consumer, in aiortc's words."""
    payload_type = its["codecs"][0]["payloadType"]
    return RTCRtpReceiveParameters(
        codecs=[_codec(one) for one in its["codecs"]],
        headerExtensions=[_extension(one) for one in its.get("headerExtensions", [])],
        encodings=[
            RTCRtpDecodingParameters(
                ssrc=one["ssrc"],
                payloadType=payload_type,
                rtx=RTCRtpRtxParameters(one["rtx"]["ssrc"]) if "rtx" in one else None,
            )
            for one in its["encodings"]
        ],
    )


def _codec(its: dict[str, Any]) -> RTCRtpCodecParameters:
    return RTCRtpCodecParameters(
        mimeType=its["mimeType"],
        clockRate=its["clockRate"],
        channels=its.get("channels"),
        payloadType=its["payloadType"],
        rtcpFeedback=[
            RTCRtcpFeedback(one["type"], one.get("parameter") or None)
            for one in its.get("rtcpFeedback", [])
        ],
        parameters=its.get("parameters", {}),
    )


def _extension(its: dict[str, Any]) -> RTCRtpHeaderExtensionParameters:
    return RTCRtpHeaderExtensionParameters(id=its["id"], uri=its["uri"])


def _nothing() -> None:
    pass
