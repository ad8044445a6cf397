"""Addresses of clients: the one place that reads where requests come from."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from aiohttp import web

from meetd.log import get_logger

Network = IPv4Network | IPv6Network
FORWARDED_FOR = web.RequestKey("forwarded_for", str)
"""The address that a request is for, as another node of this service proved to have found it."""
_PASSED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
"""Headers of which a proxy adds one or another."""

_NAT64 = ip_network("64:ff9b::/96")
"""IPv4 as an IPv6-only network writes it (RFC 6052)."""
_PRIVATE = [
    ip_network(text)
    for text in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
]
"""Networks in which a proxy is the operator's own."""

log = get_logger(__name__)


class ClientAddresses:
    """Tells clients apart. What a proxy says of them counts if the operator trusts the proxy."""

    def __init__(self, trusted_proxies: Sequence[Network]) -> None:
        self._trusted = trusted_proxies
        self._warned = False

    def place(self, request: web.Request) -> Network | None:
        """The place of a request, as far as one can tell: an IPv4 address, or the /64 that a
        household or a server has of IPv6. None: over a Unix socket."""
        return _network(self.address(request))

    def address(self, request: web.Request) -> IPv4Address | IPv6Address | None:
        """The address that a request comes from, as far as one can tell. None: over a Unix
        socket."""
        if FORWARDED_FOR in request:
            return read_address(request[FORWARDED_FOR])
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
        hops = [request.remote or "", *reversed(forwarded)]
        found: IPv4Address | IPv6Address | None = None
        # From the nearest hop outwards, as far as each was told by one that is trusted.
        for number, hop in enumerate(hops, 1):
            address = read_address(hop)
            if address is None:
                break
            found = address
            if not any(address in network for network in self._trusted):
                if not self._warned and any(map(read_address, hops[number:])):
                    self._warn(address)
                break
        return found

    def _warn(self, proxy: IPv4Address | IPv6Address) -> None:
        if any(proxy in network for network in _PRIVATE):
            self._warned = True
            log.warning(
                "X-Forwarded-For of a proxy that MEETD_TRUSTED_PROXIES does not name is not "
                "believed: to all limits the people behind it are one",
                proxy=str(proxy),
            )


def is_of_this_host(request: web.Request) -> bool:
    """Return whether a program of this host asks, by that name: no proxy of this host for somebody
    else, nor a browser of this host for a page that gave its own name this address."""
    if FORWARDED_FOR in request or any(name in request.headers for name in _PASSED_ON):
        return False
    asked = request.headers.get("Host", "")
    named = asked.partition(":")[0] == "localhost" or _is_loopback(asked)
    return named and _is_loopback(request.remote or "")


def _is_loopback(text: str) -> bool:
    address = read_address(text)
    return address is not None and address.is_loopback


def _network(address: IPv4Address | IPv6Address | None) -> Network | None:
    if address is None:
        return None
    return ip_network((address, 32 if address.version == 4 else 64), strict=False)


def read_address(hop: str) -> IPv4Address | IPv6Address | None:
    """Read one hop as proxies write it: with or without port, IPv6 with or without brackets and
    zone. None: `unknown`, a made-up name (RFC 7239, section 6) or nothing."""
    text = hop.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
        return address.ipv4_mapped or address
    return address


def site(place: Network) -> Network:
    """The widest network that one customer usually has: of IPv6 a /48, or the IPv4 address that
    is part of it (6to4, RFC 3056); of IPv4 the address itself."""
    return place.supernet(new_prefix=48) if place.version == 6 else place
