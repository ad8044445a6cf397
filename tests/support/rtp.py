"""RTP packets made and read by hand (RFC 3550), with header extensions (RFC 8285)."""

from __future__ import annotations

import struct
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """What tests look at of a packet."""

    payload_type: int
    sequence: int
    ssrc: int
    payload: bytes


def rtp_packet(
    *,
    payload_type: int,
    sequence: int,
    ssrc: int,
    timestamp: int = 0,
    payload: bytes = b"payload",
    extensions: dict[int, bytes] | None = None,
) -> bytes:
    """A packet; extensions are one-byte ones."""
    first = 0x80 | (0x10 if extensions else 0)
    header = struct.pack(
        ">BBHII", first, payload_type, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc
    )
    if not extensions:
        return header + payload
    body = b"".join(
        bytes([number << 4 | len(value) - 1]) + value for number, value in extensions.items()
    )
    body += bytes(-len(body) % 4)
    return header + struct.pack(">HH", 0xBEDE, len(body) // 4) + body + payload


def parse_rtp(data: bytes) -> RtpPacket:
    """Read a packet."""
    first, second, sequence, _, ssrc = struct.unpack_from(">BBHII", data)
    at = 12 + 4 * (first & 0x0F)
    if first & 0x10:
        (words,) = struct.unpack_from(">H", data, at + 2)
        at += 4 + 4 * words
    return RtpPacket(second & 0x7F, sequence, ssrc, data[at:])
