"""Accounts by the thousand: to hash as many passwords would take too long."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from meetd.auth.tokens import Tokens
from meetd.config import KEY_FILE
from meetd.db.embedded import running_postgres
from meetd.model import SessionId, UserId


async def accounts(data_dir: Path, count: int) -> list[str]:
    """Sign so many in with the server of that folder, each once: their access tokens."""
    url = running_postgres(data_dir)
    assert url is not None
    tokens, now = Tokens((data_dir / KEY_FILE).read_text()), datetime.now(UTC)
    people = [(uuid.uuid4(), uuid.uuid4()) for _ in range(count)]
    database = await asyncpg.connect(url)
    try:
        await database.executemany(
            "INSERT INTO users (id, email, username, password_hash) VALUES ($1, $2, $3, '')",
            [(user, f"{user}@example.org", f"p{user.hex[:24]}") for user, _ in people],
        )
        await database.executemany(
            """INSERT INTO refresh_tokens
            (id, jti, user_id, family, token_hash, device, signed_in_at, expires_at)
            VALUES ($1, $1, $2, $1, ''::bytea, '', $3, $4)""",
            [(session, user, now, now + timedelta(days=1)) for user, session in people],
        )
    finally:
        await database.close()
    return [
        tokens.access(UserId(user), f"p{user.hex[:24]}", SessionId(session), 1)
        for user, session in people
    ]
