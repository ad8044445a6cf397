"""The table of what admins did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from meetd.db.pool import Database
from meetd.later import LATER
from meetd.model import UserId

LONGEST = 200
"""Characters of one field: of what an admin names that is not there, the beginning is kept. All
that is there has a shorter name."""


@dataclass(frozen=True, slots=True)
class AdminLogLine:
    """Something that an admin did, or wanted to."""

    id: int
    at: datetime
    admin_id: UserId
    admin_name: str
    action: str
    """The operation's name."""
    room_code: str | None
    about: str | None
    """The id of whom or what it was done to: a participant, an account, a webhook."""
    refused: str | None
    """The code of the error by which it came to nothing."""
    about_name: str | None = field(default=None, metadata=LATER)
    """The name of the account that it was done to, while there is one."""


class AdminLog:
    """What all admins did, kept for some days."""

    def __init__(self, database: Database, retention: timedelta) -> None:
        self._database = database
        self._retention = retention

    async def add(
        self, admin_id: UserId, name: str, action: str, room_code: str | None, about: str | None
    ) -> int:
        """Note what is about to be done. Whom or what it is about is as the request has it, and
        need not be there."""
        said = (name, action, room_code, about)
        added: int = await self._database.fetchval(
            """INSERT INTO admin_log (admin_id, admin_name, action, room_code, about)
            VALUES ($1, $2, $3, $4, $5) RETURNING id""",
            admin_id,
            *(_kept(one) for one in said),
        )
        return added

    async def refused(self, line: int, code: str) -> None:
        """Note that it was not done."""
        await self._database.execute(
            "UPDATE admin_log SET refused = $2 WHERE id = $1", line, _kept(code)
        )

    async def page(self, before: int | None, limit: int) -> list[AdminLogLine]:
        """The newest lines, or those before one; the newest first."""
        rows = await self._database.fetch(
            """SELECT l.id, l.at, l.admin_id, l.admin_name, l.action, l.room_code, l.about,
                l.refused, u.username
            FROM admin_log l LEFT JOIN users u ON u.id::text = l.about
            WHERE $1::bigint IS NULL OR l.id < $1 ORDER BY l.id DESC LIMIT $2""",
            before,
            limit,
        )
        return [AdminLogLine(*row) for row in rows]

    async def purge(self) -> None:
        """Forget what was kept for long enough."""
        await self._database.execute(
            "DELETE FROM admin_log WHERE at < now() - $1::interval", self._retention
        )


def _kept(text: str | None) -> str | None:
    """As much as is kept of it, with what no column takes replaced: zeros, and halves of
    characters."""
    if text is None:
        return None
    whole = text[:LONGEST].encode(errors="replace").decode()
    return whole.replace("\0", "\N{REPLACEMENT CHARACTER}")
