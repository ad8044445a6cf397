"""Guessing a password: it stops after a few tries, for a while, and tells nothing."""

from __future__ import annotations

import asyncio

import pytest

from meetd.auth import turns
from meetd.auth.sessions import Sessions
from meetd.auth.token_pair import SignedIn
from meetd.db.pool import Database
from meetd.db.users import MEMORY, TRIES
from meetd.errors import InvalidCredentials, InvalidRequest, TooManyRequests

from .conftest import PASSWORD, Counted


async def refused(
    sessions: Sessions, login: str, password: str, known_by: str | None = None
) -> InvalidCredentials:
    with pytest.raises(InvalidCredentials) as error:
        await sessions.login(login, password, "", known_by)
    assert type(error.value) is InvalidCredentials
    return error.value


async def lock(sessions: Sessions) -> None:
    for _ in range(TRIES):
        await refused(sessions, "anna", "a wrong password")


async def let_it_end(db: Database) -> None:
    await db.execute("UPDATE users SET locked_until = now()")


@pytest.mark.usefixtures("anna")
async def test_a_locked_account_takes_not_even_the_right_password(sessions: Sessions) -> None:
    await lock(sessions)
    await refused(sessions, "anna", PASSWORD)


@pytest.mark.usefixtures("anna")
async def test_one_try_less_does_not_lock(sessions: Sessions) -> None:
    for _ in range(3):
        for _ in range(TRIES - 1):
            await refused(sessions, "anna", "a wrong password")
        await sessions.login("anna", PASSWORD, "")


@pytest.mark.usefixtures("anna")
async def test_when_the_lock_ends_the_right_password_works(
    sessions: Sessions, db: Database
) -> None:
    await lock(sessions)
    await let_it_end(db)
    await sessions.login("anna", PASSWORD, "")
    assert await db.fetchval("SELECT locked_until FROM users") is None


@pytest.mark.usefixtures("anna")
async def test_who_goes_on_guessing_does_not_prolong_the_lock(
    sessions: Sessions, db: Database
) -> None:
    await lock(sessions)
    before = await db.fetchval("SELECT locked_until FROM users")
    for _ in range(3):
        await refused(sessions, "anna", "a wrong password")
    assert await db.fetchval("SELECT locked_until FROM users") == before


async def test_who_is_signed_in_stays_so_while_the_account_is_locked(
    sessions: Sessions, anna: SignedIn
) -> None:
    await lock(sessions)
    renewed = await sessions.refresh(anna.refresh)
    await sessions.authenticate(renewed.access)


@pytest.mark.usefixtures("anna")
async def test_guesses_at_once_get_no_further(sessions: Sessions, db: Database) -> None:
    """The right password is among them, but after too many wrong ones."""
    wrong = [sessions.login("anna", "a wrong password", "") for _ in range(TRIES * 3)]
    results = await asyncio.gather(*wrong, return_exceptions=True)
    assert all(isinstance(result, InvalidCredentials) for result in results)
    assert await db.fetchval("SELECT failed_login_attempts FROM users") == TRIES
    await refused(sessions, "anna", PASSWORD)


async def test_guessing_at_the_change_of_a_password_ends_but_locks_no_sign_in(
    sessions: Sessions, anna: SignedIn
) -> None:
    who = await sessions.authenticate(anna.access)
    for _ in range(TRIES):
        with pytest.raises(InvalidRequest):
            await sessions.change_password(who, "a wrong password", "another password", "")
    with pytest.raises(InvalidRequest):
        await sessions.change_password(who, PASSWORD, "another password", "")
    elsewhere = await sessions.login("anna", PASSWORD, "")
    there = await sessions.authenticate(elsewhere.access)
    await sessions.change_password(there, PASSWORD, "another password", "")


async def test_strangers_lock_no_change_of_a_password(sessions: Sessions, anna: SignedIn) -> None:
    await lock(sessions)
    who = await sessions.authenticate(anna.access)
    await sessions.change_password(who, PASSWORD, "another password", "")


async def test_however_long_strangers_guess_a_known_browser_signs_in(
    sessions: Sessions, anna: SignedIn, db: Database
) -> None:
    """They try again whenever the lock ends, and are locked out again each time."""
    known_by = anna.device
    await sessions.logout(anna.refresh, None)
    await lock(sessions)
    for _ in range(20):
        await let_it_end(db)
        await refused(sessions, "anna", "a wrong password")
        await refused(sessions, "anna", PASSWORD)
        signed_in = await sessions.login("anna", PASSWORD, "", known_by)
        known_by = signed_in.device
    # That the owner comes and goes gives strangers no more tries.
    assert await db.fetchval("SELECT failed_login_attempts FROM users") >= TRIES + 20


@pytest.mark.usefixtures("anna")
async def test_when_strangers_give_up_all_is_forgotten(sessions: Sessions, db: Database) -> None:
    await lock(sessions)
    for _ in range(20):
        await let_it_end(db)
        await refused(sessions, "anna", "a wrong password")
    failures = await db.fetchval("SELECT failed_login_attempts FROM users")
    await db.execute(
        """UPDATE users SET locked_until = now(), last_failed_at =
        last_failed_at - failed_login_attempts * $1 * interval '1 second'""",
        MEMORY,
    )
    assert failures > TRIES
    for _ in range(TRIES - 1):
        await refused(sessions, "anna", "a wrong password")
    await sessions.login("anna", PASSWORD, "")


async def test_a_known_browser_has_its_own_tries_and_no_more(
    sessions: Sessions, anna: SignedIn, db: Database
) -> None:
    phone = await sessions.login("anna", PASSWORD, "")
    for _ in range(TRIES):
        await refused(sessions, "anna", "a wrong password", anna.device)
    await refused(sessions, "anna", PASSWORD, anna.device)
    await sessions.login("anna", PASSWORD, "", phone.device)
    await sessions.login("anna", PASSWORD, "")
    await db.execute("UPDATE device_tries SET locked_until = now()")
    await sessions.login("anna", PASSWORD, "", anna.device)
    assert await db.fetchval("SELECT count(*) FROM device_tries") == 0


async def test_no_refresh_brings_new_tries(sessions: Sessions, anna: SignedIn) -> None:
    latest = anna
    for _ in range(TRIES):
        await refused(sessions, "anna", "a wrong password", latest.device)
        latest = await sessions.refresh(latest.refresh)
    await refused(sessions, "anna", PASSWORD, latest.device)


async def test_a_browser_is_known_by_its_own_account_and_password_only(
    sessions: Sessions, anna: SignedIn
) -> None:
    ben = await sessions.register("ben@example.org", "ben", PASSWORD, "")
    who = await sessions.authenticate(anna.access)
    changed = await sessions.change_password(who, PASSWORD, PASSWORD, "")
    await lock(sessions)
    for stranger in (ben.device, anna.device, anna.access, anna.refresh, "nonsense", "", None):
        await refused(sessions, "anna", PASSWORD, stranger)
    await sessions.login("anna", PASSWORD, "", changed.device)


async def test_failures_of_browsers_are_purged_when_they_are_forgiven(
    sessions: Sessions, anna: SignedIn, db: Database
) -> None:
    for _ in range(TRIES):
        await refused(sessions, "anna", "a wrong password", anna.device)
    await sessions.purge()
    assert await db.fetchval("SELECT failed_login_attempts FROM device_tries") == TRIES
    await db.execute(
        "UPDATE device_tries SET last_failed_at = now() - $1 * interval '1 second'",
        MEMORY * (TRIES + 1) + 1,
    )
    await sessions.purge()
    assert await db.fetchval("SELECT count(*) FROM device_tries") == 0


async def test_a_rush_of_sign_ins_locks_nobody(
    sessions: Sessions, anna: SignedIn, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A try that was turned away was none."""
    who = await sessions.authenticate(anna.access)
    monkeypatch.setattr(turns, "QUEUE", 0)
    for _ in range(TRIES + 1):
        with pytest.raises(TooManyRequests):
            await sessions.login("anna", PASSWORD, "")
        with pytest.raises(TooManyRequests):
            await sessions.change_password(who, PASSWORD, "another password", "")
    assert await db.fetchval("SELECT failed_login_attempts FROM users") == 0


@pytest.mark.usefixtures("anna")
async def test_unknown_wrong_and_locked_are_the_same_answer_and_work(
    sessions: Sessions, db: Database, counted: Counted
) -> None:
    answers: list[tuple[object, ...]] = []
    queries: list[int] = []
    for login, password in (
        ("nobody", "a wrong password"),
        ("nobody@example.org", "a wrong password"),
        ("anna", "a wrong password"),
        ("anna@example.org", "x" * 200),
    ):
        error = await refused(sessions, login, password)
        answers.append((error.code, error.status, str(error), error.fields, error.retry_after))
        queries.append(len(counted.checks))
    await lock(sessions)
    counted.checks.clear()
    error = await refused(sessions, "anna", PASSWORD)
    answers.append((error.code, error.status, str(error), error.fields, error.retry_after))
    assert len(set(answers)) == 1
    assert queries == [1, 2, 3, 4]
    assert len(counted.checks) == 1


@pytest.mark.usefixtures("anna")
async def test_unknown_and_wrong_ask_the_database_the_same(
    sessions: Sessions, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("fetchrow", "transaction", "execute"):
        monkeypatch.setattr(db, name, _noted(asked, name, getattr(db, name)))
    for login in ("nobody", "anna"):
        await refused(sessions, login, "a wrong password")
    assert len(asked) % 2 == 0
    assert asked[: len(asked) // 2] == asked[len(asked) // 2 :]


def _noted(asked: list[str], name: str, call: object) -> object:
    assert callable(call)

    def noted(*args: object) -> object:
        asked.append(name)
        return call(*args)

    return noted
