"""Addresses at which this host listens for media, and those that browsers send it to."""

from __future__ import annotations

import socket
from ipaddress import ip_address

EVERYWHERE = {4: "0.0.0.0", 6: "::"}
_IPV6_ADDR_PREFERENCES = 72
_PREFER_PUBLIC = 0x0002
"""Linux: rather an address that lasts than one for privacy (RFC 5014)."""


def addresses(listen_ip: str | None, announced: str | None) -> list[tuple[str, str | None]]:
    """The addresses that media is listened for on, each with the one that browsers are told. Both
    may be several, by commas.

    Without any wish of the operator's: the host's own addresses of IPv4 and IPv6, and loopback for
    browsers on the host itself, so that it works at once on one machine and in its network."""
    listen, told = _split(listen_ip), _split(announced)
    some = [ip for ip in listen if ip not in EVERYWHERE.values()]
    if some:
        return [(ip, name) for ip in some for name in _of(_version(ip), told) or (None,)]
    # `::` means both families, as it does for sockets.
    families = [4] if listen == ["0.0.0.0"] else [4, 6]
    own = {4: _own_address(), 6: _own_ipv6_address()}
    if not told:
        found = [ip for family in families if (ip := own[family]) is not None]
        return [(ip, None) for ip in (*found, _loopback())]
    if not listen:
        families = sorted({_version(name) or (4 if own[4] or not own[6] else 6) for name in told})
    pairs: list[tuple[str, str | None]] = []
    for family in families:
        names = _of(family, told)
        pairs += [(EVERYWHERE[family], name) for name in names]
        ip = own[family]
        if not names and ip is not None:
            pairs.append((ip, None))
    return pairs


def _split(text: str | None) -> list[str]:
    return text.split(",") if text else []


def _version(name: str) -> int | None:
    """4 or 6; None: a host name, which may stand for both."""
    try:
        return ip_address(name).version
    except ValueError:
        return None


def _of(family: int | None, names: list[str]) -> tuple[str, ...]:
    return tuple(name for name in names if _version(name) in {family, None})


def _loopback() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", 0))
        except OSError:
            return "::1"
    return "127.0.0.1"


def _own_address() -> str | None:
    """The IPv4 address that this host would reach the rest of the world from, if any."""
    # A documentation address (RFC 5737).
    return _towards(socket.AF_INET, "192.0.2.1")


def _own_ipv6_address() -> str | None:
    """The same of IPv6, if any."""
    # Documentation again (RFC 3849).
    return _towards(socket.AF_INET6, "2001:db8::1")


def _towards(family: socket.AddressFamily, address: str) -> str | None:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, _IPV6_ADDR_PREFERENCES, _PREFER_PUBLIC)
            # Connecting a UDP socket sends nothing: it only picks the route.
            probe.connect((address, 9))
            found = ip_address(probe.getsockname()[0].partition("%")[0])
    except OSError:
        return None
    return None if found.is_loopback or found.is_link_local else str(found)
