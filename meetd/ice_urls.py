"""Addresses of STUN and TURN servers (RFC 7064, RFC 7065), as every browser takes them.

One that a browser does not take makes all of its calls fail, so it must not get that far."""

from __future__ import annotations

import re

from meetd.places import host_name, reachable

_URL = re.compile(
    r"(?P<scheme>[a-z]+):(?P<host>\[[^\]/?#@]*\]|[^\[\]:/?#@]+)(?::(?P<port>[0-9]+))?"
    r"(?:\?transport=(?P<transport>[a-z]+))?",
    re.IGNORECASE | re.ASCII,
)


def stun_url(text: str) -> str:
    """`stun:host`, with a port where it is not 3478, or `stuns:`. Raises ValueError, which says
    what is right."""
    return _checked(text, {"stun", "stuns"}, "stun:meet.example.com:3478")


def turn_url(text: str) -> str:
    """The same with `turn:` or `turns:`, and perhaps `?transport=udp` or `tcp`. Raises
    ValueError."""
    return _checked(text, {"turn", "turns"}, "turn:meet.example.com:3478?transport=udp")


def stun_beside(turn_urls: tuple[str, ...]) -> tuple[str, ...]:
    """A TURN server answers STUN at the same place (RFC 8656, section 3)."""
    hosts = (url.split(":", 1)[1].split("?")[0] for url in turn_urls if url.startswith("turn:"))
    return tuple(dict.fromkeys(f"stun:{host}" for host in hosts))


def _checked(text: str, schemes: set[str], example: str) -> str:
    right = f"give it like {example}"
    if re.match(r"[a-z]+://", text, re.IGNORECASE):
        raise ValueError(f"no slashes follow the colon: {right}")
    if "@" in text:
        raise ValueError(f"no user and no password stands in it: {right}")
    found = _URL.fullmatch(text)
    if found is None:
        raise ValueError(right if text.count(":") < 3 else f"IPv6 needs its brackets: {right}")
    scheme, transport = found["scheme"].lower(), found["transport"]
    if scheme not in schemes:
        raise ValueError(f"it does not begin with {' or '.join(f'{s}:' for s in sorted(schemes))}")
    if transport is not None and scheme.startswith("stun"):
        raise ValueError(f"STUN has no transport to choose: {right}")
    if transport is not None and transport.lower() not in {"udp", "tcp"}:
        raise ValueError(f"the transport is udp or tcp: {right}")
    if scheme == "turns" and transport is not None and transport.lower() == "udp":
        raise ValueError("browsers speak turns: over TCP only: give it ?transport=tcp or none")
    if found["port"] is not None and not 1 <= int(found["port"]) <= 65535:
        raise ValueError(f"a port is from 1 to 65535: {right}")
    try:
        host = _host(found["host"])
    except ValueError:
        raise ValueError(f"{found['host']!r} is neither a host name nor an address") from None
    port = f":{int(found['port'])}" if found["port"] else ""
    query = f"?transport={transport.lower()}" if transport else ""
    return f"{scheme}:{host}{port}{query}"


def _host(text: str) -> str:
    bracketed = text.startswith("[")
    if bracketed != (":" in text):
        raise ValueError(text)
    host = host_name(text.strip("[]"))
    if not reachable(host):
        raise ValueError(text)
    return host
