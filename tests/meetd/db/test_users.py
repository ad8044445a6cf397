"""Accounts: one for each name, and a lock that opens again."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from meetd.db import users as users_module
from meetd.db.pool import Database
from meetd.db.users import MEMORY, TRIES, Users
from meetd.errors import EmailTaken, UsernameTaken
from meetd.model import SessionId, User, UserId


async def anna(db: Database) -> User:
    return await Users(db).add("Anna@Example.org", "Anna", "hash")


async def lock_of(db: Database, user: User) -> timedelta | None:
    """How long the account stays locked, as of now in the database."""
    left: timedelta | None = await db.fetchval(
        "SELECT locked_until - now() FROM users WHERE id = $1", user.id
    )
    return left


async def let_the_lock_end(db: Database, user: User) -> None:
    await db.execute("UPDATE users SET locked_until = now() WHERE id = $1", user.id)


async def fail_until_locked(db: Database, user: User) -> None:
    for _ in range(TRIES):
        assert await Users(db).take_attempt(user.id)


@pytest.mark.parametrize("email", ["Anna@Example.org", "anna@example.org", "ANNA@EXAMPLE.ORG"])
async def test_an_email_has_one_account(db: Database, email: str) -> None:
    await anna(db)
    with pytest.raises(EmailTaken) as refused:
        await Users(db).add(email, "Ben", "hash")
    assert set(refused.value.fields or {}) == {"email"}


@pytest.mark.parametrize("username", ["Anna", "anna", "ANNA"])
async def test_a_username_has_one_account(db: Database, username: str) -> None:
    await anna(db)
    with pytest.raises(UsernameTaken) as refused:
        await Users(db).add("ben@example.org", username, "hash")
    assert set(refused.value.fields or {}) == {"username"}


async def test_letters_beyond_ascii_have_one_account_too(db: Database) -> None:
    users = Users(db)
    zoe = await users.add("ZOË@example.org", "ZOË", "hash")
    with pytest.raises(UsernameTaken):
        await users.add("other@example.org", "zoë", "hash")
    with pytest.raises(EmailTaken):
        await users.add("zoë@example.org", "other", "hash")
    assert await users.by_login("zoë") == zoe


async def test_one_of_two_at_once_gets_the_name(db: Database) -> None:
    users = Users(db)
    results = await asyncio.gather(
        *(users.add(f"user{n}@example.org", "Same", "hash") for n in range(6)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, User) for result in results) == 1
    assert sum(isinstance(result, UsernameTaken) for result in results) == 5


@pytest.mark.parametrize("login", ["anna", "ANNA", "anna@example.org", "ANNA@example.ORG"])
async def test_found_by_either_name_in_any_case(db: Database, login: str) -> None:
    user = await anna(db)
    assert await Users(db).by_login(login) == user


async def test_found_as_written(db: Database) -> None:
    user = await anna(db)
    assert (user.email, user.username) == ("Anna@Example.org", "Anna")
    assert await Users(db).by_id(user.id) == user
    assert await Users(db).by_id(UserId(uuid4())) is None


@pytest.mark.parametrize("login", ["", "ann", "anna ", "%", "a_na", "anna@example"])
async def test_not_found_by_what_is_only_like_it(db: Database, login: str) -> None:
    await anna(db)
    assert await Users(db).by_login(login) is None


async def test_tries_are_counted_until_the_account_locks(db: Database) -> None:
    user = await anna(db)
    users = Users(db)
    for number in range(1, TRIES):
        assert await users.take_attempt(user.id)
        counted = await users.by_id(user.id)
        assert counted is not None
        assert counted.failed_login_attempts == number
        assert counted.locked_until is None
    assert await users.take_attempt(user.id)
    assert not await users.take_attempt(user.id)


async def test_tries_at_once_get_no_further_than_in_turn(db: Database) -> None:
    user = await anna(db)
    taken = await asyncio.gather(*(Users(db).take_attempt(user.id) for _ in range(4 * TRIES)))
    assert sum(taken) == TRIES


async def test_tries_during_the_lock_change_nothing(db: Database) -> None:
    user = await anna(db)
    await fail_until_locked(db, user)
    before = await Users(db).by_id(user.id)
    for _ in range(10):
        assert not await Users(db).take_attempt(user.id)
    assert await Users(db).by_id(user.id) == before


async def test_the_lock_grows_to_a_limit(db: Database) -> None:
    user = await anna(db)
    await fail_until_locked(db, user)
    locks: list[int] = []
    for _ in range(8):
        left = await lock_of(db, user)
        assert left is not None
        # Rounded up to the next 30 seconds: how long it took to ask does not matter.
        locks.append(-(-int(left.total_seconds()) // 30) * 30)
        await let_the_lock_end(db, user)
        assert await Users(db).take_attempt(user.id)
    assert locks == [30, 60, 120, 240, 480, 900, 900, 900]


async def pass_time(db: Database, user: User, memories: float) -> None:
    """As if so many times of what a failure is remembered had passed."""
    await db.execute(
        """UPDATE users SET locked_until = locked_until - $2 * interval '1 second',
        last_failed_at = last_failed_at - $2 * interval '1 second' WHERE id = $1""",
        user.id,
        memories * MEMORY,
    )


async def test_a_failure_is_forgotten_after_a_while(db: Database) -> None:
    user, users = await anna(db), Users(db)
    for _ in range(TRIES - 1):
        await users.take_attempt(user.id)
    await pass_time(db, user, 2)
    for _ in range(3):
        assert await users.take_attempt(user.id)
    assert not await users.take_attempt(user.id)


async def test_who_guesses_whenever_they_may_stays_at_the_longest_lock(db: Database) -> None:
    user, users = await anna(db), Users(db)
    await fail_until_locked(db, user)
    for _ in range(30):
        await let_the_lock_end(db, user)
        await users.take_attempt(user.id)
    for _ in range(5):
        await pass_time(db, user, 1)
        assert await users.take_attempt(user.id)
        left = await lock_of(db, user)
        assert left is not None
        assert left > timedelta(seconds=MEMORY - 30)


async def test_failures_that_an_older_release_counted_count(db: Database) -> None:
    user, users = await anna(db), Users(db)
    await db.execute("UPDATE users SET failed_login_attempts = $1", TRIES - 1)
    assert await users.take_attempt(user.id)
    assert not await users.take_attempt(user.id)


async def test_a_device_is_counted_and_locked_as_an_account_is(db: Database) -> None:
    user, users, device = await anna(db), Users(db), SessionId(uuid4())
    taken = await asyncio.gather(*(users.take_attempt(user.id, device) for _ in range(TRIES * 3)))
    assert sum(taken) == TRIES
    assert await users.by_id(user.id) == user
    assert await users.take_attempt(user.id, SessionId(uuid4()))
    assert await users.take_attempt(user.id)
    left = await db.fetchval(
        "SELECT locked_until - now() FROM device_tries WHERE session_id = $1", device
    )
    assert timedelta(0) < left <= timedelta(seconds=30)
    await users.clear_failures(user.id, device)
    assert await users.take_attempt(user.id, device)


async def test_when_the_lock_ends_one_try_is_free(db: Database) -> None:
    user = await anna(db)
    await fail_until_locked(db, user)
    await let_the_lock_end(db, user)
    assert await Users(db).take_attempt(user.id)
    assert not await Users(db).take_attempt(user.id)


async def test_the_right_password_forgets_the_failures(db: Database) -> None:
    user = await anna(db)
    await fail_until_locked(db, user)
    await let_the_lock_end(db, user)
    await Users(db).take_attempt(user.id)
    await Users(db).clear_failures(user.id)
    assert await Users(db).by_id(user.id) == user
    await fail_until_locked(db, user)


async def test_nobody_has_no_tries(db: Database) -> None:
    assert not await Users(db).take_attempt(UserId(uuid4()))


async def test_a_new_password_ends_tokens_and_the_lock(db: Database) -> None:
    user = await anna(db)
    await fail_until_locked(db, user)
    changed = await Users(db).set_password(user.id, "another hash")
    assert changed is not None
    assert changed == await Users(db).by_id(user.id)
    assert changed.token_version == user.token_version + 1
    assert changed.password_hash == "another hash"
    assert (changed.failed_login_attempts, changed.locked_until) == (0, None)


async def test_times_know_their_zone(db: Database) -> None:
    user = await anna(db)
    assert isinstance(user.created_at, datetime)
    assert user.created_at.utcoffset() == timedelta(0)


async def test_what_older_names_look_like_is_filled_in(db: Database) -> None:
    users = Users(db)
    for name in ("otto", "ben"):
        await users.add(f"{name}@example.org", name, "hash")
    # As an older version left them.
    await db.execute("UPDATE users SET username_skeleton = NULL")
    await db.execute(
        """INSERT INTO users (id, email, username, password_hash)
        VALUES (gen_random_uuid(), 'x@example.org', '0tt0', 'hash')"""
    )
    await users.fill_skeletons()
    rows = await db.fetch("SELECT username, username_skeleton FROM users")
    assert {row["username"]: row["username_skeleton"] for row in rows} == {
        "otto": "otto",
        "ben": "ben",
        "0tt0": None,
    }
    with pytest.raises(UsernameTaken):
        await users.add("y@example.org", "OTT0", "hash")


async def test_older_names_are_filled_in_many_at_a_time(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is not there meanwhile."""
    await db.execute(
        """INSERT INTO users (id, email, username, password_hash)
        SELECT gen_random_uuid(), n || '@example.org', 'u' || n, 'hash'
        FROM generate_series(1, 25) n"""
    )
    monkeypatch.setattr(users_module, "BATCH", 10)
    sent = []
    execute = db.execute

    async def counted(*args: Any) -> None:
        sent.append(args)
        await execute(*args)

    monkeypatch.setattr(db, "execute", counted)
    await Users(db).fill_skeletons()
    assert len(sent) == 3
    assert await db.fetchval("SELECT count(username_skeleton) FROM users") == 25


async def test_who_registers_while_older_names_are_filled_in_has_the_name(db: Database) -> None:
    users = Users(db)
    await db.execute(
        """INSERT INTO users (id, email, username, password_hash) VALUES
        (gen_random_uuid(), 'x@example.org', '0tt0', 'hash'),
        (gen_random_uuid(), 'y@example.org', 'ben', 'hash')"""
    )
    async with db.transaction() as connection:
        await connection.execute(
            """INSERT INTO users (id, email, username, password_hash, username_skeleton)
            VALUES (gen_random_uuid(), 'z@example.org', 'otto', 'hash', 'otto')"""
        )
        filling = asyncio.create_task(users.fill_skeletons())
        while not await db.fetchval(
            """SELECT EXISTS (SELECT FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock')"""
        ):
            assert not filling.done()
    await filling
    rows = await db.fetch("SELECT username, username_skeleton FROM users")
    assert {row["username"]: row["username_skeleton"] for row in rows} == {
        "otto": "otto",
        "ben": "ben",
        "0tt0": None,
    }
