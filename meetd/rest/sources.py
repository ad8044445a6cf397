"""Where requests come from, and how much of the work on passwords one place may ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web

from meetd.errors import InvalidCredentials, TooManyRequests
from meetd.token_bucket import TokenBucket

SHARE = 16
"""Passwords of one place that are looked at or wait at once: a quarter of what may wait for all, so
that none alone keeps the others out."""
FAILURES = 100.0
"""Wrong passwords of one place at once, whatever the account: more than a whole office mistypes."""
FORGIVEN = 0.1
"""Wrong passwords per second that are forgiven."""
_KEPT = 10_000

Network = IPv4Network | IPv6Network


@dataclass(slots=True)
class _Source:
    working: int = 0
    failures: TokenBucket = field(default_factory=lambda: TokenBucket(FORGIVEN, FAILURES))


class Sources:
    """The places that ask. What a proxy says of them counts if the operator trusts the proxy."""

    def __init__(self, trusted_proxies: Sequence[Network]) -> None:
        self._trusted = trusted_proxies
        self._known: dict[Network | None, _Source] = {}

    @contextmanager
    def password_work(self, request: web.Request) -> Iterator[None]:
        """While a password is hashed for this request. Raises TooManyRequests."""
        source = self._of(request)
        source.failures.must_have()
        if source.working >= SHARE:
            raise TooManyRequests(retry_after=1)
        source.working += 1
        try:
            yield
        except InvalidCredentials:
            source.failures.take()
            raise
        finally:
            source.working -= 1

    def place(self, request: web.Request) -> Network | None:
        """Who asks, as far as one can tell: an IPv4 address, or the /64 that a household or a
        server has of IPv6. None: over a Unix socket."""
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
        found: IPv4Address | IPv6Address | None = None
        # From the nearest hop outwards, as far as each was told by one that is trusted.
        for hop in (request.remote or "", *reversed(forwarded)):
            try:
                address = ip_address(hop.strip().partition("%")[0])
            except ValueError:
                break
            if isinstance(address, IPv6Address):
                address = address.ipv4_mapped or address
            found = address
            if not any(address in network for network in self._trusted):
                break
        if found is None:
            return None
        return ip_network((found, 32 if found.version == 4 else 64), strict=False)

    def _of(self, request: web.Request) -> _Source:
        if len(self._known) >= _KEPT:
            self._known = {
                place: source
                for place, source in self._known.items()
                if source.working or not source.failures.full
            }
        return self._known.setdefault(self.place(request), _Source())
