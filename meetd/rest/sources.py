"""How much of the work on passwords one place may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import web

from meetd.client_address import ClientAddresses, Network
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


@dataclass(slots=True)
class _Source:
    working: int = 0
    failures: TokenBucket = field(default_factory=lambda: TokenBucket(FORGIVEN, FAILURES))


class Sources:
    """The places that ask."""

    def __init__(self, addresses: ClientAddresses) -> None:
        self._addresses = addresses
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

    def _of(self, request: web.Request) -> _Source:
        if len(self._known) >= _KEPT:
            self._known = {
                place: source
                for place, source in self._known.items()
                if source.working or not source.failures.full
            }
        return self._known.setdefault(self._addresses.place(request), _Source())
