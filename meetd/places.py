"""Names, addresses and origins as the operator gives them."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import idna

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


def host_name(text: str) -> str:
    """A host name in ASCII and lower case, or an address, IPv6 in brackets. Raises ValueError."""
    if ":" in text:
        address = IPv6Address(text)
        if address.scope_id is not None:  # It means something on one host only.
            raise ValueError(text)
        return f"[{address}]"
    name = (text if text.isascii() else _ascii(text)).lower()
    labels = name.removesuffix(".").split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(text)
    # To a browser whatever ends in a number is an address (WHATWG URL, section 3.5).
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):
        IPv4Address(text)
    return name


def _ascii(name: str) -> str:
    """As browsers write it (UTS #46, non-transitional). Raises ValueError."""
    labels = idna.uts46_remap(name, std3_rules=False, transitional=False).split(".")
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels
    )


def reachable(host: str) -> bool:
    """Return whether somebody can connect to it: no address that stands for all, none or many."""
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return True
    return not (
        address.is_unspecified or address.is_multicast or address == IPv4Address("255.255.255.255")
    )


def origin(value: str) -> str:
    """The origin of a URL as browsers spell it in their headers (RFC 6454, section 6.2). Raises
    ValueError: more than an origin, or none."""
    if re.search(r"[\s\\]", value):
        raise ValueError(value)
    url = urlsplit(value)
    port, host = url.port, host_name(url.hostname or "")
    more = (url.path not in {"", "/"}, "?" in value, "#" in value, "@" in url.netloc)
    if url.scheme not in _DEFAULT_PORTS or any(more) or port == 0 or not reachable(host):
        raise ValueError(value)
    return f"{url.scheme}://{host}" + (
        "" if port in {None, _DEFAULT_PORTS[url.scheme]} else f":{port}"
    )


def embedding_origin(value: str) -> str:
    """An origin whose pages may show ours in a frame, as a policy's `frame-ancestors` can name it:
    no IPv6 address, and without TLS only of one's own computer, as nowhere else a frame gets a
    camera. Raises ValueError."""
    found = origin(value)
    url = urlsplit(found)
    if "[" in found or (url.scheme == "http" and url.hostname not in {"localhost", "127.0.0.1"}):
        raise ValueError(value)
    return found


def is_database(url: str) -> bool:
    """Return whether it is the URL of a PostgreSQL, perhaps with several hosts."""
    if not url.startswith(("postgresql://", "postgres://")) or re.search(r"\s", url):
        return False
    try:
        hosts = urlsplit(url).netloc.rpartition("@")[2].split(",")
        return 0 not in [urlsplit(f"//{host}").port for host in hosts]
    except ValueError:
        return False


def listening_address(text: str) -> str:
    """An address of a host. Raises ValueError, which says what is wrong."""
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        raise ValueError("it is not an IP address") from None
    if address.is_multicast:
        raise ValueError("it is an address of many")
    return str(address)


def announced_address(text: str) -> str:
    """Check what browsers are to connect to: an address, or a name that they look up. Raises
    ValueError, which says what is wrong."""
    try:
        host = host_name(text.strip("[]"))
    except ValueError:
        raise ValueError("it is neither a host name nor an IP address") from None
    if not reachable(host):
        raise ValueError("nobody can connect to it")
    return host.strip("[]")
