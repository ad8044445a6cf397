"""Sessions on a real database, without the rest of the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import bcrypt
import pytest

from meetd.auth import passwords as module
from meetd.auth.passwords import ROUNDS, Passwords
from meetd.auth.sessions import Sessions
from meetd.auth.token_pair import SignedIn
from meetd.auth.tokens import Tokens
from meetd.cluster.bus import SessionEnded
from meetd.cluster.local import LocalBus
from meetd.db.pool import Database
from meetd.db.tokens import RefreshTokens
from meetd.db.users import Users

KEY = "a secret key for tests that is long enough"
PASSWORD = "a long password"


class Counted:
    """How much was hashed: the work that a stranger could measure."""

    def __init__(self) -> None:
        self.checks: list[bytes] = []
        """The cost of each check, as bcrypt writes it at the start of a hash."""

    def counting(self, check: Callable[[bytes, bytes], bool]) -> Callable[[bytes, bytes], bool]:
        def checked(password: bytes, hashed: bytes) -> bool:
            self.checks.append(hashed[:7])
            return check(password, hashed)

        return checked


@pytest.fixture(autouse=True)
def as_dear_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have passwords cost what they cost a server."""
    monkeypatch.setattr(module, "ROUNDS", ROUNDS)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Count the checks of passwords, which are made all the same."""
    counter = Counted()
    monkeypatch.setattr(bcrypt, "checkpw", counter.counting(bcrypt.checkpw))
    return counter


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords()
    yield made
    made.close()


@pytest.fixture
def bus() -> LocalBus:
    return LocalBus()


@pytest.fixture
def sessions(db: Database, passwords: Passwords, bus: LocalBus) -> Sessions:
    return Sessions(db, Users(db), RefreshTokens(db), Tokens(KEY), passwords, bus)


@pytest.fixture
async def anna(sessions: Sessions) -> SignedIn:
    """Somebody who has just made an account."""
    return await sessions.register("anna@example.org", "anna", PASSWORD, "Anna's browser")


@pytest.fixture
def ended(bus: LocalBus) -> list[Any]:
    """The sessions that ended, in their order, as those who listen are told."""
    told: list[Any] = []
    bus.subscribe(SessionEnded, lambda notice: told.append(notice.session_id))
    return told
