"""API keys, each as its SHA-256 alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

import asyncpg

from meetd.db.pool import Database
from meetd.errors import TooManyKeys
from meetd.model import ApiKey, KeyId, UserId
from meetd.scopes import Scope, known

MOST = 50
"""Keys of one account."""
USE_INTERVAL = timedelta(minutes=1)
"""How often it is noted at most that a key was used."""
MOST_ORIGINS = 100
"""Origins that may show the rooms of one account: a browser has to take them in one header."""
_COLUMNS = "id, user_id, name, hint, scopes, created_at, expires_at, last_used_at, origins"
_OURS = ", ".join(f"k.{name}" for name in _COLUMNS.split(", "))


class Keys:
    """The table of API keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        user_id: UserId,
        name: str,
        hint: str,
        key_hash: bytes,
        scopes: Iterable[Scope],
        expires_at: datetime | None,
        origins: Iterable[str],
    ) -> ApiKey:
        """A new one. Raises TooManyKeys."""
        row = await self._database.fetchrow(
            f"""INSERT INTO api_keys (id, user_id, name, hint, hash, scopes, expires_at, origins)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8
            WHERE $9 > (SELECT count(*) FROM api_keys WHERE user_id = $2) RETURNING {_COLUMNS}""",
            uuid.uuid4(),
            user_id,
            name,
            hint,
            key_hash,
            [scope.value for scope in scopes],
            expires_at,
            list(origins),
            MOST,
        )
        if row is None:
            raise TooManyKeys
        return _key(row)

    async def find(self, key_hash: bytes) -> tuple[ApiKey, str] | None:
        """The key of that hash that has not run out, and the name of its account."""
        row = await self._database.fetchrow(
            f"""SELECT {_OURS}, username FROM api_keys k JOIN users u ON u.id = k.user_id
            WHERE hash = $1 AND (expires_at IS NULL OR expires_at > now())""",
            key_hash,
        )
        return None if row is None else (_key(row), row["username"])

    async def origins(self, user_id: UserId) -> tuple[str, ...]:
        """Origins whose pages may show the rooms of that account: of its keys, and of such as are
        for all rooms, while they open anything."""
        rows = await self._database.fetch(
            """SELECT DISTINCT unnest(origins) AS origin FROM api_keys
            WHERE (user_id = $1 OR $2 = ANY(scopes))
            AND (expires_at IS NULL OR expires_at > now()) ORDER BY origin LIMIT $3""",
            user_id,
            Scope.ROOMS_ALL.value,
            MOST_ORIGINS,
        )
        return tuple(row["origin"] for row in rows)

    async def note_use(self, key_id: KeyId) -> None:
        """It was used now, unless that was noted a moment ago."""
        await self._database.execute(
            """UPDATE api_keys SET last_used_at = now()
            WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - $2::interval)""",
            key_id,
            USE_INTERVAL,
        )

    async def of(
        self, user_id: UserId, before: tuple[datetime, uuid.UUID] | None, limit: int
    ) -> list[ApiKey]:
        """An account's keys, newest first, also such as have run out; those behind a place."""
        moment, key_id = before or (None, None)
        rows = await self._database.fetch(
            f"""SELECT {_COLUMNS} FROM api_keys
            WHERE user_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
            ORDER BY created_at DESC, id DESC LIMIT $4""",
            user_id,
            moment,
            key_id,
            limit,
        )
        return [_key(row) for row in rows]

    async def change(self, key_id: KeyId, user_id: UserId, origins: Iterable[str]) -> ApiKey | None:
        """Give one of an account's keys other origins; None: there is no such key."""
        row = await self._database.fetchrow(
            f"""UPDATE api_keys SET origins = $3 WHERE id = $1 AND user_id = $2
            RETURNING {_COLUMNS}""",
            key_id,
            user_id,
            list(origins),
        )
        return None if row is None else _key(row)

    async def all(self) -> list[tuple[ApiKey, str, bool]]:
        """All keys with the names of their accounts, and whether these are services."""
        rows = await self._database.fetch(
            f"""SELECT {_OURS}, username, service FROM api_keys k JOIN users u ON u.id = k.user_id
            ORDER BY username, k.created_at"""
        )
        return [(_key(row), row["username"], row["service"]) for row in rows]

    async def remove(self, key_id: KeyId, user_id: UserId | None = None) -> bool:
        """Delete a key, of that account if one is named; False: there is none."""
        removed = await self._database.fetchval(
            """DELETE FROM api_keys WHERE id = $1 AND ($2::uuid IS NULL OR user_id = $2)
            RETURNING true""",
            key_id,
            user_id,
        )
        return removed is True


def _key(row: asyncpg.Record) -> ApiKey:
    return ApiKey(
        row["id"],
        row["user_id"],
        row["name"],
        row["hint"],
        known(row["scopes"]),
        row["created_at"],
        row["expires_at"],
        row["last_used_at"],
        tuple(row["origins"]),
    )
