"""Refresh tokens: rows of a family, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from meetd.db.pool import Database
from meetd.db.tokens import RefreshToken, RefreshTokens
from meetd.db.users import Users
from meetd.model import SessionId, UserId


class Family:
    """The tokens of one sign-in."""

    def __init__(self, db: Database, user_id: UserId) -> None:
        self.tokens = RefreshTokens(db)
        self.db = db
        self.user_id = user_id
        self.id = SessionId(uuid4())

    async def add(self, parent: UUID | None = None, **changes: object) -> RefreshToken:
        now = datetime.now(UTC)
        token = RefreshToken(
            jti=uuid4(),
            user_id=self.user_id,
            family=self.id,
            parent=parent,
            token_hash=b"hash",
            device="Browser",
            signed_in_at=now,
            expires_at=now + timedelta(days=1),
            replaced_at=None,
        )
        token = replace(token, **changes)  # type: ignore[arg-type]
        await self.tokens.add(token)
        return token

    async def use(self, jti: UUID) -> None:
        async with self.db.transaction() as connection:
            await self.tokens.mark_replaced(connection, jti)

    async def find(self, jti: UUID) -> RefreshToken | None:
        async with self.db.transaction() as connection:
            return await self.tokens.take(connection, jti)

    async def drop_others(self, token: RefreshToken) -> None:
        async with self.db.transaction() as connection:
            await self.tokens.drop_others(connection, token)

    async def drop_children(self, jti: UUID, *, grace: timedelta, kept: int) -> None:
        async with self.db.transaction() as connection:
            await self.tokens.drop_children(connection, jti, grace=grace, kept=kept)

    async def there(self, *tokens: RefreshToken) -> list[bool]:
        return [await self.find(token.jti) is not None for token in tokens]


@pytest.fixture
async def family(db: Database) -> Family:
    return Family(db, (await Users(db).add("anna@example.org", "anna", "hash")).id)


async def test_a_token_is_found_as_it_was_added(family: Family) -> None:
    token = await family.add()
    assert await family.find(token.jti) == token
    assert await family.find(uuid4()) is None


async def test_the_first_use_counts(family: Family) -> None:
    token = await family.add()
    await family.use(token.jti)
    first = await family.find(token.jti)
    await family.use(token.jti)
    assert first is not None
    assert first.replaced_at is not None
    assert await family.find(token.jti) == first


async def test_children_are_known_by_their_parent(family: Family) -> None:
    parent = await family.add()
    children = [await family.add(parent.jti) for _ in range(3)]
    grandchild = await family.add(children[2].jti)
    another = await Family(family.db, family.user_id).add()
    await family.use(parent.jti)
    long = timedelta(hours=1)
    await family.drop_children(parent.jti, grace=long, kept=2)
    assert await family.there(parent, *children) == [True, False, True, True]
    await family.drop_others(children[2])
    assert await family.there(parent, *children) == [False, False, False, True]
    assert await family.there(grandchild, another) == [True, True]
    await family.use(children[2].jti)
    await family.drop_children(children[2].jti, grace=timedelta(), kept=2)
    assert await family.there(children[2], grandchild) == [True, False]


async def test_a_family_is_one_session(family: Family) -> None:
    first = await family.add(device="Browser")
    last = await family.add(first.jti, expires_at=first.expires_at + timedelta(days=1))
    (session,) = await family.tokens.sessions(family.user_id)
    assert (session.id, session.device) == (family.id, "Browser")
    assert session.created_at == first.signed_in_at
    assert session.last_used_at >= session.created_at
    assert session.expires_at == last.expires_at


async def test_a_session_lives_while_one_of_its_tokens_does(family: Family) -> None:
    async def alive(version: int = 1) -> bool:
        return await family.tokens.alive_until(family.user_id, family.id, version) is not None

    past = datetime.now(UTC) - timedelta(seconds=1)
    assert not await alive()
    await family.add(expires_at=past)
    assert not await alive()
    assert await family.tokens.sessions(family.user_id) == []
    await family.add()
    assert await alive()
    assert not await alive(version=2)
    assert await family.tokens.alive_until(UserId(uuid4()), family.id, 1) is None
    await family.tokens.purge()
    assert await alive()
    assert await family.db.fetchval("SELECT count(*) FROM refresh_tokens") == 1


async def test_revoking_takes_one_family_or_all_of_one_account(family: Family) -> None:
    await family.add()
    second = Family(family.db, family.user_id)
    await second.add()
    theirs = Family(family.db, (await Users(family.db).add("b@example.org", "ben", "h")).id)
    kept = await theirs.add()
    assert not await family.tokens.revoke(theirs.user_id, family.id)
    assert await family.tokens.revoke(family.user_id, family.id)
    assert not await family.tokens.revoke(family.user_id, family.id)
    assert await family.tokens.revoke_all(family.user_id) == [second.id]
    assert await family.tokens.revoke_all(family.user_id) == []
    assert await theirs.find(kept.jti) == kept
