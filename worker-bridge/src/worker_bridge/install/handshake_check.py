"""A check that a worker works: it answers, lets a browser in by ICE, begins a DTLS handshake.

One that was built against a library that does not suit it looks healthy until it writes its first
DTLS record, and dies then.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
import socket
import struct
import zlib

from worker_bridge.errors import WorkerStartError
from worker_bridge.handles.transports.webrtc import WebRtcTransport
from worker_bridge.handles.worker_creation import create_worker
from worker_bridge.installation import Installation
from worker_bridge.rtp import IceParameters

PATIENCE = 10.0
"""Seconds for the handshake to begin."""
_AGAIN = 0.2
_COOKIE = 0x2112A442
_USERNAME, _INTEGRITY, _PRIORITY, _USE_CANDIDATE = 0x0006, 0x0008, 0x0024, 0x0025
_FINGERPRINT, _CONTROLLING = 0x8028, 0x802A
_HANDSHAKE_RECORD = 22
"""First byte of a DTLS record of a handshake (RFC 6347)."""


async def check_handshake(installation: Installation) -> None:
    """Start a worker and try it. Raises WorkerBridgeError."""
    async with await create_worker(installation, log_level="none") as worker:
        router = await worker.create_router()
        transport = await router.create_webrtc_transport(
            listen_infos=[{"protocol": "udp", "ip": "127.0.0.1"}]
        )
        fingerprint = {"algorithm": "sha-256", "value": ":".join(["00"] * 32)}
        await transport.connect(
            dtls_parameters={"role": "server", "fingerprints": [fingerprint]}  # type: ignore[list-item]
        )
        try:
            async with asyncio.timeout(PATIENCE):
                await _handshake_begins(transport)
                await worker.dump()
        except TimeoutError:
            raise WorkerStartError("it begins no DTLS handshake") from None


async def _handshake_begins(transport: WebRtcTransport) -> None:
    """Ask to be let in until the worker, which is the client, says hello."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.setblocking(False)
        ours.connect(("127.0.0.1", transport.ice_candidates[0]["port"]))

        async def ask() -> None:
            while True:
                await loop.sock_sendall(ours, binding_request(transport.ice_parameters))
                await asyncio.sleep(_AGAIN)

        asking = loop.create_task(ask())
        try:
            while (await loop.sock_recv(ours, 2048))[0] != _HANDSHAKE_RECORD:
                pass
        finally:
            asking.cancel()


def binding_request(theirs: IceParameters) -> bytes:
    """A STUN check that takes the path into use at once (RFC 8489, RFC 8445)."""
    attributes = _attribute(_USERNAME, f"{theirs['usernameFragment']}:check".encode())
    attributes += _attribute(_PRIORITY, struct.pack(">I", 1))
    attributes += _attribute(_CONTROLLING, secrets.token_bytes(8))
    attributes += _attribute(_USE_CANDIDATE, b"")
    transaction = secrets.token_bytes(12)

    def message(with_more: int) -> bytes:
        size = len(attributes) + with_more
        return struct.pack(">HHI", 1, size, _COOKIE) + transaction + attributes

    digest = hmac.digest(theirs["password"].encode(), message(24), "sha1")
    attributes += _attribute(_INTEGRITY, digest)
    check = zlib.crc32(message(8)) ^ 0x5354554E
    attributes += _attribute(_FINGERPRINT, struct.pack(">I", check))
    return message(0)


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack(">HH", kind, len(value)) + value + bytes(-len(value) % 4)
