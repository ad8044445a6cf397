"""Targets that people name: which URLs are taken, and how their hosts are found, once."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import idna
from aiohttp.abc import AbstractResolver, ResolveResult

from meetd.outbound.addresses import is_private, is_public

LONGEST = 2000
"""Characters of a URL."""
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


class AddressRefusedError(OSError):
    """A host is at an address that nobody is sent to."""


def checked_url(url: str, *, private: bool) -> str:
    """Return a URL as it is used: its host in small letters, in ASCII. `private`: the operator lets
    it be a network's own, and without TLS. Raises ValueError with a sentence."""
    if len(url) > LONGEST or not re.fullmatch(r"[!-~\u00a1-\U0010ffff]+", url) or "\\" in url:
        raise ValueError("Write an address such as https://example.com/events.")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError("Write an address such as https://example.com/events.") from None
    if parts.scheme not in ({"https", "http"} if private else {"https"}) or not parts.hostname:
        raise ValueError("Write an address that begins with https://.")
    if parts.username is not None or parts.password is not None:
        raise ValueError("Leave out the name and the password.")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("Write a port from 1 to 65535.") from None
    host = _host(parts.hostname)
    _must_be_allowed(host, allowed_over(parts.scheme, private=private), private=private)
    shown = f"[{host}]" if ":" in host else host
    place = shown if port is None else f"{shown}:{port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{place}{parts.path or '/'}{query}"


def _host(name: str) -> str:
    if ":" in name:
        return name
    try:
        ascii_name = idna.encode(name, uts46=True).decode() if not name.isascii() else name.lower()
    except idna.IDNAError:
        raise ValueError("There can be no such host.") from None
    ascii_name = ascii_name.removesuffix(".")
    labels = ascii_name.split(".")
    if len(ascii_name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError("There can be no such host.")
    return ascii_name


def allowed_over(scheme: str, *, private: bool) -> Callable[[str], bool]:
    """Return what says whether somebody may be sent to an address. Without TLS nobody goes out into
    the internet."""
    if not private:
        return is_public if scheme == "https" else lambda _: False
    return (
        is_private
        if scheme == "http"
        else lambda address: is_public(address) or is_private(address)
    )


def _must_be_allowed(host: str, allows: Callable[[str], bool], *, private: bool) -> None:
    """Raises ValueError where the host is an address that is refused; a name is looked up later."""
    try:
        allowed = allows(host)
    except ValueError:
        # No address as such; of its other spellings the resolver finds which one is meant.
        allowed = private or not (host == "localhost" or host.endswith(".localhost"))
    if not allowed:
        raise ValueError("This address is not one of the internet.")


class GuardedResolver(AbstractResolver):
    """Finds hosts' addresses, and gives those alone to connect to that were looked at. aiohttp asks
    no other, and connects to nothing else; hosts that are addresses are looked at before."""

    def __init__(self, allows: Callable[[str], bool]) -> None:
        self._allows = allows

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """See AbstractResolver. Raises AddressRefusedError where one is refused."""
        loop = asyncio.get_running_loop()
        found: list[Any] = await loop.getaddrinfo(
            host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
        )
        results: list[ResolveResult] = []
        for kind, _, protocol, _, place in found:
            address = str(place[0])
            if not self._allows(address):
                raise AddressRefusedError(
                    "the host is at an address that is not one of the internet"
                )
            results.append(
                ResolveResult(
                    hostname=host,
                    host=address,
                    port=port,
                    family=kind,
                    proto=protocol,
                    flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
                )
            )
        return results

    async def close(self) -> None:
        """See AbstractResolver."""
