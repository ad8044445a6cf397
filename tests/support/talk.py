"""Somebody talks: Opus packets over UDP or straight into a producer, and waiting for events."""

from __future__ import annotations

import asyncio
from typing import Any

from support.rtp import rtp_packet
from support.waiting import PATIENCE

LEVEL = 1
"""Id of the audio level header extension in OPUS."""


class Udp(asyncio.DatagramProtocol):
    """A UDP socket on loopback."""

    def __init__(self) -> None:
        self.arrived: asyncio.Queue[bytes] = asyncio.Queue()
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self) -> Udp:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        return self

    @property
    def port(self) -> int:
        assert self._transport is not None
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.arrived.put_nowait(data)

    def send(self, data: bytes, port: int) -> None:
        assert self._transport is not None
        self._transport.sendto(data, ("127.0.0.1", port))

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()


def opus_packet(sequence: int, *, level: int = 20, ssrc: int = 11111111) -> bytes:
    """20 ms of sound that is `level` below full scale, in -dBov."""
    return rtp_packet(
        payload_type=111,
        sequence=sequence,
        timestamp=sequence * 960,
        ssrc=ssrc,
        payload=b"sound",
        extensions={LEVEL: bytes([0x80 | level])},
    )


async def talk(send: Any, until: asyncio.Future[Any]) -> Any:
    """Send packets until something happens, which is returned."""
    async with asyncio.timeout(PATIENCE):
        sequence = 0
        while not until.done():
            send(opus_packet(sequence))
            sequence += 1
            await asyncio.wait([until], timeout=0.02)
        return until.result()


def first(thing: Any, name: str) -> asyncio.Future[Any]:
    """Done with what the first event of that name carries."""
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    thing.once(name, lambda *details: future.set_result(details))
    return future
