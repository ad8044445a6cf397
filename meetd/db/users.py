"""Accounts."""

from __future__ import annotations

import uuid

import asyncpg

from meetd.db.pool import Connection, Database
from meetd.errors import EmailTaken, LastAdmin, UsernameTaken
from meetd.look_alikes import skeleton
from meetd.model import SessionId, User, UserId

_COLUMNS = (
    "id, email, username, password_hash, token_version, failed_login_attempts, locked_until,"
    " created_at, admin, (SELECT hash FROM pictures WHERE user_id = users.id) AS picture"
)

TRIES = 5
"""Wrong passwords in a row that lock an account."""
MEMORY = 15 * 60
"""Seconds after which one failure is forgotten, and the longest lock: who guesses on and on gets
about a hundred tries a day."""

# When tries wait for each other the last one may be later than "now", the beginning of this one.
_COUNT = f"""1 + greatest(0, t.failed_login_attempts -
    floor(extract(epoch FROM now() - least(t.last_failed_at, now())) / {MEMORY})::integer)"""
_LOCK = f"""CASE WHEN {_COUNT} >= {TRIES} THEN
    now() + least({MEMORY}, 30 * 2 ^ least({_COUNT} - {TRIES}, 5)) * interval '1 second' END"""
_OPEN = "(t.locked_until IS NULL OR t.locked_until <= now())"


_STRANGERS_TRY = f"""UPDATE users t SET failed_login_attempts = {_COUNT},
    last_failed_at = now(), locked_until = {_LOCK}
    WHERE id = $1 AND {_OPEN} RETURNING true"""
_DEVICES_TRY = f"""INSERT INTO device_tries AS t
    (session_id, user_id, failed_login_attempts, last_failed_at) VALUES ($2, $1, 1, now())
    ON CONFLICT (session_id) DO UPDATE SET failed_login_attempts = {_COUNT},
    last_failed_at = now(), locked_until = {_LOCK}
    WHERE {_OPEN} RETURNING true"""

BATCH = 1000
"""Accounts whose looks are noted in one statement."""
_FILL = """UPDATE users t SET username_skeleton = new.skeleton
    FROM unnest($1::uuid[], $2::text[]) AS new (id, skeleton)
    WHERE t.id = new.id AND t.username_skeleton IS NULL
    AND NOT EXISTS (SELECT FROM users WHERE username_skeleton = new.skeleton)"""


class Users:
    """The table of people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, email: str, username: str, password_hash: str, *, service: bool = False
    ) -> User:
        """A new account, of a person or a service. Raises EmailTaken, UsernameTaken: also where it
        only looks the same."""
        try:
            row = await self._database.fetchrow(
                f"""INSERT INTO users
                (id, email, username, password_hash, username_skeleton, service)
                VALUES ($1, $2, $3, $4, $5, $6) RETURNING {_COLUMNS}""",
                uuid.uuid4(),
                email,
                username,
                password_hash,
                skeleton(username),
                service,
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

    async def is_admin(self, user_id: UserId) -> bool:
        """Return whether that account helps to run the service."""
        found = await self._database.fetchval("SELECT admin FROM users WHERE id = $1", user_id)
        return found is True

    async def set_admin(self, login: str, *, admin: bool) -> bool:
        """Make an account one that helps to run the service, or not any more, by its email or its
        username. False: there is none."""
        column = "email" if "@" in login else "username"
        return (
            await self._database.fetchval(
                f"""UPDATE users SET admin = $2, updated_at = now()
                WHERE lower({column}) = lower($1) RETURNING true""",
                login,
                admin,
            )
            is True
        )

    async def promote(self, user_id: UserId) -> User | None:
        """Have an account help to run the service; the account, if there is one."""
        row = await self._database.fetchrow(
            f"""UPDATE users SET admin = true, updated_at = now() WHERE id = $1
            RETURNING {_COLUMNS}""",
            user_id,
        )
        return row and _user(row)

    async def demote(self, user_id: UserId) -> User | None:
        """Have an account not help to run the service any more; the account, if there is one.
        Raises LastAdmin."""
        async with self._database.transaction() as connection:
            # Of two who take it from each other the second one waits, and is refused then.
            rows = await connection.fetch("SELECT id FROM users WHERE admin ORDER BY id FOR UPDATE")
            if [row["id"] for row in rows] == [user_id]:
                raise LastAdmin
            row = await connection.fetchrow(
                f"""UPDATE users SET admin = false, updated_at = now() WHERE id = $1
                RETURNING {_COLUMNS}""",
                user_id,
            )
        return row and _user(row)

    async def admins(self) -> list[str]:
        """Names of the accounts that help to run the service."""
        rows = await self._database.fetch(
            "SELECT username FROM users WHERE admin ORDER BY lower(username)"
        )
        return [row["username"] for row in rows]

    async def search(self, words: str, after: str, limit: int) -> list[User]:
        """Accounts whose name or email has these words, by their names, from behind one."""
        rows = await self._database.fetch(
            f"""SELECT {_COLUMNS} FROM users WHERE lower(username) > lower($2)
            AND (strpos(lower(username), lower($1)) > 0 OR strpos(lower(email), lower($1)) > 0)
            ORDER BY lower(username) LIMIT $3""",
            words,
            after,
            limit,
        )
        return [_user(row) for row in rows]

    async def service(self, name: str) -> UserId | None:
        """The service of that name, in upper or lower case."""
        found: UserId | None = await self._database.fetchval(
            "SELECT id FROM users WHERE lower(username) = lower($1) AND service", name
        )
        return found

    async def take_attempt(self, user_id: UserId, session_id: SessionId | None = None) -> bool:
        """Use up one try at a password; false while there is none.

        Strangers share the account's tries. A device that proved to have signed in before has its
        own, so that strangers cannot lock it out, nor it them.

        Counted before the password is looked at, in one statement, so that many tries at once get
        no further than the same tries in turn. The lock grows with each failure from 30 seconds to
        15 minutes, and tries during it do not prolong it."""
        async with self._database.transaction() as connection:
            # Without waiting for the disk: a try at an unknown name does not wait either.
            await connection.execute("SET LOCAL synchronous_commit TO off")
            if session_id is None:
                taken: bool | None = await connection.fetchval(_STRANGERS_TRY, user_id)
            else:
                taken = await connection.fetchval(_DEVICES_TRY, user_id, session_id)
        return taken is True

    async def clear_failures(
        self,
        user_id: UserId,
        session_id: SessionId | None = None,
        connection: Connection | None = None,
    ) -> None:
        """The right password came: forget the wrong ones from there."""
        place = connection or self._database
        if session_id is None:
            await place.execute(
                "UPDATE users SET failed_login_attempts = 0, locked_until = NULL WHERE id = $1",
                user_id,
            )
        else:
            await place.execute("DELETE FROM device_tries WHERE session_id = $1", session_id)

    async def purge(self) -> None:
        """Forget the failures of devices that have been forgiven."""
        await self._database.execute(
            """DELETE FROM device_tries WHERE now() - last_failed_at
            > (failed_login_attempts + 1) * $1 * interval '1 second'""",
            MEMORY,
        )

    async def fill_skeletons(self) -> None:
        """Note what the names of older accounts look like. One that looks like another stays
        without; of several the oldest has it."""
        rows = await self._database.fetch(
            "SELECT id, username FROM users WHERE username_skeleton IS NULL ORDER BY created_at"
        )
        oldest: dict[str, uuid.UUID] = {}
        for row in rows:
            oldest.setdefault(skeleton(row["username"]), row["id"])
        found = list(oldest.items())
        for start in range(0, len(found), BATCH):
            await self._fill(found[start : start + BATCH])

    async def _fill(self, found: list[tuple[str, uuid.UUID]]) -> None:
        skeletons, ids = zip(*found, strict=True)
        while True:
            try:
                await self._database.execute(_FILL, ids, skeletons)
            except (asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError):
                continue  # Another server took one meanwhile, which is seen now.
            return

    async def set_password(
        self, user_id: UserId, password_hash: str, connection: Connection | None = None
    ) -> User | None:
        """A new password, which ends all tokens; the account as it is now."""
        row = await (connection or self._database).fetchrow(
            f"""UPDATE users SET password_hash = $2, token_version = token_version + 1,
            failed_login_attempts = 0, locked_until = NULL, updated_at = now()
            WHERE id = $1 RETURNING {_COLUMNS}""",
            user_id,
            password_hash,
        )
        return row and _user(row)


def _user(row: asyncpg.Record) -> User:
    return User(**dict(row.items()))
