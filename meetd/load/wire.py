"""A transport to a worker without codecs: ICE, DTLS and SRTP by aiortc, without its decoders.

What comes is counted by its header, which SRTP leaves in the clear, and not even decrypted: so that
a generator of load measures the server rather than itself."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from aiortc import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    RTCIceCandidate,
    RTCIceGatherer,
    RTCIceParameters,
    RTCIceTransport,
)
from aiortc.rtp import RTCP_PSFB_FIR, RTCP_PSFB_PLI, RtcpPacket, RtcpPsfbPacket

from meetd.bot import LineLost
from meetd.load.packets import Sink

Ask = Callable[..., Awaitable[dict[str, Any]]]
CONNECT_LIMIT = 20.0
"""Seconds that a way to a worker may take."""


@cache
def _certificate() -> RTCCertificate:
    return RTCCertificate.generateCertificate()


class _Counting(RTCDtlsTransport):
    """Looks at the header of what comes, and no further."""

    def __init__(self, ice: RTCIceTransport, on_key: Callable[[int], None]) -> None:
        super().__init__(ice, [_certificate()])
        self.sinks: dict[bytes, Sink] = {}
        self._on_key = on_key
        self._set_role("client")

    async def _recv_next(self) -> None:
        if self._rx_srtp is None:
            await super()._recv_next()
            return
        data = await self.transport._recv()  # noqa: SLF001
        if not 128 <= data[0] < 192:
            # It may be the end that DTLS tells of; nothing else comes so late.
            if data[0] == 21:
                raise ConnectionError
        elif 192 <= data[1] < 224:
            self._on_feedback(data)
        else:
            sink = self.sinks.get(data[8:12])
            if sink is not None:
                sink.take(data, time.monotonic())

    def _on_feedback(self, data: bytes) -> None:
        with contextlib.suppress(Exception):
            for one in RtcpPacket.parse(self._rx_srtp.unprotect_rtcp(data)):
                if isinstance(one, RtcpPsfbPacket) and one.fmt in {RTCP_PSFB_PLI, RTCP_PSFB_FIR}:
                    self._on_key(one.media_ssrc)


class Wire:
    """One transport, to send on or to receive on."""

    def __init__(self, ask: Ask, on_key: Callable[[int], None] = lambda _: None) -> None:
        self._ask = ask
        self._ice = RTCIceTransport(RTCIceGatherer(iceServers=[]))
        self._dtls = _Counting(self._ice, on_key)
        self.id = ""

    async def open(self, router_id: str, direction: str) -> None:
        """Connect. Raises Refused, LineLost."""
        made = await self._ask("sfu:transport:create", routerId=router_id, direction=direction)
        self.id = made["id"]
        its = self._dtls.getLocalParameters()
        prints = [{"algorithm": one.algorithm, "value": one.value} for one in its.fingerprints]
        await self._ask(
            "sfu:transport:connect",
            transportId=self.id,
            dtlsParameters={"role": "client", "fingerprints": prints},
        )
        self._ice._connection.ice_controlling = True  # noqa: SLF001
        await self._ice.iceGatherer.gather()
        for one in made["iceCandidates"]:
            if one["protocol"] == "udp":
                await self._ice.addRemoteCandidate(_candidate(one))
        await self._ice.addRemoteCandidate(None)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_LIMIT):
                await self._connect(made)
        if self._dtls.state != "connected":
            raise LineLost("The worker cannot be reached: is its port open?")

    async def _connect(self, made: dict[str, Any]) -> None:
        ice = made["iceParameters"]
        await self._ice.start(
            RTCIceParameters(ice["usernameFragment"], ice["password"], ice.get("iceLite", True))
        )
        prints = [RTCDtlsFingerprint(**one) for one in made["dtlsParameters"]["fingerprints"]]
        await self._dtls.start(RTCDtlsParameters(prints))

    def count(self, ssrc: int, sink: Sink) -> None:
        """Give what comes with that SSRC to a sink."""
        self._dtls.sinks[ssrc.to_bytes(4)] = sink

    async def send(self, packet: bytes) -> None:
        """Send a packet; one that cannot be sent is lost."""
        with contextlib.suppress(ConnectionError):
            await self._dtls._send_rtp(packet)  # noqa: SLF001

    async def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(Exception):
            await self._dtls.stop()
            await self._ice.stop()


def _candidate(told: dict[str, Any]) -> RTCIceCandidate:
    return RTCIceCandidate(
        component=1,
        foundation=told["foundation"],
        ip=told["ip"],
        port=told["port"],
        priority=told["priority"],
        protocol="udp",
        type=told["type"],
    )
