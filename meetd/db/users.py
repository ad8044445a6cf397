"""Accounts."""

from __future__ import annotations

import uuid

import asyncpg

from meetd.db.pool import Database
from meetd.errors import EmailTaken, UsernameTaken
from meetd.model import User, UserId

_COLUMNS = (
    "id, email, username, password_hash, token_version, failed_login_attempts, locked_until,"
    " created_at"
)

TRIES = 5
"""Wrong passwords in a row that lock an account."""


class Users:
    """The table of people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, email: str, username: str, password_hash: str) -> User:
        """A new account. Raises EmailTaken, UsernameTaken."""
        try:
            row = await self._database.fetchrow(
                f"""INSERT INTO users (id, email, username, password_hash)
                VALUES ($1, $2, $3, $4) RETURNING {_COLUMNS}""",
                uuid.uuid4(),
                email,
                username,
                password_hash,
            )
        except asyncpg.UniqueViolationError as error:
            if error.constraint_name == "users_email_key":
                raise EmailTaken(fields={"email": [EmailTaken.text]}) from None
            raise UsernameTaken(fields={"username": [UsernameTaken.text]}) from None
        assert row is not None
        return _user(row)

    async def by_id(self, user_id: UserId) -> User | None:
        """The account of that id."""
        row = await self._database.fetchrow(f"SELECT {_COLUMNS} FROM users WHERE id = $1", user_id)
        return row and _user(row)

    async def by_login(self, login: str) -> User | None:
        """The account of that email or username, in upper or lower case."""
        column = "email" if "@" in login else "username"
        row = await self._database.fetchrow(
            f"SELECT {_COLUMNS} FROM users WHERE lower({column}) = lower($1)", login
        )
        return row and _user(row)

    async def take_attempt(self, user_id: UserId) -> bool:
        """Use up one try at a password; false while the account is locked.

        Counted before the password is looked at, in one statement, so that many tries at once get
        no further than the same tries in turn. The lock grows with each failure from 30 seconds to
        15 minutes, and tries during it do not prolong it: nobody can be locked out for ever."""
        async with self._database.transaction() as connection:
            # Without waiting for the disk: a try at an unknown name does not wait either.
            await connection.execute("SET LOCAL synchronous_commit TO off")
            taken: bool | None = await connection.fetchval(
                """UPDATE users SET failed_login_attempts = failed_login_attempts + 1,
                locked_until = CASE WHEN failed_login_attempts + 1 >= $2 THEN
                    now() + least(900, 30 * 2 ^ least(failed_login_attempts + 1 - $2, 5))
                        * interval '1 second' END
                WHERE id = $1 AND (locked_until IS NULL OR locked_until <= now())
                RETURNING true""",
                user_id,
                TRIES,
            )
        return taken is True

    async def clear_failures(self, user_id: UserId) -> None:
        """The right password came."""
        await self._database.execute(
            "UPDATE users SET failed_login_attempts = 0, locked_until = NULL WHERE id = $1", user_id
        )

    async def set_password(self, user_id: UserId, password_hash: str) -> int:
        """A new password, which ends all tokens; the version that new ones need."""
        version: int = await self._database.fetchval(
            """UPDATE users SET password_hash = $2, token_version = token_version + 1,
            failed_login_attempts = 0, locked_until = NULL, updated_at = now()
            WHERE id = $1 RETURNING token_version""",
            user_id,
            password_hash,
        )
        return version


def _user(row: asyncpg.Record) -> User:
    return User(**dict(row.items()))
