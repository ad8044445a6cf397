"""Targets that people name: which URLs are taken, and how their hosts are found, once."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import idna
from aiohttp.abc import AbstractResolver, ResolveResult

from meetd.outbound.addresses import is_private, is_public

LONGEST = 2000
"""Characters of a URL."""
LOOKUPS = 128
"""Names that are looked up at a time."""
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
        self._lookups = 0
        """Those under way, also of who waits no longer: none of them can be ended."""

    def _over(self) -> None:
        self._lookups -= 1

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """See AbstractResolver. Raises AddressRefusedError where one is refused."""
        if self._lookups >= LOOKUPS:
            raise OSError("as many names are looked up as may be at a time")
        self._lookups += 1
        found = await _looked_up(host, port, family, self._over)
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


async def _looked_up(
    host: str, port: int, family: socket.AddressFamily, on_over: Callable[[], None]
) -> list[Any]:
    """Have the system look a name up, on a thread of its own: a name server of somebody's that does
    not answer holds it for half a minute, and the few threads of a loop are for all. `on_over`
    hears that the thread is free. Raises OSError."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Any]] = loop.create_future()

    def tell(found: list[Any] | OSError) -> None:
        on_over()
        if answer.cancelled():
            return
        if isinstance(found, OSError):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    def look_up() -> None:
        found: list[Any] | OSError
        try:
            found = socket.getaddrinfo(
                host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
            )
        except OSError as error:
            found = error
        except ValueError:  # No name at all, as of labels that are too long.
            found = OSError("there can be no such host")
        with suppress(RuntimeError):  # The server has stopped meanwhile.
            loop.call_soon_threadsafe(tell, found)

    # Nothing waits for it when the server stops.
    threading.Thread(target=look_up, daemon=True).start()
    return await answer
