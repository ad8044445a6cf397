"""Refresh tokens: what became of each, kept as a hash only."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from meetd.db.pool import Connection, Database
from meetd.model import Session, SessionId, UserId


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A token as the table knows it."""

    jti: UUID
    user_id: UserId
    family: SessionId
    parent: UUID | None
    """The token that was used for this one."""
    token_hash: bytes
    device: str
    signed_in_at: datetime
    expires_at: datetime
    replaced_at: datetime | None


class RefreshTokens:
    """The table of refresh tokens. A session is a family of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, token: RefreshToken, connection: Connection | None = None) -> None:
        """A new token."""
        place = connection or self._database
        await place.execute(
            """INSERT INTO refresh_tokens
            (id, jti, user_id, family, parent, token_hash, device, signed_in_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            uuid.uuid4(),
            token.jti,
            token.user_id,
            token.family,
            token.parent,
            token.token_hash,
            token.device,
            token.signed_in_at,
            token.expires_at,
        )

    @staticmethod
    async def hold_account(connection: Connection, user_id: UserId) -> int | None:
        """Let no other token of the account be used, and no session of it end, until the
        transaction does: otherwise a token that is added meanwhile would outlive its session. The
        token version that holds now."""
        version: int | None = await connection.fetchval(
            "SELECT token_version FROM users WHERE id = $1 FOR NO KEY UPDATE", user_id
        )
        return version

    @staticmethod
    async def take(connection: Connection, jti: UUID) -> RefreshToken | None:
        """The token of that id, locked until the transaction ends."""
        row = await connection.fetchrow(
            """SELECT jti, user_id, family, parent, token_hash, device, signed_in_at, expires_at,
            replaced_at FROM refresh_tokens WHERE jti = $1 FOR UPDATE""",
            jti,
        )
        return row and RefreshToken(**dict(row.items()))

    @staticmethod
    async def gone_beyond(connection: Connection, token: RefreshToken) -> bool:
        """Return whether one that the token was used for was used itself. No such token is in the
        table, but for those that an earlier version left there."""
        gone: bool = await connection.fetchval(
            """SELECT EXISTS (SELECT FROM refresh_tokens
            WHERE family = $1 AND parent = $2 AND replaced_at IS NOT NULL)""",
            token.family,
            token.jti,
        )
        return gone

    @staticmethod
    async def mark_replaced(connection: Connection, jti: UUID) -> None:
        """The token was used for a newer one; the first time counts."""
        await connection.execute(
            "UPDATE refresh_tokens SET replaced_at = now() WHERE jti = $1 AND replaced_at IS NULL",
            jti,
        )

    @staticmethod
    async def drop_others(connection: Connection, token: RefreshToken) -> None:
        """Forget the tokens of a session but this one and its children: with its first use a token
        ends the others that its parent was used for, and of its parents nothing needs to be known
        any more, since a token that is not in the table opens nothing."""
        await connection.execute(
            """DELETE FROM refresh_tokens
            WHERE family = $1 AND jti <> $2 AND parent IS DISTINCT FROM $2""",
            token.family,
            token.jti,
        )

    @staticmethod
    async def drop_children(
        connection: Connection, jti: UUID, *, grace: timedelta, kept: int
    ) -> None:
        """Forget the tokens that this one was used for: all of them once it was replaced longer
        than `grace` ago, and before that all but the newest `kept`."""
        await connection.execute(
            """DELETE FROM refresh_tokens WHERE parent = $1 AND (
                (SELECT replaced_at FROM refresh_tokens WHERE jti = $1) < now() - $2::interval
                OR id NOT IN (SELECT id FROM refresh_tokens WHERE parent = $1
                    ORDER BY created_at DESC LIMIT $3))""",
            jti,
            grace,
            kept,
        )

    async def sessions(self, user_id: UserId) -> list[Session]:
        """The account's sessions, the one used last first."""
        rows = await self._database.fetch(
            """SELECT family, max(device) AS device, min(signed_in_at) AS signed_in_at,
            max(created_at) AS used_at, max(expires_at) AS expires_at
            FROM refresh_tokens WHERE user_id = $1 AND expires_at > now()
            GROUP BY family ORDER BY used_at DESC""",
            user_id,
        )
        return [
            Session(
                SessionId(r["family"]),
                r["device"],
                r["signed_in_at"],
                r["used_at"],
                r["expires_at"],
            )
            for r in rows
        ]

    async def alive_until(
        self, user_id: UserId, session_id: SessionId, token_version: int
    ) -> datetime | None:
        """The session's end. None: it ran out, was revoked, or the password changed."""
        end: datetime | None = await self._database.fetchval(
            """SELECT max(t.expires_at) FROM refresh_tokens t JOIN users u ON u.id = t.user_id
            WHERE t.family = $2 AND t.expires_at > now() AND u.id = $1 AND u.token_version = $3""",
            user_id,
            session_id,
            token_version,
        )
        return end

    async def revoke(self, user_id: UserId, session_id: SessionId) -> bool:
        """End a session; false if the account has none of that id."""
        async with self._alone(user_id) as connection:
            rows = await connection.fetch(
                "DELETE FROM refresh_tokens WHERE user_id = $1 AND family = $2 RETURNING family",
                user_id,
                session_id,
            )
        return bool(rows)

    async def revoke_all(
        self, user_id: UserId, connection: Connection | None = None
    ) -> list[SessionId]:
        """End every session of an account; which they were. Within the transaction of a
        `connection`, no token of the account is used or added until that ends."""
        async with self._alone(user_id, connection) as alone:
            rows: list[asyncpg.Record] = await alone.fetch(
                "DELETE FROM refresh_tokens WHERE user_id = $1 RETURNING family", user_id
            )
        return [SessionId(family) for family in {row["family"] for row in rows}]

    async def end_oldest(self, user_id: UserId, kept: int) -> list[SessionId]:
        """End the sessions that were not used for longest, but for so many; which they were."""
        rows = await self._database.fetch(
            """SELECT family FROM refresh_tokens WHERE user_id = $1
            GROUP BY family ORDER BY max(created_at) DESC OFFSET $2""",
            user_id,
            kept,
        )
        oldest = [row["family"] for row in rows]
        if oldest:
            async with self._alone(user_id) as connection:
                await connection.execute(
                    "DELETE FROM refresh_tokens WHERE user_id = $1 AND family = ANY($2)",
                    user_id,
                    oldest,
                )
        return [SessionId(family) for family in oldest]

    async def purge(self) -> None:
        """Forget what has run out."""
        await self._database.execute("DELETE FROM refresh_tokens WHERE expires_at <= now()")

    @asynccontextmanager
    async def _alone(
        self, user_id: UserId, connection: Connection | None = None
    ) -> AsyncIterator[Connection]:
        """A transaction while no token of the account is rotated: a statement sees only what was
        there when it began, so it has to begin after those under way have ended."""
        begun = self._database.transaction() if connection is None else nullcontext(connection)
        async with begun as alone:
            await alone.execute("SELECT FROM users WHERE id = $1 FOR UPDATE", user_id)
            yield alone
