"""A way to a worker on the bot's own host: SRTP over UDP on the loopback, without ICE and DTLS.

It stands where aiortc's senders and receivers have a DTLS transport, and has no more of one than
they ask for; hence the names."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import uuid
from ipaddress import ip_address
from typing import Any

import pylibsrtp
from aiortc import clock
from aiortc.rtcdtlstransport import RtpRouter
from aiortc.rtp import HeaderExtensionsMap, RtcpPacket, RtcpRrPacket, RtpPacket, is_rtcp
from pylibsrtp import Policy, Session

from meetd.ending import ended

KEY = 30
"""Bytes of an SRTP key with its salt (AES_CM_128_HMAC_SHA1_80)."""
WAITING = 2000
"""Packets that wait to be looked at; of more the newest are lost."""


class Leg(asyncio.DatagramProtocol):
    """One transport of a worker, seen from the bot."""

    state = "connected"

    def __init__(self) -> None:
        self.id = ""
        """The transport's, once it is open."""
        self._own = os.urandom(KEY)
        self._sends = self._session(self._own, Policy.SSRC_ANY_OUTBOUND)
        self._receives: Any = None
        self._router = RtpRouter()
        self._extensions = HeaderExtensionsMap()
        self._came: asyncio.Queue[bytes] = asyncio.Queue(WAITING)
        self._socket: asyncio.DatagramTransport | None = None
        self._task: asyncio.Task[None] | None = None
        self._stats_id = f"transport_{uuid.uuid4()}"

    @property
    def key(self) -> str:
        """The key of what is sent, for the worker."""
        return base64.b64encode(self._own).decode()

    async def open(self, made: dict[str, Any]) -> None:
        """Send there from now on, and listen. Raises ValueError: that is not on this host, or has
        no key; OSError."""
        if not ip_address(made["ip"]).is_loopback:
            raise ValueError("A worker of this host is at its loopback.")
        self._receives = self._session(base64.b64decode(made["key"]), Policy.SSRC_ANY_INBOUND)
        self.id = made["id"]
        self._socket, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, remote_addr=(made["ip"], made["port"])
        )
        self._task = asyncio.create_task(self._run())

    def knock(self) -> None:
        """Send a report of nothing, by which the worker learns where the bot is."""
        self._send(bytes(RtcpRrPacket(ssrc=1, reports=[])))

    async def close(self) -> None:
        """Send and hear nothing any more."""
        self.state = "closed"
        if self._socket is not None:
            self._socket.close()
        if self._task is not None:
            await ended(self._task)

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Keep a packet until it is its turn."""
        with contextlib.suppress(asyncio.QueueFull):
            self._came.put_nowait(data)

    async def _run(self) -> None:
        while True:
            data = await self._came.get()
            # What is not of the worker's key, or cannot be read, is nobody's.
            with contextlib.suppress(pylibsrtp.Error, ValueError):
                await self._take(data, clock.current_ms())

    async def _take(self, data: bytes, arrived: int) -> None:
        if is_rtcp(data):
            for report in RtcpPacket.parse(self._receives.unprotect_rtcp(data)):
                for one in self._router.route_rtcp(report):
                    await one._handle_rtcp_packet(report)  # noqa: SLF001
            return
        packet = RtpPacket.parse(self._receives.unprotect(data), self._extensions)
        receiver = self._router.route_rtp(packet)
        if receiver is not None:
            await receiver._handle_rtp_packet(packet, arrival_time_ms=arrived)  # noqa: SLF001

    def _send(self, data: bytes) -> None:
        if self._socket is None or self._socket.is_closing():
            return
        protect = self._sends.protect_rtcp if is_rtcp(data) else self._sends.protect
        self._socket.sendto(protect(data))

    async def _send_rtp(self, data: bytes) -> None:
        self._send(data)

    def _register_rtp_receiver(self, receiver: Any, parameters: Any) -> None:
        encodings = parameters.encodings
        again = [one.rtx.ssrc for one in encodings if one.rtx is not None]
        self._extensions.configure(parameters)
        self._router.register_receiver(
            receiver,
            ssrcs=[*(one.ssrc for one in encodings), *again],
            payload_types=[codec.payloadType for codec in parameters.codecs],
        )

    def _register_rtp_sender(self, sender: Any, parameters: Any) -> None:
        self._extensions.configure(parameters)
        self._router.register_sender(sender, ssrc=sender._ssrc)  # noqa: SLF001

    def _unregister_rtp_receiver(self, receiver: Any) -> None:
        self._router.unregister_receiver(receiver)

    def _unregister_rtp_sender(self, sender: Any) -> None:
        self._router.unregister_sender(sender)

    def _get_stats(self) -> dict[str, Any]:
        return {}

    @staticmethod
    def _session(key: bytes, direction: int) -> Any:
        if len(key) != KEY:
            raise ValueError("That is no key of SRTP.")
        policy = Policy(key, direction, srtp_profile=Policy.SRTP_PROFILE_AES128_CM_SHA1_80)
        policy.allow_repeat_tx, policy.window_size = True, 1024
        return Session(policy)
