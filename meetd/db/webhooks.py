"""The table of webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from meetd.db.pool import Database
from meetd.errors import WebhookQuotaReached
from meetd.happening import EventType
from meetd.model import UserId
from meetd.webhook import MOST_DEAD, Webhook, WebhookId

COLUMNS = """w.id, w.owner_id, w.every_room, w.url, w.types, w.description, w.enabled, w.created_at,
    w.secret, CASE WHEN w.former_until > now() THEN w.former_secret END AS former_secret"""
_QUEUES = f"""(SELECT count(*) FROM webhook_queues q WHERE q.webhook_id = w.id) AS waiting,
    (SELECT count(*) FROM webhook_queues q
        WHERE q.webhook_id = w.id AND q.attempts > 0) AS failing,
    (SELECT count(*) FROM (SELECT FROM webhook_dead_letters d
        WHERE d.webhook_id = w.id LIMIT {MOST_DEAD}) AS counted) AS dead"""
_TROUBLED = """EXISTS (SELECT FROM webhook_queues q
        WHERE q.webhook_id = w.id AND q.attempts > 0)
    OR EXISTS (SELECT FROM webhook_dead_letters d WHERE d.webhook_id = w.id)"""


class Webhooks:
    """The table of webhooks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        owner_id: UserId,
        url: str,
        types: Sequence[EventType],
        description: str,
        secret: str,
        *,
        every_room: bool,
        most: int,
    ) -> Webhook:
        """Store a new one. Raises WebhookQuotaReached where its owner has `most` already, give or
        take those that are made in the same moment."""
        id_ = await self._database.fetchval(
            """INSERT INTO webhooks (id, owner_id, every_room, url, types, description, secret)
            SELECT $1, $2, $3, $4, $5, $6, $7
            WHERE $8 > (SELECT count(*) FROM webhooks WHERE owner_id = $2) RETURNING id""",
            uuid4(),
            owner_id,
            every_room,
            url,
            [one.value for one in types],
            description,
            secret,
            most,
        )
        if id_ is None:
            raise WebhookQuotaReached
        found = await self.find(owner_id, id_)
        assert found is not None
        return found

    async def of_owner(self, owner_id: UserId) -> list[Webhook]:
        """List somebody's, the oldest first."""
        rows = await self._database.fetch(
            f"""SELECT {COLUMNS}, {_QUEUES} FROM webhooks w WHERE w.owner_id = $1
            ORDER BY w.created_at, w.id""",
            owner_id,
        )
        return [webhook(row) for row in rows]

    async def find(self, owner_id: UserId, id_: WebhookId) -> Webhook | None:
        """Find one of somebody's."""
        row = await self._database.fetchrow(
            f"SELECT {COLUMNS}, {_QUEUES} FROM webhooks w WHERE w.owner_id = $1 AND w.id = $2",
            owner_id,
            id_,
        )
        return None if row is None else webhook(row)

    async def of_all(
        self, before: tuple[datetime, UUID] | None, limit: int, *, troubled: bool
    ) -> list[tuple[Webhook, str]]:
        """List those of all accounts with the names of these, the newest first: those behind a
        place, or the first. `troubled`: those of which something did not arrive."""
        moment, id_ = before or (None, None)
        rows = await self._database.fetch(
            f"""SELECT {COLUMNS}, {_QUEUES}, u.username
            FROM webhooks w JOIN users u ON u.id = w.owner_id
            WHERE ($1::timestamptz IS NULL OR (w.created_at, w.id) < ($1, $2::uuid))
                AND (NOT $4 OR {_TROUBLED})
            ORDER BY w.created_at DESC, w.id DESC LIMIT $3""",
            moment,
            id_,
            limit,
            troubled,
        )
        return [(webhook(row), row["username"]) for row in rows]

    async def exists(self, id_: WebhookId) -> bool:
        """Return whether there is one of that id, whosever it is."""
        found = await self._database.fetchval("SELECT true FROM webhooks WHERE id = $1", id_)
        return found is True

    async def change(self, id_: WebhookId, **to: Any) -> None:
        """Give it another `url`, other `types`, another `description`, or have it be `enabled`;
        while it is not nothing waits for later."""
        assert to.keys() <= {"url", "types", "description", "enabled"}
        columns = ", ".join(f"{name} = ${at}" for at, name in enumerate(to, 2))
        async with self._database.transaction() as connection:
            await connection.execute(
                f"UPDATE webhooks SET {columns} WHERE id = $1", id_, *to.values()
            )
            if to.get("enabled") is False:
                await connection.execute("DELETE FROM webhook_queues WHERE webhook_id = $1", id_)
            else:
                # Perhaps it was this that was wrong.
                await connection.execute(
                    """UPDATE webhook_queues SET due_at = now()
                    WHERE webhook_id = $1 AND claim IS NULL""",
                    id_,
                )

    async def rotate(self, id_: WebhookId, secret: str, overlap: timedelta) -> None:
        """Give it another secret; the one before signs beside it for so long."""
        await self._database.execute(
            """UPDATE webhooks SET former_secret = secret, former_until = now() + $3::interval,
            secret = $2 WHERE id = $1""",
            id_,
            secret,
            overlap,
        )

    async def remove(self, owner_id: UserId, id_: WebhookId) -> bool:
        """Delete one of somebody's; False if there is none."""
        removed = await self._database.fetchval(
            "DELETE FROM webhooks WHERE owner_id = $1 AND id = $2 RETURNING true", owner_id, id_
        )
        return removed is True


def webhook(row: asyncpg.Record) -> Webhook:
    """Make a webhook of its columns."""
    return Webhook(
        id=WebhookId(row["id"]),
        owner_id=UserId(row["owner_id"]),
        every_room=row["every_room"],
        url=row["url"],
        types=tuple(EventType(one) for one in row["types"]),
        description=row["description"],
        enabled=row["enabled"],
        created_at=row["created_at"],
        secret=row["secret"],
        former_secret=row["former_secret"],
        waiting=row.get("waiting", 0),
        failing=row.get("failing", 0),
        dead=row.get("dead", 0),
    )
