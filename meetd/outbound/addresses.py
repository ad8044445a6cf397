"""Addresses that the server may be sent to by people's words: those of the internet, and no others.

Whoever names an address would otherwise reach, by us, what only we can: this host, its network, and
what clouds tell their machines."""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

_REFUSED_4 = tuple(
    IPv4Network(one)
    for one in (
        "192.0.0.0/24",  # Protocols' own (RFC 6890).
        "192.88.99.0/24",  # Relays of 6to4 (RFC 7526).
        "100.64.0.0/10",  # Behind carriers' translators (RFC 6598).
        "168.63.129.16/32",  # A cloud's, for its machines.
    )
)
_REFUSED_6 = tuple(
    IPv6Network(one)
    for one in (
        "::/96",  # IPv4 in an old disguise (RFC 4291).
        "64:ff9b:1::/48",  # A network's own translator (RFC 8215).
        "2001::/23",  # Protocols' own, Teredo among them (RFC 2928).
        "2002::/16",  # 6to4 (RFC 3056).
        "3fff::/20",  # For papers (RFC 9637).
        "fec0::/10",  # Sites' own, once (RFC 3879).
    )
)
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 as a translator has it (RFC 6052)."""
_METADATA = (IPv4Network("169.254.0.0/16"), IPv6Network("fe80::/10"), IPv6Network("fd00:ec2::/32"))


def is_public(address: str) -> bool:
    """Return whether that is an address of the internet; raises ValueError where it is none."""
    found = _unwrapped(ip_address(address.partition("%")[0]))
    refused = _REFUSED_4 if isinstance(found, IPv4Address) else _REFUSED_6
    return (
        found.is_global
        and not found.is_multicast
        and not found.is_reserved
        and not any(found in network for network in refused)
    )


def is_private(address: str) -> bool:
    """Return whether that is an address of this host, or of a network of the operator's; never one
    at which clouds tell their machines. Raises ValueError where it is no address."""
    found = _unwrapped(ip_address(address.partition("%")[0]))
    if any(found in network for network in _METADATA if network.version == found.version):
        return False
    shared = isinstance(found, IPv4Address) and found in IPv4Network("100.64.0.0/10")
    return found.is_loopback or shared or (found.is_private and not _is_no_place(found))


def _is_no_place(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        return address not in IPv6Network("fc00::/7")
    private = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
    return not any(address in IPv4Network(one) for one in private)


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address that comes as one of IPv6, as itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
