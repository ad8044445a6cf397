"""Secrets in the addresses of people's calendars."""

from __future__ import annotations

from meetd.db.pool import Database
from meetd.model import UserId


class Calendars:
    """The secret of each account that has a calendar to subscribe to, as its SHA-256 alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set(self, user_id: UserId, secret_hash: bytes | None) -> None:
        """Let this secret be theirs, in place of an older one, or none."""
        await self._database.execute(
            "UPDATE users SET calendar_hash = $2 WHERE id = $1", user_id, secret_hash
        )

    async def owner(self, secret_hash: bytes) -> UserId | None:
        """Find whose secret it is."""
        found: UserId | None = await self._database.fetchval(
            "SELECT id FROM users WHERE calendar_hash = $1", secret_hash
        )
        return found
