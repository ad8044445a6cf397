"""Answers to writes that may be sent again, for a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from meetd.db.pool import Database
from meetd.model import UserId

KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=1)
"""After which a request that has no answer yet counts as broken off."""
MOST_BYTES = 32 * 1024**2
"""Bytes of answers that are kept of one account: of more, the newest."""
OF_ROW = 512
"""Bytes that an answer takes besides its body."""
LOOKED_AT = 1000
"""Accounts of which it is known how much was kept since it was looked at how much there is."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it went out; without a status there is none yet."""

    request_hash: bytes
    status: int | None
    content_type: str | None
    location: str | None
    body: bytes | None


class KeptAnswers:
    """The table of answers, by who asked and the key that they gave it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept = Counter[UserId]()
        """Bytes since then."""

    async def begin(self, user_id: UserId, key: str, request_hash: bytes) -> KeptAnswer | None:
        """Begin a request; what is kept of an earlier one of that key, or None: it is the first."""
        while True:
            begun = await self._database.fetchval(
                """INSERT INTO kept_answers AS k (user_id, key, request_hash) VALUES ($1, $2, $3)
                ON CONFLICT (user_id, key) DO UPDATE SET request_hash = $3, created_at = now(),
                    status = NULL, content_type = NULL, location = NULL, body = NULL
                WHERE k.created_at < now() - CASE WHEN k.status IS NULL THEN $4::interval
                    ELSE $5::interval END
                RETURNING true""",
                user_id,
                key,
                request_hash,
                GIVEN_UP,
                KEPT,
            )
            if begun:
                return None
            row = await self._database.fetchrow(
                """SELECT request_hash, status, content_type, location, body FROM kept_answers
                WHERE user_id = $1 AND key = $2""",
                user_id,
                key,
            )
            if row is not None:
                return KeptAnswer(**dict(row.items()))

    async def keep(self, user_id: UserId, key: str, answer: KeptAnswer) -> None:
        """Keep what was answered."""
        await self._database.execute(
            """UPDATE kept_answers SET status = $4, content_type = $5, location = $6, body = $7
            WHERE user_id = $1 AND key = $2 AND request_hash = $3""",
            user_id,
            key,
            answer.request_hash,
            answer.status,
            answer.content_type,
            answer.location,
            answer.body,
        )
        self._kept[user_id] += OF_ROW + len(answer.body or b"")
        if self._kept[user_id] > MOST_BYTES / 8 or len(self._kept) > LOOKED_AT:
            await self._forget_oldest(max(self._kept, key=self._kept.__getitem__))

    async def _forget_oldest(self, user_id: UserId) -> None:
        """Forget what one account has beyond what is kept."""
        del self._kept[user_id]
        await self._database.execute(
            """DELETE FROM kept_answers k USING (
                SELECT key, sum($2 + coalesce(octet_length(body), 0))
                    OVER (ORDER BY created_at DESC, key) AS newer
                FROM kept_answers WHERE user_id = $1 AND status IS NOT NULL
            ) one WHERE k.user_id = $1 AND k.key = one.key AND one.newer > $3""",
            user_id,
            OF_ROW,
            MOST_BYTES,
        )

    async def forget(self, user_id: UserId, key: str) -> None:
        """It was not carried out: the next one is."""
        await self._database.execute(
            "DELETE FROM kept_answers WHERE user_id = $1 AND key = $2 AND status IS NULL",
            user_id,
            key,
        )

    async def purge(self) -> None:
        """Forget those of days before."""
        await self._database.execute(
            "DELETE FROM kept_answers WHERE created_at < now() - $1::interval", KEPT
        )
