"""What this server knows of sessions without the database, for while that is away.

A session is vouched for if it was seen to live, or a token of it was issued, within the life of an
access token, and this server has heard of every end since then. What it heard of stays ended."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from meetd.auth.principal import Principal
from meetd.auth.tokens import ACCESS_LIFE, Claims
from meetd.errors import Unauthorized
from meetd.model import SessionId, UserId

MAX_AGE = ACCESS_LIFE.total_seconds()
"""Seconds for which it counts that a session was seen to live."""
MAX_KNOWN = 100_000
"""Sessions that are remembered, and as many ends."""
CLOCKS_DIFFER = 60.0
"""Seconds by which the clock of who issued a token may be ahead of this one."""


@dataclass(frozen=True, slots=True)
class _Seen:
    user_id: UserId
    token_version: int
    expires_at: datetime
    at: float


class KnownSessions:
    """Sessions that lived when they were looked at last, and such as have ended."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._listens_since = clock()
        self._seen: OrderedDict[SessionId, _Seen] = OrderedDict()
        self._over: OrderedDict[SessionId, float] = OrderedDict()
        """When each ended, or had its tokens replaced, as far as that matters yet."""
        self._ended: set[SessionId] = set()
        """Those of them that ended for good."""

    def now(self) -> float:
        """The moment that `lives` needs to be told."""
        return self._clock()

    def lives(
        self, principal: Principal, token_version: int, expires_at: datetime, asked_at: float
    ) -> None:
        """The database said so, asked at that moment."""
        session_id = principal.session_id
        if self._over.get(session_id, -1.0) >= asked_at:
            return
        self._seen[session_id] = _Seen(principal.id, token_version, expires_at, asked_at)
        self._seen.move_to_end(session_id)
        while len(self._seen) > MAX_KNOWN:
            self._seen.popitem(last=False)

    def ended(self, session_id: SessionId) -> None:
        """It ended, for good."""
        self._is_over(session_id)
        self._ended.add(session_id)

    def renewed(self, session_id: SessionId) -> None:
        """Its tokens so far are worth nothing any more."""
        self._is_over(session_id)

    def missed(self) -> None:
        """Of some ends nothing may have been heard."""
        self._listens_since = self._clock()
        self._seen.clear()

    def vouched_until(
        self, principal: Principal, token_version: int, claims: Claims | None = None
    ) -> datetime | None:
        """Return the end of a session that lives as far as is known, by what was seen or by a token
        of it; None: nobody knows. Raises Unauthorized: it has ended."""
        if principal.session_id in self._ended:
            raise Unauthorized
        now, its = self._clock(), self._seen.get(principal.session_id)
        if its is not None and now - its.at <= MAX_AGE and its.expires_at.timestamp() > now:
            if (its.user_id, its.token_version) == (principal.id, token_version):
                return its.expires_at
            if its.token_version > token_version:
                return None
        if claims is None:
            return None
        issued_at = claims.issued_at.timestamp()
        over_at = self._over.get(principal.session_id, 0.0)
        # A token says in which second it was issued.
        if issued_at < max(int(self._listens_since), over_at + CLOCKS_DIFFER):
            return None
        self.lives(principal, token_version, claims.expires_at, issued_at)
        return claims.expires_at

    def _is_over(self, session_id: SessionId) -> None:
        now = self._clock()
        self._seen.pop(session_id, None)
        self._over[session_id] = now
        self._over.move_to_end(session_id)
        while self._over and next(iter(self._over.values())) < now - 2 * MAX_AGE:
            self._forget_oldest()
        if len(self._over) > MAX_KNOWN:
            # Of what is forgotten too soon nobody may be vouched for.
            self._forget_oldest()
            self.missed()

    def _forget_oldest(self) -> None:
        oldest, _ = self._over.popitem(last=False)
        self._ended.discard(oldest)
