"""Who is vouched for while the database cannot be asked."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from meetd.auth import known_sessions
from meetd.auth.known_sessions import CLOCKS_DIFFER, MAX_AGE, KnownSessions
from meetd.auth.principal import Principal
from meetd.auth.tokens import ACCESS_LIFE, Claims
from meetd.errors import Unauthorized
from meetd.model import SessionId, UserId

START = datetime.now(UTC).timestamp()


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


class Known:
    """Sessions of one person, in a process that started when the clock began."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.all = KnownSessions(self.clock)
        self.who = somebody()

    def see(self, version: int = 1, lasts: float = 3600) -> None:
        until = datetime.fromtimestamp(self.clock.now + lasts, UTC)
        self.all.lives(self.who, version, until, self.clock.now)

    def vouched(self, version: int = 1, claims: Claims | None = None) -> bool:
        return self.all.vouched_until(self.who, version, claims) is not None

    def token(self, version: int = 1) -> Claims:
        issued = datetime.fromtimestamp(int(self.clock.now), UTC)
        who = self.who
        return Claims(
            who.id, who.display_name, who.session_id, version, uuid4(), issued + ACCESS_LIFE, issued
        )


def somebody() -> Principal:
    return Principal(UserId(uuid4()), "anna", SessionId(uuid4()))


@pytest.fixture
def known() -> Known:
    return Known()


def test_whoever_was_seen_is_vouched_for_a_while(known: Known) -> None:
    assert not known.vouched()
    known.see()
    assert known.vouched()
    assert not known.vouched(version=2)
    known.clock.now += MAX_AGE + 1
    assert not known.vouched()


def test_a_session_that_ran_out_is_over(known: Known) -> None:
    known.see(lasts=-1)
    assert not known.vouched()


def test_a_token_of_our_time_is_enough_and_counts_from_then_on(known: Known) -> None:
    known.clock.now += 10
    claims = known.token()
    assert known.vouched(claims=claims)
    assert known.vouched(), "its socket is, without the token"
    known.clock.now += MAX_AGE + 1
    assert not known.vouched()


def test_of_a_token_from_before_nothing_is_known(known: Known) -> None:
    claims = known.token()
    known.clock.now += 10
    known.all.missed()
    assert not known.vouched(claims=claims)


def test_what_ended_stays_ended(known: Known) -> None:
    known.see()
    known.all.ended(known.who.session_id)
    for claims in (None, known.token()):
        with pytest.raises(Unauthorized):
            known.vouched(claims=claims)
    # An answer of the database that was on its way.
    until = datetime.fromtimestamp(known.clock.now + 3600, UTC)
    known.all.lives(known.who, 1, until, known.clock.now - 1)
    with pytest.raises(Unauthorized):
        known.vouched()


def test_tokens_of_before_a_new_password_are_worth_nothing(known: Known) -> None:
    known.clock.now += 10
    old = known.token()
    known.see()
    known.all.renewed(known.who.session_id)
    assert not known.vouched()
    assert not known.vouched(claims=old)
    known.clock.now += 1
    known.see(version=2)
    assert known.vouched(version=2)
    assert not known.vouched(claims=old)
    known.clock.now += CLOCKS_DIFFER + MAX_AGE
    assert known.vouched(version=2, claims=known.token(version=2))


def test_after_a_gap_everything_is_looked_at_anew(known: Known) -> None:
    known.see()
    known.all.missed()
    assert not known.vouched()


def test_too_much_to_remember_vouches_for_nobody(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_sessions, "MAX_KNOWN", 3)
    known.see()
    for _ in range(4):
        known.all.ended(SessionId(uuid4()))
    assert not known.vouched()
    assert len(known.all._over) == 3
